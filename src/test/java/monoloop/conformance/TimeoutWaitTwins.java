package monoloop.conformance;

import static monoloop.Async.shield;
import static monoloop.Async.waitFor;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import monoloop.CancelledError;
import monoloop.Deferred;
import monoloop.Task;
import reactor.core.publisher.Mono;

/** Twins of 137 to 140: a time limit for one await. */
final class TimeoutWaitTwins extends AsyncTwins {

  /** What an inner task returns or throws in spite of the limit is the result. */
  @Scenario("137_timeout_waitfor_swallowing_task")
  void waitforSwallowingTask() {
    Mono<String> stubborn =
        coro(
            co -> {
              try {
                co.await(sleepLong());
              } catch (CancelledError e) {
                return "late but fine";
              }
              return "slept";
            });
    Mono<String> failing =
        coro(
            co -> {
              try {
                co.await(sleepLong());
              } catch (CancelledError e) {
                throw new ValueError("cleanup");
              }
              return "slept";
            });
    run(
        co -> {
          print(co.await(waitFor(co.spawn(stubborn), ms(10))));
          try {
            co.await(waitFor(failing, ms(10)));
          } catch (ValueError e) {
            print("ValueError", e);
          }
          return null;
        });
  }

  /** Without any time nothing is started, and what is there is delivered. */
  @Scenario("138_timeout_waitfor_zero")
  void waitforZero() {
    Mono<Void> work =
        coro(
            co -> {
              print("  must not start");
              return null;
            });
    run(
        co -> {
          for (int limit = 0; limit >= -1; limit--) {
            try {
              co.await(waitFor(work, Duration.ofSeconds(limit)));
            } catch (TimeoutException e) {
              print("TimeoutError", limit);
            }
          }
          Deferred<String> f = new Deferred<>();
          f.complete("ready");
          print(co.await(waitFor(f, Duration.ZERO)));
          return null;
        });
  }

  /** A shielded task goes on after the time is over. */
  @Scenario("139_timeout_waitfor_shield")
  void waitforShield() {
    run(
        co -> {
          Deferred<Void> gate = new Deferred<>();
          Mono<String> work =
              coro(
                  inner -> {
                    inner.await(gate);
                    print("  work finished");
                    return "value";
                  });
          Task<String> t = co.spawn(work);
          try {
            co.await(waitFor(shield(t), ms(10)));
          } catch (TimeoutException e) {
            print("gave up waiting, task done:", t.isDone());
          }
          gate.complete(null);
          print(co.await(t));
          return null;
        });
  }

  /** A coroutine runs inside the task that waits. */
  @Scenario("140_timeout_waitfor_runs_in_callers_task")
  void waitforRunsInCallersTask() {
    run(
        co -> {
          Task<?> outer = co.task();
          Mono<Boolean> probe = coro(inner -> inner.task() == outer);
          print("same task", co.await(waitFor(probe, Duration.ofMinutes(1))));
          return null;
        });
  }
}
