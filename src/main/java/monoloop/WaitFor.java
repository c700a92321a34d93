package monoloop;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import reactor.core.publisher.Mono;

/** Time limits that are more than a block: one await, or no error at all. */
final class WaitFor {
  private WaitFor() {}

  static <T> Mono<T> of(Mono<T> work, Duration limit) {
    Objects.requireNonNull(work, "work");
    Objects.requireNonNull(limit, "limit");
    return limit.isNegative() || limit.isZero()
        ? now(work, limit)
        : Timeout.around(Timeout.after(limit), timeout -> work);
  }

  /** There is no time: only what has ended is in time. */
  private static <T> Mono<T> now(Mono<T> work, Duration limit) {
    return Async.async(
        co -> {
          if (!(work instanceof Outcome<T> outcome)) {
            throw new TimeoutException("there is no time to start it: the limit was " + limit);
          }
          outcome.checkWaiter(co.task());
          int cancelling = co.task().cancelling();
          boolean late = outcome.requestCancel(Cancellation.of("there is no time to wait for it"));
          try {
            return co.await(work);
          } catch (CancelledError e) {
            if (!late || co.task().cancelling() > cancelling) {
              throw e;
            }
            TimeoutException expired =
                new TimeoutException(outcome + " had not ended before: the limit was " + limit);
            expired.initCause(e);
            throw expired;
          }
        });
  }

  static Mono<Boolean> moveOnAfter(Duration limit, Coroutine<?> body) {
    Objects.requireNonNull(limit, "limit");
    Objects.requireNonNull(body, "body");
    return Async.async(
        co -> {
          Timeout[] entered = new Timeout[1];
          try {
            co.await(
                Timeout.around(
                    Timeout.after(limit),
                    timeout -> {
                      entered[0] = timeout;
                      return new CoroutineMono<>(body);
                    }));
            return true;
          } catch (TimeoutException e) {
            if (entered[0].raised(e)) {
              return false;
            }
            throw e;
          }
        });
  }
}
