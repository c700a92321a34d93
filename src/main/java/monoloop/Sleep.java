package monoloop;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Waits for a time, or for one turn. */
final class Sleep extends Awaitable<Void> {
  /** One turn: shared, because it has no state. */
  static final Sleep TURN = new Sleep(0);

  /** Half of what the clock can count: no sum with the present time overflows. */
  private static final long LONGEST = Long.MAX_VALUE / 2;

  private final long nanos;

  private Sleep(long nanos) {
    this.nanos = nanos;
  }

  static Sleep of(Duration delay) {
    Objects.requireNonNull(delay, "delay");
    if (delay.isNegative() || delay.isZero()) {
      return TURN;
    }
    boolean endless = delay.getSeconds() >= LONGEST / 1_000_000_000L;
    return new Sleep(endless ? LONGEST : delay.toNanos());
  }

  /** How long, in nanoseconds. */
  long nanos() {
    return nanos;
  }

  @Override
  @Nullable Object await(CoroutineFrame frame) {
    Task<?> task = frame.task();
    if (nanos == 0) {
      task.suspendForTurn();
    } else {
      task.suspendUntil(task.loop.time() + nanos);
    }
    return CoroutineFrame.PENDING;
  }

  @Override
  public String toString() {
    return nanos == 0 ? "checkpoint" : "sleep " + Duration.ofNanos(nanos);
  }
}
