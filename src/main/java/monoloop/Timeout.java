package monoloop;

import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/**
 * A time limit around a block (asyncio.Timeout): when it expires the task is cancelled, and the
 * block ends with a {@link TimeoutException} whose cause is that {@link CancelledError}.
 *
 * <p>Only its own cancel is converted, and only at the edge of the block: a cancel from outside
 * stays one, even if both come in the same turn. A block that ends normally although the time is
 * over, ends normally.
 *
 * <p>Made by {@link Async#timeout}, valid inside its block.
 */
public final class Timeout {
  private enum State {
    ACTIVE,
    EXPIRING,
    EXPIRED,
    FINISHED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Task<?> task;

  /** Requests to cancel that were in force when the block began. */
  private final int cancelling;

  private State state = State.ACTIVE;
  private @Nullable Long when;
  private @Nullable Disposable timer;

  /** What the block was left with instead of the cancel. */
  private @Nullable TimeoutException error;

  private Timeout(Task<?> task, @Nullable Long when) {
    this.task = task;
    cancelling = task.cancelling();
    arm(when);
  }

  /** When the limit of a block is, once it begins. */
  @FunctionalInterface
  interface Start {
    @Nullable Long when(Loop loop);
  }

  static Start after(Duration delay) {
    Sleep sleep = Sleep.of(Objects.requireNonNull(delay, "limit"));
    return loop -> loop.time() + sleep.nanos();
  }

  /** The coroutine that runs {@code body} under a limit. */
  static <T extends @Nullable Object> Mono<T> around(Start start, TimeoutBody<T> body) {
    return around(
        start,
        timeout ->
            new CoroutineMono<>(
                CoroutineFactory.twoPart(
                    body,
                    timeout,
                    (b, co, t) -> b.run(co, (Timeout) Objects.requireNonNull(t)))));
  }

  /** As above; {@code inner} makes what is awaited under the limit. */
  static <T extends @Nullable Object> Mono<T> around(
      Start start, Function<Timeout, Mono<T>> inner) {
    return Async.async(
        co -> {
          Timeout timeout = new Timeout(co.task(), start.when(co.loop()));
          try {
            return co.await(inner.apply(timeout));
          } catch (Throwable t) {
            timeout.failed(t);
            throw t;
          } finally {
            timeout.leave();
          }
        });
  }

  /** The block was left with an error: converts it if it is this limit's own cancel. */
  private void failed(Throwable thrown) throws TimeoutException {
    if (state != State.EXPIRING) {
      return;
    }
    state = State.EXPIRED;
    if (task.uncancel() > cancelling) {
      return;
    }
    TimeoutException expired = new TimeoutException("the block ran out of its time");
    if (thrown instanceof CancelledError) {
      expired.initCause(thrown);
      error = expired;
      throw expired;
    }
    if (!(thrown instanceof TimeoutException)) {
      thrown.addSuppressed(expired);
    }
  }

  /** Whether {@code thrown} comes from this limit, not from one inside of its block. */
  boolean raised(TimeoutException thrown) {
    return thrown == error;
  }

  private void leave() {
    disarm();
    if (state == State.EXPIRING) {
      state = State.EXPIRED;
      task.uncancel();
    } else if (state == State.ACTIVE) {
      state = State.FINISHED;
    }
  }

  private void arm(@Nullable Long when) {
    this.when = when;
    if (when != null) {
      Loop loop = task.loop;
      timer =
          when <= loop.time() ? loop.callSoon(this::expire) : loop.callAt(when, this::expire);
    }
  }

  private void disarm() {
    if (timer != null) {
      timer.dispose();
      timer = null;
    }
  }

  private void expire() {
    timer = null;
    state = State.EXPIRING;
    task.requestCancel("its time is over");
  }

  /**
   * Returns when it expires.
   *
   * @return in nanoseconds of {@link Loop#time}; null if never
   */
  public @Nullable Long when() {
    return when;
  }

  /**
   * Returns whether the time ran out inside the block.
   *
   * @return true even if the block ended normally afterwards
   */
  public boolean expired() {
    return state == State.EXPIRING || state == State.EXPIRED;
  }

  /**
   * Moves the limit; one in the past expires in the next turn.
   *
   * @param when in nanoseconds of {@link Loop#time}; null for no limit
   * @throws IllegalStateException if it has expired or the block has ended
   */
  public void reschedule(@Nullable Long when) {
    if (state != State.ACTIVE) {
      throw new IllegalStateException(this + " can be rescheduled only while it is active");
    }
    disarm();
    arm(when);
  }

  /** {@code Timeout[active]}. */
  @Override
  public String toString() {
    return "Timeout[" + state + "]";
  }
}
