package monoloop.sync;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** What a queue holds, and the order in which it gives it away. */
abstract class Items<T> {
  abstract void add(T item);

  /**
   * Puts an item back that was polled, in front of those that never were. Items come back in the
   * order in which they were polled, since their receivers are told in that order.
   */
  abstract void putBack(T item);

  abstract @Nullable T poll();

  /** Takes one item back that was added last among its equals. */
  abstract boolean remove(T item);

  abstract int size();

  static <T> Items<T> fifo() {
    return new Line<>(false);
  }

  static <T> Items<T> lifo() {
    return new Line<>(true);
  }

  static <T> Items<T> priority(Comparator<? super T> order) {
    return new Heap<>(order);
  }

  /** First in, first out, or last in, first out. */
  private static final class Line<T> extends Items<T> {
    private final ArrayDeque<T> items = new ArrayDeque<>();
    private final ArrayDeque<T> returned = new ArrayDeque<>(0);
    private final boolean lastFirst;

    Line(boolean lastFirst) {
      this.lastFirst = lastFirst;
    }

    @Override
    void add(T item) {
      items.addLast(item);
    }

    @Override
    void putBack(T item) {
      if (lastFirst) {
        items.addLast(item);
      } else {
        returned.add(item);
      }
    }

    @Override
    @Nullable T poll() {
      T item = returned.poll();
      if (item != null) {
        return item;
      }
      return lastFirst ? items.pollLast() : items.pollFirst();
    }

    @Override
    boolean remove(T item) {
      return items.removeLastOccurrence(item);
    }

    @Override
    int size() {
      return items.size() + returned.size();
    }
  }

  /** Least first; equals in the order in which they came, whatever else they are. */
  private static final class Heap<T> extends Items<T> {
    private record Entry<T>(T item, long number) {}

    private final PriorityQueue<Entry<T>> entries;
    private long added;
    private long putBack = Long.MIN_VALUE;

    Heap(Comparator<? super T> order) {
      entries =
          new PriorityQueue<>(
              (a, b) -> {
                int c = order.compare(a.item(), b.item());
                return c != 0 ? c : Long.compare(a.number(), b.number());
              });
    }

    @Override
    void add(T item) {
      entries.add(new Entry<>(item, added++));
    }

    @Override
    void putBack(T item) {
      entries.add(new Entry<>(item, putBack++));
    }

    @Override
    @Nullable T poll() {
      Entry<T> least = entries.poll();
      return least == null ? null : least.item();
    }

    @Override
    boolean remove(T item) {
      return entries.removeIf(e -> e.item() == item);
    }

    @Override
    int size() {
      return entries.size();
    }
  }
}
