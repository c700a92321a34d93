package monoloop.sync;

import monoloop.Operation;
import monoloop.WaitQueue;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A flag that tasks wait for (asyncio.Event): like a gate, which lets everybody pass once it is
 * open.
 *
 * <pre>
 * clear --> set --> clear ...
 * </pre>
 *
 * <p>For a result that comes with the signal use {@link monoloop.Deferred}, for a value that
 * changes {@link Latest}.
 */
public final class Event {
  private final WaitQueue<@Nullable Void> waiters = new WaitQueue<>("Event.await", this);
  private final Operation<@Nullable Void> await = new Await();
  private boolean set;

  /** Creates a clear one. */
  public Event() {}

  /**
   * Waits until the event is set.
   *
   * <p>The Mono completes empty once it is set, at once if it is. If cancelled while suspended,
   * nothing was taken. Waiters resume in the order in which they came.
   *
   * @return cold; each await waits anew
   */
  public Mono<@Nullable Void> await() {
    return await;
  }

  /**
   * Sets the event: everybody who waits now resumes in a later turn, even if it is cleared before.
   * Does not wait.
   */
  public void set() {
    set = true;
    waiters.wakeAll(null);
  }

  /** Clears the event: whoever comes now waits. Does not wait. */
  public void clear() {
    set = false;
  }

  /**
   * Returns whether the event is set.
   *
   * @return true if {@link #await} would not wait
   */
  public boolean isSet() {
    return set;
  }

  /**
   * Returns how the event is used at the moment.
   *
   * @return a snapshot
   */
  public Statistics statistics() {
    return new Statistics(set, waiters.size());
  }

  /** {@code Event[clear, 2 waiting]}. */
  @Override
  public String toString() {
    return "Event[" + (set ? "set" : "clear") + ", " + waiters.size() + " waiting]";
  }

  /**
   * What an event is doing.
   *
   * @param set whether it is set
   * @param waiting how many wait for that
   */
  public record Statistics(boolean set, int waiting) {}

  private final class Await extends Operation<@Nullable Void> {
    @Override
    protected @Nullable Object attempt() {
      return set ? null : MUST_WAIT;
    }

    @Override
    protected WaitQueue<@Nullable Void> queue() {
      return waiters;
    }
  }
}
