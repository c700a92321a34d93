package monoloop;

import static monoloop.Async.async;
import static monoloop.Async.checkpoint;
import static monoloop.Async.moveOnAfter;
import static monoloop.Async.sleep;
import static monoloop.Async.timeout;
import static monoloop.Async.timeoutAt;
import static monoloop.Async.waitFor;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import monoloop.test.Trail;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Time limits: what the conformance programs 128 to 142 leave open. */
class TimeoutTest {
  private static final Duration LONG = Duration.ofDays(1);
  private static final Duration SHORT = Duration.ofMillis(5);

  private final Trail trail = new Trail();

  @Nested
  class Blocks {
    @Test
    void a_block_in_time_gives_its_result() {
      assertEquals("result", Async.run(timeout(LONG, co -> "result")));
      assertNull(Async.run(timeout(LONG, co -> null)));
    }

    @Test
    void no_limit_is_too_long() {
      assertEquals(
          "result", Async.run(timeout(Duration.ofSeconds(Long.MAX_VALUE), co -> "result")));
    }

    @Test
    void without_time_a_block_runs_to_its_first_suspension() {
      for (Duration none : new Duration[] {Duration.ZERO, Duration.ofSeconds(-1)}) {
        Mono<String> block =
            timeout(
                none,
                co -> {
                  trail.say("begins");
                  co.await(sleep(LONG));
                  return "slept";
                });

        assertThrows(TimeoutException.class, () -> Async.run(block));
      }
      assertEquals("begins, begins", trail.toString());
    }

    @Test
    void a_block_that_does_not_suspend_is_not_interrupted() {
      Async.run(
          co -> {
            assertEquals("result", co.await(timeout(Duration.ZERO, inner -> "result")));
            co.await(checkpoint());
            assertEquals(0, co.task().cancelling());
            return null;
          });
    }

    @Test
    void a_block_that_swallows_the_cancel_ends_normally_though_expired() {
      Async.run(
          co -> {
            Timeout[] entered = new Timeout[1];
            Mono<String> block =
                timeout(
                    SHORT,
                    (inner, limit) -> {
                      entered[0] = limit;
                      try {
                        inner.await(sleep(LONG));
                      } catch (CancelledError e) {
                        trail.say("expiring: " + limit);
                      }
                      return "went on";
                    });
            assertEquals("went on", co.await(block));
            assertTrue(entered[0].expired());
            assertEquals(0, co.task().cancelling());
            trail.say(entered[0].toString());
            return null;
          });

      assertEquals("expiring: Timeout[expiring], Timeout[expired]", trail.toString());
    }

    @Test
    void the_bodys_own_error_tells_of_the_limit() {
      Mono<String> block =
          timeout(
              SHORT,
              co -> {
                try {
                  co.await(sleep(LONG));
                } catch (CancelledError e) {
                  throw new IOException("clean-up failed");
                }
                return "slept";
              });

      IOException e = assertThrows(IOException.class, () -> Async.run(block));

      assertInstanceOf(TimeoutException.class, e.getSuppressed()[0]);
    }

    @Test
    void a_limit_can_be_read_and_moved_while_its_block_runs() {
      Async.run(
          co -> {
            long when = co.loop().time() + LONG.toNanos();
            Timeout left =
                co.await(
                    timeoutAt(
                        when,
                        (inner, limit) -> {
                          assertEquals(when, limit.when());
                          assertFalse(limit.expired());
                          trail.say(limit.toString());
                          limit.reschedule(null);
                          assertNull(limit.when());
                          return limit;
                        }));
            IllegalStateException e =
                assertThrows(IllegalStateException.class, () -> left.reschedule(when));
            trail.say(e.getMessage());
            return null;
          });

      assertEquals(
          "Timeout[active], Timeout[finished] can be rescheduled only while it is active",
          trail.toString());
    }

    @Test
    void a_deadline_that_has_passed_expires_in_the_next_turn() {
      Async.run(
          co -> {
            try {
              co.await(timeoutAt(co.loop().time() - 1, (inner, limit) -> inner.await(sleep(LONG))));
            } catch (TimeoutException e) {
              trail.say("expired");
            }
            return null;
          });

      assertEquals("expired", trail.toString());
    }

    @Test
    void each_subscription_has_its_own_limit() {
      Mono<Void> block = timeout(SHORT, co -> co.await(sleep(LONG)));

      StepVerifier.create(block).verifyError(TimeoutException.class);
      StepVerifier.create(block).verifyError(TimeoutException.class);
    }
  }

  @Nested
  class MovingOn {
    @Test
    void running_out_of_time_is_no_error() {
      assertFalse(Async.run(moveOnAfter(SHORT, co -> co.await(sleep(LONG)))));
      assertTrue(Async.run(moveOnAfter(LONG, co -> "in time")));
    }

    @Test
    void errors_of_the_body_come_out() {
      Mono<Boolean> block =
          moveOnAfter(
              LONG,
              co -> {
                throw new IOException("broken");
              });

      assertThrows(IOException.class, () -> Async.run(block));
    }

    @Test
    void a_limit_inside_is_not_taken_for_the_own_one() {
      Mono<Boolean> block =
          moveOnAfter(
              Duration.ZERO,
              co -> {
                try {
                  return co.await(sleep(LONG));
                } catch (CancelledError e) {
                  return co.await(timeout(SHORT, inner -> inner.await(sleep(LONG))));
                }
              });

      assertThrows(TimeoutException.class, () -> Async.run(block));
    }
  }

  @Nested
  class OneAwait {
    @Test
    void what_is_in_time_is_the_result() {
      assertEquals("result", Async.run(waitFor(Mono.just("result"), LONG)));
      assertNull(Async.run(waitFor(Mono.empty(), LONG)));
    }

    @Test
    void any_mono_is_cancelled_when_time_is_over() {
      Mono<String> never = Mono.<String>never().doOnCancel(() -> trail.say("cancelled"));

      assertThrows(TimeoutException.class, () -> Async.run(waitFor(never, SHORT)));
      assertEquals("cancelled", trail.toString());
    }

    @Test
    void without_time_a_task_that_runs_is_cancelled_and_waited_for() {
      Async.run(
          co -> {
            Mono<String> work =
                async(
                    inner -> {
                      try {
                        inner.await(sleep(LONG));
                      } finally {
                        inner.await(checkpoint());
                        trail.say("cleaned up");
                      }
                      return "slept";
                    });
            Task<String> task = co.spawn(work);
            co.await(checkpoint());
            try {
              co.await(waitFor(task, Duration.ZERO));
            } catch (TimeoutException e) {
              trail.say("TimeoutException");
            }
            assertTrue(task.isCancelled());
            return null;
          });

      assertEquals("cleaned up, TimeoutException", trail.toString());
    }

    @Test
    void without_time_an_old_request_to_cancel_changes_nothing() {
      Async.run(
          co -> {
            co.task().cancel();
            try {
              co.await(checkpoint());
            } catch (CancelledError e) {
              trail.say("caught");
            }
            Deferred<String> pending = new Deferred<>();
            try {
              co.await(waitFor(pending, Duration.ZERO));
            } catch (TimeoutException e) {
              trail.say("TimeoutException");
            }
            return null;
          });

      assertEquals("caught, TimeoutException", trail.toString());
    }

    @Test
    void without_time_what_was_cancelled_before_is_cancelled() {
      Async.run(
          co -> {
            Deferred<String> cancelled = new Deferred<>();
            cancelled.cancel("before");
            try {
              co.await(waitFor(cancelled, Duration.ZERO));
            } catch (CancelledError e) {
              trail.say(e.reason());
            }
            return null;
          });

      assertEquals("before", trail.toString());
    }

    @Test
    void a_cancel_of_the_waiter_is_no_timeout() {
      Async.run(
          co -> {
            Deferred<String> pending = new Deferred<>();
            Task<String> waiter = co.spawn(waitFor(pending, LONG));
            co.await(checkpoint());
            waiter.cancel("enough");
            try {
              co.await(waiter);
            } catch (CancelledError e) {
              trail.say(e.reason());
            }
            assertTrue(pending.isCancelled());
            return null;
          });

      assertEquals("enough", trail.toString());
    }
  }
}
