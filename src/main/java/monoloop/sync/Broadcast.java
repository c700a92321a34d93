package monoloop.sync;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import monoloop.Async;
import monoloop.Operation;
import monoloop.WaitQueue;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Gives every item to every subscriber, each of whom reads at their own pace (Kotlin: SharedFlow):
 * like a newspaper of which everybody gets a copy.
 *
 * <p>Items are kept until the slowest subscriber has read them, at most as many as the broadcast's
 * capacity; what happens to one who lags behind by more is its {@link Lag} policy. A subscriber
 * gets what is sent after it has subscribed, and before it the last items if the broadcast was told
 * to replay some. For one reader per item use {@link AsyncQueue}.
 *
 * {@snippet class="SyncSnippets" region="broadcast"}
 *
 * @param <T> the items; not null
 */
public final class Broadcast<T> {
  /** What happens when the slowest subscriber is as far behind as the capacity says. */
  public enum Lag {
    /** Whoever sends waits for it. */
    WAIT,
    /** It misses the oldest items; {@link BroadcastReader#missed} counts them. */
    SKIP,
    /** It is cut off: its next read fails with a {@link LaggedException}. */
    FAIL
  }

  /** One item, and the way to the next; who has read it lets go of it. */
  static final class Node<T> {
    final @Nullable T item;

    /** How many items were sent up to this one. */
    final long number;

    @Nullable Node<T> next;

    Node(@Nullable T item, long number) {
      this.item = item;
      this.number = number;
    }
  }

  private final WaitQueue<@Nullable Void> senders = new WaitQueue<>("Broadcast.send", this);
  private final List<BroadcastReader<T>> readers = new ArrayList<>();
  private final int capacity;
  private final Lag lag;
  private final int replay;
  private Node<T> last = new Node<>(null, 0);

  /** In front of what a newcomer reads first. */
  private Node<T> replayed = last;

  private boolean closed;
  private @Nullable Throwable cause;

  /**
   * Creates a broadcast without subscribers.
   *
   * @param capacity how many items a subscriber may be behind; at least 1
   * @param lag what happens to one that is behind by more
   * @throws IllegalArgumentException if {@code capacity} is less than 1
   */
  public Broadcast(int capacity, Lag lag) {
    this(capacity, lag, 0);
  }

  /**
   * Creates a broadcast that keeps the last items for those who subscribe later (Kotlin: replay).
   *
   * @param capacity how many items a subscriber may be behind; at least 1
   * @param lag what happens to one that is behind by more
   * @param replay how many of the last items a subscriber gets first, if there were as many; from 0
   *     to {@code capacity}. They count as not read: one that gets {@code capacity} of them is as far
   *     behind as it may be
   * @throws IllegalArgumentException if {@code capacity} or {@code replay} is out of bounds
   */
  public Broadcast(int capacity, Lag lag, int replay) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity must be >= 1, was " + capacity);
    }
    if (replay < 0 || replay > capacity) {
      throw new IllegalArgumentException(
          "replay must be from 0 to the capacity, " + capacity + ", was " + replay);
    }
    this.replay = replay;
    this.capacity = capacity;
    this.lag = Objects.requireNonNull(lag, "lag");
  }

  // ---- sending

  /**
   * Sends {@code item} to all subscribers, waiting for the slowest one if the policy is {@link
   * Lag#WAIT}.
   *
   * <p>The Mono completes empty once the item is kept for everybody; at once if there is nobody. If
   * cancelled while suspended, nothing was taken: the item is not sent, unless there was room for
   * it already. Senders are served first come, first served.
   *
   * @param item not null
   * @return cold; fails with {@link IllegalStateException} if the broadcast is closed
   * @see #trySend
   */
  public Mono<@Nullable Void> send(T item) {
    return new Send(Objects.requireNonNull(item, "item"));
  }

  /**
   * Sends {@code item} unless it would have to wait for a subscriber. Does not wait.
   *
   * @param item not null
   * @return whether it was sent
   * @throws IllegalStateException if the broadcast is closed
   */
  public boolean trySend(T item) {
    Objects.requireNonNull(item, "item");
    if (closed) {
      throw refusal();
    }
    if (!senders.isEmpty() || !makeRoom()) {
      return false;
    }
    append(item);
    return true;
  }

  private IllegalStateException refusal() {
    return new IllegalStateException(this + " sends nothing: it was closed", cause);
  }

  /** Returns whether one more item can be kept, after the policy was applied to who lags. */
  private boolean makeRoom() {
    if (kept() < capacity) {
      return true;
    }
    if (lag == Lag.WAIT) {
      return false;
    }
    for (BroadcastReader<T> r : List.copyOf(readers)) {
      if (last.number - r.position() >= capacity) {
        if (lag == Lag.SKIP) {
          r.skip();
        } else {
          readers.remove(r);
          r.cutOff(capacity);
        }
      }
    }
    return true;
  }

  private int kept() {
    long slowest = last.number;
    for (BroadcastReader<T> r : readers) {
      slowest = Math.min(slowest, r.position());
    }
    return (int) (last.number - slowest);
  }

  private void append(T item) {
    Node<T> node = new Node<>(item, last.number + 1);
    last.next = node;
    last = node;
    if (node.number - replayed.number > replay) {
      replayed = Objects.requireNonNull(replayed.next);
    }
    for (BroadcastReader<T> r : List.copyOf(readers)) {
      r.arrived();
    }
  }

  /** Somebody has read or left: lets in who waits to send. */
  @SuppressWarnings("unchecked") // only sends wait there
  void moved() {
    while (senders.first() instanceof Operation<?> next && kept() < capacity) {
      senders.wake(null);
      append(((Send) next).item);
    }
  }

  // ---- reading

  /**
   * Subscribes to what is sent from now on, and to the last items that are replayed; also after the
   * end of the broadcast.
   *
   * @return to be closed, since what it has not read is kept for it
   */
  public BroadcastReader<T> subscribe() {
    BroadcastReader<T> reader = new BroadcastReader<>(this, replayed);
    readers.add(reader);
    return reader;
  }

  /**
   * Gives each subscriber the items that are sent after its first request, behind those that are
   * replayed.
   *
   * <p>Backpressure: an item is read when it is requested; the policy says what becomes of who does
   * not request. If cancelled, its reader is closed.
   *
   * @return cold; completes when the broadcast is closed, or fails with the cause
   */
  public Flux<T> asFlux() {
    return Async.flux(
        co -> {
          try (BroadcastReader<T> reader = subscribe()) {
            for (T item = co.await(reader.next()); item != null; item = co.await(reader.next())) {
              co.yield(item);
            }
          }
          return null;
        });
  }

  /** Ends the broadcast: subscribers end when they have read everything, senders who wait fail. */
  public void close() {
    end(null);
  }

  /**
   * Ends the broadcast because of an error, which subscribers get when they have read everything.
   *
   * @param cause what they get
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
    while (senders.fail(refusal())) {}
    for (BroadcastReader<T> r : List.copyOf(readers)) {
      r.ended();
    }
  }

  // ---- for readers

  boolean isClosed() {
    return closed;
  }

  @Nullable Throwable cause() {
    return cause;
  }

  void leave(BroadcastReader<T> reader) {
    if (readers.remove(reader)) {
      moved();
    }
  }

  /**
   * Returns how the broadcast is used at the moment.
   *
   * @return a snapshot
   */
  public Statistics statistics() {
    return new Statistics(last.number, kept(), readers.size(), senders.size());
  }

  /** {@code Broadcast[open, 3 of 64 items, 2 readers, 0 sending]}. */
  @Override
  public String toString() {
    return "Broadcast["
        + (closed ? "closed" : "open")
        + ", "
        + kept()
        + " of "
        + capacity
        + " items, "
        + readers.size()
        + (readers.size() == 1 ? " reader, " : " readers, ")
        + senders.size()
        + " sending]";
  }

  /**
   * What a broadcast is doing.
   *
   * @param sent how many items were sent in all
   * @param kept how many of them somebody has not read
   * @param readers how many read
   * @param sending how many wait to send
   */
  public record Statistics(long sent, int kept, int readers, int sending) {}

  private final class Send extends Operation<@Nullable Void> {
    private final T item;

    Send(T item) {
      this.item = item;
    }

    @Override
    protected @Nullable Object attempt() {
      return trySend(item) ? null : MUST_WAIT;
    }

    @Override
    protected WaitQueue<@Nullable Void> queue() {
      return senders;
    }
  }
}
