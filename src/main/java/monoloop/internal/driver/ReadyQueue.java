package monoloop.internal.driver;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What runs next, first come first served: a ring that grows and never allocates per element.
 *
 * <p>Belongs to the loop's thread.
 */
final class ReadyQueue {
  private static final int INITIAL = 64;

  /** A ring that grew beyond this is given back once it is empty. */
  private static final int KEPT = 1 << 16;

  /** Its length is a power of two. */
  private @Nullable Runnable[] ring = new Runnable[INITIAL];

  /** Counts what was taken; the slot is {@code head & (length - 1)}. */
  private int head;

  /** Counts what was added. */
  private int tail;

  void add(Runnable step) {
    Runnable[] r = ring;
    r[tail & (r.length - 1)] = step;
    if (++tail - head == r.length) {
      grow();
    }
  }

  /** The oldest; null if there is none. */
  @Nullable Runnable poll() {
    Runnable[] r = ring;
    int slot = head & (r.length - 1);
    Runnable step = r[slot];
    if (step != null) {
      r[slot] = null;
      head++;
    }
    return step;
  }

  /** Lets {@code order} choose, among those that may move, which comes first, second and so on. */
  void arrange(Turns.Order order) {
    List<Integer> slots = new ArrayList<>();
    List<Runnable> steps = new ArrayList<>();
    for (int i = head; i != tail; i++) {
      int slot = i & (ring.length - 1);
      Runnable step = Objects.requireNonNull(ring[slot]);
      if (order.movable(step) != null) {
        slots.add(slot);
        steps.add(step);
      }
    }
    for (int slot : slots) {
      int n = steps.size();
      ring[slot] = steps.remove(n == 1 ? 0 : order.choose(n));
    }
  }

  int size() {
    return tail - head;
  }

  boolean isEmpty() {
    return head == tail;
  }

  /** Drops everything and tells what was posted that it will not run. */
  void abandon() {
    for (Runnable step; (step = poll()) != null; ) {
      if (step instanceof Handle h && h.callback() instanceof Posted posted) {
        posted.abandoned();
      }
    }
    clear();
  }

  /** Drops everything. */
  private void clear() {
    ring = new Runnable[INITIAL];
    head = 0;
    tail = 0;
  }

  /** Called when a turn has ended: a burst must not hold its memory for ever. */
  void trim() {
    if (ring.length > KEPT && head == tail) {
      clear();
    }
  }

  private void grow() {
    Runnable[] old = ring;
    int n = old.length;
    Runnable[] bigger = new Runnable[n << 1];
    int first = head & (n - 1);
    System.arraycopy(old, first, bigger, 0, n - first);
    System.arraycopy(old, 0, bigger, n - first, first);
    ring = bigger;
    head = 0;
    tail = n;
  }
}
