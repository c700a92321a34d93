package monoloop.sync;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import monoloop.Loop;
import monoloop.Operation;
import monoloop.WaitQueue;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
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
  private final WaitQueue<T> takers = new WaitQueue<>("AsyncQueue.take", this);
  private final WaitQueue<@Nullable Void> putters = new WaitQueue<>("AsyncQueue.put", this);
  private final Unfinished unfinished = new Unfinished(this);
  private final Operation<T> take = new Take();
  private final Overflow overflow;
  private @Nullable QueueFeed<T> feed;
  private @Nullable Consumer<? super T> onDrop;
  private int peak;
  private long dropped;
  private boolean closed;

  /** Whether it was shut down at once: what comes back goes nowhere. */
  private boolean emptied;

  /** Why it was closed, if it was closed because of an error. */
  private @Nullable Throwable cause;

  /** What a put does that finds no room. */
  private enum Overflow {
    WAIT,
    DROP_OLDEST,
    DROP_LATEST
  }

  private AsyncQueue(int capacity, Items<T> items) {
    this(capacity, items, Overflow.WAIT);
  }

  private AsyncQueue(int capacity, Items<T> items, Overflow overflow) {
    this.capacity = capacity;
    this.items = items;
    this.overflow = overflow;
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

  /**
   * Creates a queue of one place in which a new item replaces the one that nobody has taken: puts
   * never wait.
   *
   * @see Latest
   */
  public static <T> AsyncQueue<T> conflated() {
    return dropOldest(1);
  }

  /**
   * Creates a queue whose puts never wait: in a full one they drop the oldest item.
   *
   * @param capacity at least 1
   * @throws IllegalArgumentException if {@code capacity} is less than 1
   */
  public static <T> AsyncQueue<T> dropOldest(int capacity) {
    return new AsyncQueue<>(checked(capacity), Items.fifo(), Overflow.DROP_OLDEST);
  }

  /**
   * Creates a queue whose puts never wait: with a full one they drop the item that was to be put.
   *
   * @param capacity at least 1
   * @throws IllegalArgumentException if {@code capacity} is less than 1
   */
  public static <T> AsyncQueue<T> dropLatest(int capacity) {
    return new AsyncQueue<>(checked(capacity), Items.fifo(), Overflow.DROP_LATEST);
  }

  /**
   * Creates a queue that is filled by a publisher, and subscribes to it now.
   *
   * <p>Backpressure: the room in the queue is what is requested, first all of it, then one for each
   * item that is taken. When the publisher completes the queue is {@linkplain #shutdown shut down},
   * when it fails it is {@linkplain #close(Throwable) closed}; shutting the queue down cancels the
   * publisher.
   *
   * @param source may signal on any thread
   * @param capacity at least 1
   * @return a queue of the current loop; others may put into it too
   * @throws IllegalArgumentException if {@code capacity} is less than 1
   * @throws monoloop.NotOnLoopException if the thread is no loop's
   */
  public static <T> AsyncQueue<T> from(Publisher<? extends T> source, int capacity) {
    Objects.requireNonNull(source, "source");
    AsyncQueue<T> queue = bounded(capacity);
    QueueFeed<T> feed = new QueueFeed<>(queue, Loop.current());
    queue.feed = feed;
    source.subscribe(feed);
    return queue;
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
   * @return whether it was put; in a queue that drops the oldest item always true
   * @throws QueueClosedException if the queue is shut down
   */
  public boolean tryPut(T item) {
    Objects.requireNonNull(item, "item");
    if (closed) {
      throw closedForPuts();
    }
    if (takers.wake(item)) {
      unfinished.add();
      return true;
    }
    if (items.size() < capacity && putters.isEmpty()) {
      store(item);
      return true;
    }
    if (overflow == Overflow.DROP_OLDEST) {
      T oldest = Objects.requireNonNull(items.poll());
      store(item);
      unfinished.done(1);
      drop(oldest);
      return true;
    }
    return false;
  }

  /** An item of the publisher that fills the queue: there was room when it was asked for. */
  void fill(T item) {
    if (takers.wake(item)) {
      unfinished.add();
    } else {
      store(item);
    }
  }

  private void store(T item) {
    items.add(item);
    unfinished.add();
    peak = Math.max(peak, items.size());
  }

  private void drop(T item) {
    dropped++;
    if (onDrop != null) {
      onDrop.accept(item);
    }
  }

  /**
   * Calls back for every item that nobody will take: one that was dropped for want of room, or by
   * {@link #shutdownNow}.
   *
   * @param hook replaces the one before; what it throws comes out of the put
   * @return this queue
   */
  public AsyncQueue<T> onDrop(Consumer<? super T> hook) {
    onDrop = Objects.requireNonNull(hook, "hook");
    return this;
  }

  private QueueClosedException closedForPuts() {
    return new QueueClosedException(this + " accepts no items: it was shut down", cause);
  }

  private QueueClosedException closedForTakes() {
    return new QueueClosedException(this + " has no items left: it was shut down", cause);
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
      throw closedForTakes();
    }
    return Optional.ofNullable(item);
  }

  /** The next item; its room goes to the putter who waits longest. */
  private @Nullable T poll() {
    T item = items.poll();
    if (item != null) {
      admitNext();
    } else {
      item = fromHandToHand();
    }
    if (feed != null && item != null) {
      feed.request();
    }
    return item;
  }

  /** The item of a putter, of a queue that holds nothing. */
  private @Nullable T fromHandToHand() {
    Put next = firstPut();
    if (next == null) {
      return null;
    }
    unfinished.add();
    putters.wake(null);
    return next.item;
  }

  /** Takes back an item that was taken last and came to nobody. */
  void putBack(T item) {
    if (emptied) {
      unfinished.done(1);
      drop(item);
    } else if (!takers.wake(item)) {
      items.putBack(item);
    }
  }

  /**
   * Takes the items as they are asked for (Python: async for).
   *
   * <p>Each subscriber takes its share of the items. Backpressure: an item is taken when it is
   * requested and there, never before. If cancelled while suspended, nothing was taken: an item
   * that was taken and not emitted goes back to the front.
   *
   * @return cold; completes when the queue is shut down and empty, fails with the cause if it was
   *     {@linkplain #close(Throwable) closed} with one
   */
  public Flux<T> asFlux() {
    return QueueFlux.of(this);
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
    if (unfinished.count() == 0) {
      throw new IllegalStateException(this + " has no unfinished items: taskDone() came too often");
    }
    unfinished.done(1);
  }

  /**
   * Waits until every item that was put has been taken and is {@linkplain #taskDone done with}
   * (asyncio: join).
   *
   * @return cold; completes empty, at once if nothing is unfinished
   */
  public Mono<@Nullable Void> awaitAllDone() {
    return unfinished;
  }

  /**
   * Shuts the queue down: nothing can be put any more, what is there can still be taken. Waiting
   * putters fail, and waiting takers too. Does not wait; a second call does nothing.
   */
  public void shutdown() {
    end(null);
  }

  /**
   * Shuts the queue down because of an error: as {@link #shutdown}, but those who take get {@code
   * cause} once the queue is empty.
   *
   * @param cause what takers get; putters find it as the cause of their {@link
   *     QueueClosedException}
   */
  public void close(Throwable cause) {
    end(Objects.requireNonNull(cause, "cause"));
  }

  private void end(@Nullable Throwable cause) {
    if (closed) {
      return;
    }
    closed = true;
    this.cause = cause;
    if (feed != null) {
      feed.cancel();
    }
    while (putters.fail(closedForPuts())) {}
    while (takers.fail(cause != null ? cause : closedForTakes())) {}
  }

  /**
   * Shuts the queue down and drops what is in it, which counts as done; and so is, later, an item
   * that comes back from a taker who is cancelled with it in hand.
   */
  public void shutdownNow() {
    emptied = true;
    List<T> left = new ArrayList<>();
    for (T item = items.poll(); item != null; item = items.poll()) {
      left.add(item);
    }
    end(null);
    unfinished.done(left.size());
    left.forEach(this::drop);
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

  int room() {
    return closed ? 0 : capacity - items.size();
  }

  boolean isClosed() {
    return closed;
  }

  /**
   * Returns how the queue is used.
   *
   * @return a snapshot
   */
  public Statistics statistics() {
    return new Statistics(
        items.size(), peak, takers.size(), putters.size(), unfinished.count(), dropped);
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

  /**
   * What a queue is doing and has done.
   *
   * @param size how many items are in it
   * @param peak how many there ever were
   * @param taking how many wait for an item
   * @param putting how many wait for room
   * @param unfinished how many items were put and are not {@linkplain #taskDone done with}
   * @param dropped how many items nobody will take
   */
  public record Statistics(
      int size, int peak, int taking, int putting, int unfinished, long dropped) {}

  private final class Put extends Operation<@Nullable Void> {
    private final T item;

    Put(T item) {
      this.item = item;
    }

    @Override
    protected @Nullable Object attempt() {
      if (tryPut(item)) {
        return null;
      }
      if (overflow == Overflow.DROP_LATEST) {
        drop(item);
        return null;
      }
      return MUST_WAIT;
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
  }

  private void admitNext() {
    Put next = firstPut();
    if (next != null && items.size() < capacity) {
      store(next.item);
      putters.wake(null);
    }
  }

  private final class Take extends Operation<T> {
    @Override
    protected @Nullable Object attempt() throws Throwable {
      T item = poll();
      if (item != null) {
        return item;
      }
      if (cause != null) {
        throw cause;
      }
      if (closed) {
        throw closedForTakes();
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
      putBack(item);
    }
  }
}
