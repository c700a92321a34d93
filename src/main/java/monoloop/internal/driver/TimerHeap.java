package monoloop.internal.driver;

import java.util.Arrays;
import java.util.PriorityQueue;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Timers by deadline, equal deadlines in the order in which they were set.
 *
 * <p>A heap with four children per node, in two arrays: the deadlines, which are all that most
 * comparisons read, and the timers. A timer knows its place, so taking one out costs O(log n) too.
 * Belongs to the loop's thread.
 */
final class TimerHeap {
  private static final int INITIAL = 16;

  private long[] deadlines = new long[INITIAL];
  private @Nullable Timer[] timers = new Timer[INITIAL];
  private int size;
  private long sequences;

  int size() {
    return size;
  }

  /** The earliest; {@link Long#MAX_VALUE} if there is none. */
  long earliest() {
    return size == 0 ? Long.MAX_VALUE : deadlines[0];
  }

  void add(Timer timer, long deadline) {
    if (size == timers.length) {
      resize(size << 1);
    }
    timer.sequence = sequences++;
    up(size++, timer, deadline);
  }

  /** Takes the earliest out; there must be one. */
  Timer pop() {
    Timer t = at(0);
    takeOut(0);
    return t;
  }

  /** Takes {@code timer} out if it is in. */
  void remove(Timer timer) {
    if (timer.index >= 0) {
      takeOut(timer.index);
    }
  }

  /** Moves what is due to {@code ready}, in order. */
  void moveDue(long now, ReadyQueue ready) {
    while (size > 0 && deadlines[0] <= now) {
      ready.add(pop());
    }
  }

  /** Whether {@code callback} is that of a timer here; looks at all of them. */
  boolean holds(Object callback) {
    for (int i = 0; i < size; i++) {
      if (at(i).callback() == callback) {
        return true;
      }
    }
    return false;
  }

  /** Visits the first {@code limit} in order; what is below a node is not before it. */
  void forEarliest(int limit, ObjLongConsumer<@Nullable Runnable> visitor) {
    PriorityQueue<Integer> next =
        new PriorityQueue<>((a, b) -> before(deadlines[a], at(a), b) ? -1 : a.equals(b) ? 0 : 1);
    if (size > 0) {
      next.add(0);
    }
    for (int n = 0; n < limit && !next.isEmpty(); n++) {
      int i = next.remove();
      visitor.accept(at(i).callback(), deadlines[i]);
      for (int child = (i << 2) + 1; child < Math.min((i << 2) + 5, size); child++) {
        next.add(child);
      }
    }
  }

  void clear() {
    for (int i = 0; i < size; i++) {
      at(i).index = Timer.OUT;
    }
    size = 0;
    resize(INITIAL);
  }

  private Timer at(int i) {
    return java.util.Objects.requireNonNull(timers[i]);
  }

  private void takeOut(int i) {
    at(i).index = Timer.OUT;
    int last = --size;
    Timer moved = at(last);
    long deadline = deadlines[last];
    timers[last] = null;
    if (i != last) {
      if (i > 0 && before(deadline, moved, (i - 1) >> 2)) {
        up(i, moved, deadline);
      } else {
        down(i, moved, deadline);
      }
    }
    if (last < timers.length >> 2 && timers.length > INITIAL) {
      resize(timers.length >> 1);
    }
  }

  private void up(int i, Timer timer, long deadline) {
    while (i > 0) {
      int parent = (i - 1) >> 2;
      if (!before(deadline, timer, parent)) {
        break;
      }
      put(i, at(parent), deadlines[parent]);
      i = parent;
    }
    put(i, timer, deadline);
  }

  private void down(int i, Timer timer, long deadline) {
    for (int first; (first = (i << 2) + 1) < size; ) {
      int least = first;
      int end = Math.min(first + 4, size);
      for (int child = first + 1; child < end; child++) {
        if (before(deadlines[child], at(child), least)) {
          least = child;
        }
      }
      if (before(deadline, timer, least)) {
        break;
      }
      put(i, at(least), deadlines[least]);
      i = least;
    }
    put(i, timer, deadline);
  }

  private boolean before(long deadline, Timer timer, int other) {
    long d = deadlines[other];
    return deadline < d || (deadline == d && timer.sequence < at(other).sequence);
  }

  private void put(int i, Timer timer, long deadline) {
    timers[i] = timer;
    deadlines[i] = deadline;
    timer.index = i;
  }

  private void resize(int capacity) {
    timers = Arrays.copyOf(timers, capacity);
    deadlines = Arrays.copyOf(deadlines, capacity);
  }
}
