package monoloop.sync;

import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import monoloop.Operation;
import monoloop.WaitQueue;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Hands items from the tasks that make them to the tasks that use them (asyncio.Queue).
 *
 * <p>A full queue makes whoever puts wait, an empty one whoever takes. Takers and putters are each
 * served first come, first served; nobody overtakes a waiter, not even by {@link #tryPut} or {@link
 * #tryTake}. For streams with operators use a Flux instead.
 *
 * @param <T> the items; not null
 */
public final class AsyncQueue<T> {
  private final int capacity;
  private final Items<T> items;
  private final WaitQueue<T> takers = new WaitQueue<>("AsyncQueue.take");
  private final WaitQueue<@Nullable Void> putters = new WaitQueue<>("AsyncQueue.put");
  private final WaitQueue<@Nullable Void> joiners = new WaitQueue<>("AsyncQueue.awaitAllDone");
  private final Operation<T> take = new Take();
  private final Operation<@Nullable Void> allDone = new AllDone();
  private int unfinished;
  private boolean closed;

  private AsyncQueue(int capacity, Items<T> items) {
    this.capacity = capacity;
    this.items = items;
  }

  /**
   * Creates a queue that holds at most {@code capacity} items, first in, first out.
   *
   * @param capacity at least 1
   * @throws IllegalArgumentException if {@code capacity} is less than 1
   */
  public static <T> AsyncQueue<T> bounded(int capacity) {
    return new AsyncQueue<>(checked(capacity), Items.fifo());
  }

  /** Creates a queue that is never full, first in, first out. */
  public static <T> AsyncQueue<T> unbounded() {
    return new AsyncQueue<>(Integer.MAX_VALUE, Items.fifo());
  }

  /** Creates a queue that holds nothing: each put waits until its item is taken. */
  public static <T> AsyncQueue<T> rendezvous() {
    return new AsyncQueue<>(0, Items.fifo());
  }

  /**
   * Creates a queue that gives away its last item first.
   *
   * @param capacity at least 1; {@code Integer.MAX_VALUE} for never full
   * @throws IllegalArgumentException if {@code capacity} is less than 1
   */
  public static <T> AsyncQueue<T> lifo(int capacity) {
    return new AsyncQueue<>(checked(capacity), Items.lifo());
  }

  /**
   * Creates a queue that gives away its least item first; equal ones in the order in which they
   * came.
   *
   * @param capacity at least 1; {@code Integer.MAX_VALUE} for never full
   * @param order what least means
   * @throws IllegalArgumentException if {@code capacity} is less than 1
   */
  public static <T> AsyncQueue<T> priority(int capacity, Comparator<? super T> order) {
    return new AsyncQueue<>(checked(capacity), Items.priority(Objects.requireNonNull(order)));
  }

  private static int checked(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity must be >= 1, was " + capacity);
    }
    return capacity;
  }

  // ---- putting

  /**
   * Puts {@code item}, waiting while the queue is full.
   *
   * <p>The Mono completes empty once the item is in the queue or with a taker. If cancelled, the
   * item is not in the queue; a taker may have it already if the cancel came after it was admitted.
   *
   * @param item not null
   * @return cold; fails with {@link QueueClosedException} if the queue is shut down
   * @see #tryPut
   */
  public Mono<@Nullable Void> put(T item) {
    return new Put(Objects.requireNonNull(item, "item"));
  }

  /**
   * Puts {@code item} if there is room and nobody waits for room. Does not wait.
   *
   * @param item not null
   * @return whether it was put
   * @throws QueueClosedException if the queue is shut down
   */
  public boolean tryPut(T item) {
    Objects.requireNonNull(item, "item");
    if (closed) {
      throw new QueueClosedException(toString());
    }
    if (takers.wake(item)) {
      unfinished++;
      return true;
    }
    if (items.size() < capacity && putters.isEmpty()) {
      items.add(item);
      unfinished++;
      return true;
    }
    return false;
  }

  // ---- taking

  /**
   * Takes the next item, waiting while the queue is empty.
   *
   * <p>The Mono completes with the item. If cancelled, no item was taken. Waiting takers are served
   * first come, first served.
   *
   * @return cold; fails with {@link QueueClosedException} if the queue is shut down and empty
   * @see #tryTake
   */
  public Mono<T> take() {
    return take;
  }

  /**
   * Takes the next item if there is one. Does not wait.
   *
   * @return empty if there is none
   * @throws QueueClosedException if the queue is shut down and empty
   */
  public Optional<T> tryTake() {
    T item = poll();
    if (item == null && closed) {
      throw new QueueClosedException(toString());
    }
    return Optional.ofNullable(item);
  }

  /** The next item; its room goes to the putter who waits longest. */
  private @Nullable T poll() {
    T item = items.poll();
    Put next = firstPut();
    if (next != null) {
      if (item == null) {
        item = next.item; // a queue that holds nothing: from hand to hand
      } else {
        items.add(next.item);
      }
      unfinished++;
      putters.wake(null);
    }
    return item;
  }

  @SuppressWarnings("unchecked") // only puts wait there
  private @Nullable Put firstPut() {
    return (Put) putters.first();
  }

  // ---- finishing

  /**
   * Says that an item that was taken is done with.
   *
   * @throws IllegalStateException if called more often than items were put
   */
  public void taskDone() {
    if (unfinished == 0) {
      throw new IllegalStateException(this + " has no unfinished items: taskDone() came too often");
    }
    if (--unfinished == 0) {
      joiners.wakeAll(null);
    }
  }

  /**
   * Waits until every item that was put has been taken and is {@linkplain #taskDone done with}
   * (asyncio: join).
   *
   * @return cold; completes empty, at once if nothing is unfinished
   */
  public Mono<@Nullable Void> awaitAllDone() {
    return allDone;
  }

  /**
   * Shuts the queue down: nothing can be put any more, what is there can still be taken. Waiting
   * putters fail, and waiting takers too. Does not wait; a second call does nothing.
   */
  public void shutdown() {
    closed = true;
    putters.failAll(new QueueClosedException(toString()));
    takers.failAll(new QueueClosedException(toString()));
  }

  /** Shuts the queue down and drops what is in it, which counts as done. */
  public void shutdownNow() {
    unfinished -= items.size();
    items.clear();
    shutdown();
    if (unfinished <= 0) {
      unfinished = 0;
      joiners.wakeAll(null);
    }
  }

  // ---- seeing

  /**
   * Returns how many items are in the queue.
   *
   * @return those of waiting putters not counted
   */
  public int size() {
    return items.size();
  }

  /**
   * Returns whether there is nothing to take.
   *
   * @return true if {@link #size} is zero
   */
  public boolean isEmpty() {
    return items.size() == 0;
  }

  /**
   * Returns whether a put would wait.
   *
   * @return true if there is no room
   */
  public boolean isFull() {
    return items.size() >= capacity;
  }

  /** {@code AsyncQueue[open, 3 of 64 items, 0 taking, 2 putting]}. */
  @Override
  public String toString() {
    return "AsyncQueue["
        + (closed ? "shut down" : "open")
        + ", "
        + items.size()
        + (capacity == Integer.MAX_VALUE ? "" : " of " + capacity)
        + " items, "
        + takers.size()
        + " taking, "
        + putters.size()
        + " putting]";
  }

  private final class Put extends Operation<@Nullable Void> {
    private final T item;

    Put(T item) {
      this.item = item;
    }

    @Override
    protected @Nullable Object attempt() {
      return tryPut(item) ? null : MUST_WAIT;
    }

    @Override
    protected WaitQueue<@Nullable Void> queue() {
      return putters;
    }

    /** The item was admitted, its putter cancelled: takes it back unless somebody has it. */
    @Override
    protected void undelivered(@Nullable Void nothing) {
      if (items.remove(item)) {
        taskDone();
        admitNext();
      }
    }

    @Override
    public String toString() {
      return "AsyncQueue.put";
    }
  }

  private void admitNext() {
    Put next = firstPut();
    if (next != null && items.size() < capacity) {
      items.add(next.item);
      unfinished++;
      putters.wake(null);
    }
  }

  private final class Take extends Operation<T> {
    @Override
    protected @Nullable Object attempt() {
      T item = poll();
      if (item != null) {
        return item;
      }
      if (closed) {
        throw new QueueClosedException(AsyncQueue.this.toString());
      }
      return MUST_WAIT;
    }

    @Override
    protected WaitQueue<T> queue() {
      return takers;
    }

    /** The taker was cancelled with the item in its hands: the next one gets it. */
    @Override
    protected void undelivered(T item) {
      if (!takers.wake(item)) {
        items.putBack(item);
      }
    }

    @Override
    public String toString() {
      return "AsyncQueue.take";
    }
  }

  private final class AllDone extends Operation<@Nullable Void> {
    @Override
    protected @Nullable Object attempt() {
      return unfinished == 0 ? null : MUST_WAIT;
    }

    @Override
    protected WaitQueue<@Nullable Void> queue() {
      return joiners;
    }

    @Override
    public String toString() {
      return "AsyncQueue.awaitAllDone";
    }
  }
}
