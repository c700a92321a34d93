package monoloop.rules;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofSeconds;
import static monoloop.Async.async;
import static monoloop.Async.checkpoint;
import static monoloop.Async.sleep;
import static monoloop.Async.taskGroup;
import static monoloop.Async.timeout;
import static monoloop.Async.waitFor;
import static monoloop.test.Awaits.waitUntilAllBlocked;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import monoloop.CancelledError;
import monoloop.Co;
import monoloop.Task;
import monoloop.TaskGroupException;
import monoloop.Timeout;
import monoloop.VirtualTicker;
import monoloop.sync.Event;
import monoloop.test.LoopTest;
import monoloop.test.Trail;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Rules 57 to 65: time limits. */
class TimeoutRulesTest {
  private final Trail trail = new Trail();

  @LoopTest
  void rule_57_its_own_cancel_becomes_a_timeout_at_the_edge_with_the_cancel_as_cause(Co co) {
    Mono<Object> limited =
        timeout(
            ofSeconds(1),
            inner -> {
              try {
                return inner.await(sleep(ofDays(1)));
              } catch (CancelledError e) {
                trail.say("cancelled inside");
                throw e;
              }
            });

    TimeoutException e = assertThrows(TimeoutException.class, () -> co.await(limited));

    assertInstanceOf(CancelledError.class, e.getCause());
    assertEquals("cancelled inside", trail.toString());
    assertEquals(0, co.task().cancelling());
  }

  @LoopTest
  void rule_57_a_cancel_from_outside_stays_one(Co co) throws Exception {
    Task<Object> task = co.spawn(timeout(ofSeconds(9), inner -> inner.await(sleep(ofDays(1)))));
    co.await(waitUntilAllBlocked());

    task.cancel();

    assertThrows(CancelledError.class, () -> co.await(task));
  }

  @LoopTest
  void rule_57_a_request_that_was_swallowed_before_does_not_count(Co co) throws Exception {
    Task<Object> task =
        co.spawn(
            inner -> {
              try {
                inner.await(sleep(ofDays(1)));
              } catch (CancelledError e) {
                trail.say("swallowed");
              }
              return inner.await(timeout(ofSeconds(1), in -> in.await(sleep(ofDays(1)))));
            });
    co.await(waitUntilAllBlocked());
    task.cancel();

    assertThrows(TimeoutException.class, () -> co.await(task));
    assertEquals(1, task.cancelling());
  }

  @LoopTest
  void rule_58_a_cancel_from_outside_in_the_same_turn_wins(Co co) throws Exception {
    Task<Object> task = co.spawn(timeout(ofSeconds(1), inner -> inner.await(sleep(ofDays(1)))));
    co.await(sleep(ofSeconds(1)));

    task.cancel("from outside");

    CancelledError e = assertThrows(CancelledError.class, () -> co.await(task));
    assertEquals("from outside", e.reason());
  }

  @LoopTest
  void rule_58_whoever_comes_first_the_reason_is_the_one_from_outside(Co co) throws Exception {
    Event never = new Event();
    Task<Object> task =
        co.spawn(timeout(ofSeconds(1), inner -> inner.await(never.await().then(Mono.empty()))));
    Task<Object> queued = co.spawn(timeout(ofSeconds(1), inner -> inner.await(never.await())));
    co.await(checkpoint());
    co.loop()
        .callLater(
            ofSeconds(1),
            () -> {
              task.cancel("from outside");
              queued.cancel("from outside");
            });

    for (Task<?> t : List.of(task, queued)) {
      CancelledError e = assertThrows(CancelledError.class, () -> co.await(t));
      assertEquals("from outside", e.reason());
    }
  }

  @LoopTest
  void rule_59_the_outer_limit_expires_and_the_inner_one_does_not(Co co) {
    Mono<Object> nested =
        timeout(
            ofSeconds(1),
            outer ->
                outer.await(
                    timeout(
                        ofSeconds(2),
                        (inner, limit) -> {
                          try {
                            return inner.await(sleep(ofDays(1)));
                          } finally {
                            trail.say("inner expired " + limit.expired());
                          }
                        })));

    assertThrows(TimeoutException.class, () -> co.await(nested));

    assertEquals("inner expired false", trail.toString());
    assertEquals(0, co.task().cancelling());
  }

  @LoopTest
  void rule_60_a_limit_moved_to_the_past_expires_in_the_next_turn(Co co) {
    Mono<Object> moved =
        timeout(
            ofDays(1),
            (inner, limit) -> {
              limit.reschedule(inner.loop().time() - 1);
              trail.say("moved, expired " + limit.expired());
              inner.await(checkpoint());
              trail.say("a turn too late");
              return null;
            });

    assertThrows(TimeoutException.class, () -> co.await(moved));

    assertEquals("moved, expired false", trail.toString());
  }

  @LoopTest
  void rule_60_a_limit_can_be_taken_away_and_not_be_moved_any_more_at_its_end(Co co)
      throws Exception {
    Timeout[] kept = new Timeout[1];
    co.await(
        timeout(
            ofSeconds(1),
            (inner, limit) -> {
              kept[0] = limit;
              limit.reschedule(null);
              return inner.await(sleep(ofDays(1)));
            }));

    assertFalse(kept[0].expired());
    assertThrows(IllegalStateException.class, () -> kept[0].reschedule(null));
  }

  @LoopTest
  void rule_60_an_expired_limit_cannot_be_moved(Co co) {
    Mono<Object> late =
        timeout(
            ofSeconds(1),
            (inner, limit) -> {
              try {
                inner.await(sleep(ofDays(1)));
              } catch (CancelledError e) {
                limit.reschedule(null);
              }
              return null;
            });

    assertThrows(IllegalStateException.class, () -> co.await(late));
  }

  @Test
  void rule_60_outside_a_task_a_limit_has_a_task_of_its_own() {
    Mono<Object> limited = timeout(ZERO, inner -> inner.await(Mono.never()));

    StepVerifier.create(limited).verifyError(TimeoutException.class);
  }

  @LoopTest
  void rule_61_the_bodys_own_error_in_answer_comes_out_and_tells_of_the_limit(Co co) {
    Mono<Object> answering =
        timeout(
            ofSeconds(1),
            inner -> {
              try {
                return inner.await(sleep(ofDays(1)));
              } catch (CancelledError e) {
                throw new IOException("own");
              }
            });

    IOException e = assertThrows(IOException.class, () -> co.await(answering));

    assertEquals("own", e.getMessage());
    assertInstanceOf(TimeoutException.class, e.getSuppressed()[0]);
  }

  @LoopTest
  void rule_61_the_error_of_a_group_in_answer_tells_of_the_limit_too(Co co) {
    Mono<Object> answering =
        timeout(
            ofSeconds(1),
            inner ->
                inner.await(
                    taskGroup(
                        (body, group) -> {
                          group.spawn(failingWhenCancelled());
                          return null;
                        })));

    TaskGroupException e =
        assertThrows(TaskGroupException.class, () -> co.await(answering));

    assertEquals("own", e.failures().getFirst().getMessage());
    assertInstanceOf(TimeoutException.class, e.getSuppressed()[0]);
  }

  private static Mono<Object> failingWhenCancelled() {
    return async(
        co -> {
          try {
            return co.await(sleep(ofDays(1)));
          } catch (CancelledError e) {
            throw new IOException("own");
          }
        });
  }

  @LoopTest
  void rule_62_a_body_that_ends_normally_although_expired_is_no_error(Co co) throws Exception {
    Timeout limit =
        co.await(
            timeout(
                ofSeconds(1),
                (inner, own) -> {
                  try {
                    inner.await(sleep(ofDays(1)));
                  } catch (CancelledError e) {
                    trail.say("goes on");
                  }
                  return own;
                }));

    assertTrue(limit.expired());
    assertEquals("goes on", trail.toString());
    assertEquals(0, co.task().cancelling());
  }

  @LoopTest
  void rule_63_without_time_only_what_has_ended_is_in_time_and_nothing_is_started(Co co)
      throws Exception {
    Mono<String> work =
        async(
            inner -> {
              trail.say("started");
              return "result";
            });
    Task<String> ended = co.spawn(Mono.just("ended"));
    co.await(ended);

    assertEquals("ended", co.await(waitFor(ended, ZERO)));
    assertThrows(TimeoutException.class, () -> co.await(waitFor(work, ZERO)));
    Task<String> fresh = co.spawn(work);
    assertThrows(TimeoutException.class, () -> co.await(waitFor(fresh, ofSeconds(-1))));

    assertTrue(fresh.isCancelled());
    assertEquals("", trail.toString());
  }

  @LoopTest
  void rule_64_a_wait_that_is_over_waits_for_the_end_of_the_work(Co co) {
    Mono<String> cleaningUp =
        async(
            inner -> {
              try {
                inner.await(sleep(ofDays(1)));
              } finally {
                inner.await(sleep(ofSeconds(5)));
                trail.say("cleaned up");
              }
              return "never";
            });

    assertThrows(TimeoutException.class, () -> co.await(waitFor(cleaningUp, ofSeconds(1))));
    trail.say("timed out");

    assertEquals("cleaned up, timed out", trail.toString());
  }

  @LoopTest
  void rule_64_a_value_in_spite_of_the_cancel_is_the_result(Co co) throws Exception {
    Mono<String> stubborn =
        async(
            inner -> {
              try {
                inner.await(sleep(ofDays(1)));
              } catch (CancelledError e) {
                trail.say("cancelled");
              }
              return "nevertheless";
            });

    assertEquals("nevertheless", co.await(waitFor(stubborn, ofSeconds(1))));
    assertEquals("cancelled", trail.toString());
  }

  @LoopTest
  void rule_65_no_limit_is_too_long(Co co, VirtualTicker ticker) throws Exception {
    Duration longest = ofSeconds(Long.MAX_VALUE);

    assertEquals("in time", co.await(timeout(longest, inner -> "in time")));
    assertEquals("in time", co.await(waitFor(sleep(ofDays(365)).thenReturn("in time"), longest)));
    assertNull(co.await(timeout(ofDays(400), inner -> inner.await(sleep(ofDays(399))))));
    assertEquals(ofDays(365 + 399), ticker.elapsed());
  }
}
