package monoloop;

import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
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
public final class Timeout extends Limit {
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

  /** Requests to cancel that were in force when the block began. */
  private final int cancelling;

  private State state = State.ACTIVE;

  /** What the block was left with instead of the cancel. */
  private @Nullable TimeoutException error;

  /** What the limit is called in messages. */
  private Object limit;

  /** Where the block waited when it expired. */
  private String place = "";

  private Timeout(Task<?> task, Start start) {
    super(task);
    limit = start instanceof After ? start : "deadline";
    cancelling = task.cancelling();
    arm(start.when(task.loop));
  }

  /** When the limit of a block is, once it begins. */
  @FunctionalInterface
  interface Start {
    @Nullable Long when(Loop loop);
  }

  static Start after(Duration delay) {
    return new After(Sleep.of(Objects.requireNonNull(delay, "limit")));
  }

  private record After(Sleep sleep) implements Start {
    @Override
    public Long when(Loop loop) {
      return loop.time() + sleep.nanos();
    }

    @Override
    public String toString() {
      return "time limit of " + Duration.ofNanos(sleep.nanos());
    }
  }

  /** The coroutine that runs {@code body} under a limit. */
  static <T extends @Nullable Object> Mono<T> around(Start start, TimeoutBody<T> body) {
    return around(
        start,
        timeout ->
            new CoroutineMono<>(
                CoroutineFactory.twoPart(body, timeout, (b, co, t) -> b.run(co, t))));
  }

  /** As above; {@code inner} makes what is awaited under the limit. */
  static <T extends @Nullable Object> Mono<T> around(
      Start start, Function<Timeout, Mono<T>> inner) {
    return Async.async(
        co -> {
          Timeout timeout = new Timeout(co.task(), start);
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
    task.withdraw(this);
    if (task.uncancel() > cancelling || Limit.cancelled(outer) != null) {
      return;
    }
    TimeoutException expired =
        new TimeoutException(
            "the " + limit + " passed" + (place.isEmpty() ? "" : " while the block was " + place));
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
    exit();
    if (state == State.EXPIRING) {
      state = State.EXPIRED;
      task.withdraw(this);
      task.uncancel();
    } else if (state == State.ACTIVE) {
      state = State.FINISHED;
    }
  }

  @Override
  void expire() {
    state = State.EXPIRING;
    place = TaskText.place(task);
    task.requestCancel(Cancellation.of("its time is over"), this);
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
    limit = "deadline";
    arm(when);
  }

  /** {@code Timeout[active]}. */
  @Override
  public String toString() {
    return "Timeout[" + state + "]";
  }
}
