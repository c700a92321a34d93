package monoloop;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import monoloop.internal.driver.VirtualTime;
import reactor.core.Disposable;

/**
 * The clock of one loop, for tests: it starts at zero, stands still while anything is ready, and
 * moves when every task waits (Trio: MockClock).
 *
 * <p>One that {@linkplain #autojump jumps} goes to the next deadline by itself; one that is moved
 * {@linkplain #manual by hand} goes only as far as {@link #advance} sends it. In both cases it
 * stops at every deadline on the way, and everything that is due there runs before it goes on.
 *
 * <p><b>Other threads and IO.</b> While a task awaits something that they may bring, the clock does
 * not jump: the loop waits in real time, and a clock that jumps meanwhile runs with the real one,
 * so that a {@code timeout} still comes. Coroutines, what operators make of them, {@code
 * Mono.never()} and timers of the loop as a Scheduler are known to be the loop's own; whatever else
 * is subscribed to, and every CompletionStage, may come from elsewhere. What comes back through
 * {@link Loop#callSoonThreadsafe} alone cannot be seen: {@link #hold} the clock meanwhile.
 *
 * <p>All methods may be called from any thread.
 */
public final class VirtualTicker {
  final VirtualTime time;

  private VirtualTicker(boolean autojump) {
    time = new VirtualTime(autojump);
  }

  /**
   * Makes a clock that jumps to the next deadline whenever every task waits.
   *
   * @return for {@link Loop#virtual}
   */
  public static VirtualTicker autojump() {
    return new VirtualTicker(true);
  }

  /**
   * Makes a clock that only {@link #advance} moves.
   *
   * @return for {@link Loop#virtual}
   */
  public static VirtualTicker manual() {
    return new VirtualTicker(false);
  }

  /**
   * Returns what it shows, as {@link Loop#time} of its loop does.
   *
   * @return nanoseconds since it was made
   */
  public long nanos() {
    return time.now();
  }

  /**
   * Returns what it shows.
   *
   * @return the time since it was made
   */
  public Duration elapsed() {
    return Duration.ofNanos(time.now());
  }

  /**
   * Sends the clock on. Does not wait: it goes, deadline by deadline, whenever nothing is ready,
   * also while something outside is awaited. {@code monoloop.test} has a Mono that waits for this.
   *
   * @param duration from now, or from where it was sent before
   * @throws IllegalArgumentException if {@code duration} is negative
   */
  public void advance(Duration duration) {
    if (Objects.requireNonNull(duration, "duration").isNegative()) {
      throw new IllegalArgumentException("duration must be >= 0, was " + duration);
    }
    time.advance(Deadline.nanosOf(duration));
  }

  /**
   * Keeps the clock from jumping, and the loop from giving up, because something outside will call
   * the loop.
   *
   * @return takes it back
   */
  public Disposable hold() {
    AtomicBoolean held = new AtomicBoolean(true);
    time.hold();
    return () -> {
      if (held.getAndSet(false)) {
        time.release();
      }
    };
  }

  /** {@code VirtualTicker[autojump, PT1.5S]}. */
  @Override
  public String toString() {
    return "VirtualTicker[" + (time.autojump() ? "autojump" : "manual") + ", " + elapsed() + "]";
  }
}
