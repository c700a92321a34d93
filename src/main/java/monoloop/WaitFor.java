package monoloop;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import reactor.core.publisher.Mono;

/** Time limits that are more than a block: one await, or no error at all. */
final class WaitFor {
  private WaitFor() {}

  static <T> Mono<T> of(Mono<T> work, Duration limit) {
    java.util.Objects.requireNonNull(work, "work");
    if (limit.isNegative() || limit.isZero()) {
      return Async.async(
          co -> {
            if (!(work instanceof Outcome<T> outcome)) {
              throw new TimeoutException("there is no time to start it: the limit was " + limit);
            }
            if (!outcome.isDone()) {
              outcome.requestCancel("no time to wait for it");
              try {
                return co.await(work);
              } catch (CancelledError e) {
                if (co.task().cancelling() > 0) {
                  throw e;
                }
                TimeoutException expired = new TimeoutException("it had not ended yet");
                expired.initCause(e);
                throw expired;
              }
            }
            return co.await(work);
          });
    }
    return Timeout.around(Timeout.after(limit), timeout -> work);
  }

  static Mono<Boolean> moveOnAfter(Duration limit, Coroutine<?> body) {
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
            if (entered[0] != null && entered[0].expired() && e.getCause() instanceof CancelledError) {
              return false;
            }
            throw e;
          }
        });
  }
}
