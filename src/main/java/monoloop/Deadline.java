package monoloop;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/**
 * A point in time after which nobody waits for a result any more: the first one of the time limits
 * and cancel scopes around a piece of code (Trio: current_effective_deadline).
 *
 * <p>Whatever a coroutine awaits finds it in the Reactor context of its subscriber, under the key
 * {@code Deadline.class}, so that an HTTP client can tell a server how long it has.
 *
 * @param loop whose clock counts
 * @param nanos in nanoseconds of {@link Loop#time}
 */
public record Deadline(Loop loop, long nanos) {

  /**
   * Creates a deadline.
   *
   * @param loop whose clock counts
   * @param nanos in nanoseconds of {@link Loop#time}; may be past
   */
  public Deadline {
    Objects.requireNonNull(loop, "loop");
  }

  /**
   * Returns how much time is left. Any thread.
   *
   * @return zero once it has passed
   */
  public Duration remaining() {
    return Duration.ofNanos(Math.max(0, nanos - loop.time()));
  }

  /**
   * Returns the deadline that a context carries.
   *
   * @param context of a subscriber
   * @return null if there is none
   */
  public static @Nullable Deadline of(ContextView context) {
    return context.isEmpty() ? null : context.getOrDefault(Deadline.class, null);
  }

  /** {@code Deadline[PT4.2S left]}. */
  @Override
  public String toString() {
    return "Deadline[" + remaining() + " left]";
  }

  /** Nanoseconds of a duration, the nearest if it is too long for them. */
  static long nanosOf(Duration d) {
    try {
      return d.toNanos();
    } catch (ArithmeticException e) {
      return d.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }
}
