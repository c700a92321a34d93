package monoloop.sync;

import java.util.ArrayDeque;
import java.util.Objects;
import monoloop.AsyncIterator;
import monoloop.Operation;
import monoloop.WaitQueue;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * One subscriber of a {@link Broadcast}, with a place of its own in the stream.
 *
 * <p>Made by {@link Broadcast#subscribe}; belongs in a try-with-resources statement.
 *
 * @param <T> the items
 */
public final class BroadcastReader<T> implements AsyncIterator<T> {
  private final WaitQueue<@Nullable T> waiters = new WaitQueue<>("BroadcastReader.next", this);
  private final Operation<@Nullable T> next = new Next();

  /**
   * Read, but its receiver was cancelled: read again first, in the order in which they came back.
   */
  private final ArrayDeque<T> returned = new ArrayDeque<>();

  private final Broadcast<T> broadcast;

  /** What was read last. */
  private Broadcast.Node<T> read;

  private long missed;
  private boolean closed;
  private @Nullable LaggedException lagged;

  BroadcastReader(Broadcast<T> broadcast, Broadcast.Node<T> read) {
    this.broadcast = broadcast;
    this.read = read;
  }

  /**
   * Waits for the next item.
   *
   * <p>The Mono completes with the item, at once if there is one, and empty when the broadcast is
   * closed and everything was read, or this reader is closed. If cancelled while suspended, nothing
   * was taken. Several may wait; they are served first come, first served.
   *
   * @return cold; fails with {@link LaggedException} if this reader was cut off, and with the cause
   *     if the broadcast was closed with one
   */
  @Override
  public Mono<T> next() {
    return next;
  }

  /**
   * Returns how many items were skipped because this reader lagged behind.
   *
   * @return zero unless the policy is {@link Broadcast.Lag#SKIP}
   */
  public long missed() {
    return missed;
  }

  /** Ends it: who waits for an item gets none, and nobody waits for this reader any more. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      returned.clear();
      broadcast.leave(this);
      waiters.wakeAll(null);
    }
  }

  // ---- for the broadcast

  long position() {
    return read.number;
  }

  void skip() {
    read = Objects.requireNonNull(read.next);
    missed++;
  }

  void cutOff(int capacity) {
    lagged =
        new LaggedException(
            this + " was cut off: it was " + capacity + " items behind, which is all it may be");
  }

  void arrived() {
    if (!waiters.isEmpty()) {
      waiters.wake(advance());
    }
  }

  void ended() {
    Throwable cause = broadcast.cause();
    if (cause == null) {
      waiters.wakeAll(null);
    } else {
      waiters.failAll(cause);
    }
  }

  private @Nullable T advance() {
    read = Objects.requireNonNull(read.next);
    return read.item;
  }

  /** {@code BroadcastReader[open, 3 missed]}. */
  @Override
  public String toString() {
    return "BroadcastReader["
        + (closed ? "closed" : lagged != null ? "cut off" : "open")
        + ", "
        + missed
        + " missed]";
  }

  private final class Next extends Operation<@Nullable T> {
    @Override
    protected @Nullable Object attempt() throws Throwable {
      if (closed) {
        return null;
      }
      T again = returned.poll();
      if (again != null) {
        return again;
      }
      if (lagged != null) {
        throw lagged;
      }
      if (read.next != null) {
        T item = advance();
        broadcast.moved();
        return item;
      }
      if (!broadcast.isClosed()) {
        return MUST_WAIT;
      }
      Throwable cause = broadcast.cause();
      if (cause != null) {
        throw cause;
      }
      return null;
    }

    @Override
    protected WaitQueue<@Nullable T> queue() {
      return waiters;
    }

    @Override
    protected void undelivered(@Nullable T item) {
      if (item != null && !closed && !waiters.wake(item)) {
        returned.add(item);
      }
    }
  }
}
