package monoloop.rules;

import static java.time.Duration.ofDays;
import static monoloop.Async.async;
import static monoloop.Async.checkpoint;
import static monoloop.Async.sleep;
import static monoloop.Async.toThread;
import static monoloop.test.Awaits.waitUntilAllBlocked;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import monoloop.Async;
import monoloop.CancelledError;
import monoloop.Co;
import monoloop.Coroutine;
import monoloop.Deferred;
import monoloop.Task;
import monoloop.sync.AsyncQueue;
import monoloop.test.LoopTest;
import monoloop.test.Trail;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** Rules 42 to 50, 55 and 56: cancelling. */
class CancellationRulesTest {
  private final Trail trail = new Trail();

  /** Says when it begins, and how it is cancelled. */
  private Coroutine<@Nullable Object> sleeping(String name) {
    return co -> {
      trail.say(name + " begins");
      try {
        co.await(sleep(ofDays(1)));
      } catch (CancelledError e) {
        trail.say(name + " sees " + e.reason());
        throw e;
      }
      return null;
    };
  }

  @LoopTest
  void rule_42_catch_exception_does_not_eat_a_cancel(Co co) throws Exception {
    Task<Object> task =
        co.spawn(
            inner -> {
              try {
                inner.await(sleep(ofDays(1)));
              } catch (Exception e) {
                trail.say("eaten");
              }
              return null;
            });
    co.await(checkpoint());
    task.cancel();
    co.await(checkpoint());

    assertTrue(task.isCancelled());
    assertEquals("", trail.toString());
  }

  @LoopTest
  void rule_43_cancel_is_a_request_that_is_delivered_later_and_may_be_swallowed(Co co)
      throws Exception {
    Task<String> task =
        co.spawn(
            inner -> {
              try {
                inner.await(sleep(ofDays(1)));
              } catch (CancelledError e) {
                trail.say("delivered");
              }
              return "swallowed";
            });
    co.await(checkpoint());

    assertTrue(task.cancel());
    trail.say("requested");

    assertEquals("swallowed", co.await(task));
    assertEquals("requested, delivered", trail.toString());
    assertFalse(task.isCancelled());
    assertEquals(1, task.cancelling());
    assertFalse(task.cancel());
  }

  @LoopTest
  void rule_44_two_requests_before_the_delivery_are_one_error(Co co) throws Exception {
    Task<Object> task =
        co.spawn(
            inner -> {
              try {
                inner.await(sleep(ofDays(1)));
              } catch (CancelledError e) {
                inner.await(checkpoint());
                trail.say("only one, counted " + inner.task().cancelling());
              }
              return null;
            });
    co.await(checkpoint());

    task.cancel();
    task.cancel();
    co.await(task);

    assertEquals("only one, counted 2", trail.toString());
  }

  @LoopTest
  void rule_45_a_task_cancelled_before_its_first_step_never_runs_its_body(Co co)
      throws Exception {
    Task<Object> task = co.spawn(sleeping("task"));

    task.cancel();
    co.await(checkpoint());

    assertTrue(task.isCancelled());
    assertEquals("", trail.toString());
  }

  @LoopTest
  void rule_46_the_innermost_wait_is_cancelled_first_and_for_all_its_waiters(Co co)
      throws Exception {
    Task<Object> shared = co.spawn(sleeping("shared"));
    Task<Object> one = co.spawn(inner -> inner.await(shared));
    Task<Object> other =
        co.spawn(
            inner -> {
              try {
                inner.await(shared);
              } finally {
                trail.say("the other hears of it");
              }
              return null;
            });
    co.await(waitUntilAllBlocked());

    one.cancel("enough");
    co.await(waitUntilAllBlocked());

    assertTrue(shared.isCancelled() && one.isCancelled() && other.isCancelled());
    assertEquals(
        "shared begins, shared sees enough, the other hears of it", trail.toString());
    assertEquals(0, other.cancelling());
  }

  @LoopTest
  void rule_47_the_reason_reaches_whoever_awaits_the_cancelled_task(Co co) throws Exception {
    Task<Object> task = co.spawn(sleeping("task"));
    co.await(checkpoint());
    task.cancel("too late");

    CancelledError e = assertThrows(CancelledError.class, () -> co.await(task));

    assertEquals("too late", e.reason());
    assertEquals(co.task().name(), e.cancelledBy());
  }

  @LoopTest
  void rule_48_a_cancel_wins_over_a_result_that_was_not_delivered_and_nothing_is_lost(Co co)
      throws Exception {
    AsyncQueue<String> queue = AsyncQueue.bounded(1);
    Deferred<String> deferred = new Deferred<>();
    Task<String> taker = co.spawn(queue.take());
    Task<String> waiter = co.spawn(inner -> inner.await(deferred));
    co.await(waitUntilAllBlocked());

    queue.tryPut("item");
    taker.cancel();
    deferred.complete("result");
    waiter.cancel();
    co.await(waitUntilAllBlocked());

    assertTrue(taker.isCancelled() && waiter.isCancelled());
    assertEquals("item", co.await(queue.take()));
    assertEquals("result", deferred.result());
  }

  @LoopTest
  void rule_49_uncancel_to_zero_withdraws_a_request_that_was_not_delivered(Co co)
      throws Exception {
    Task<String> task =
        co.spawn(
            inner -> {
              inner.task().cancel();
              assertEquals(0, inner.task().uncancel());
              inner.await(checkpoint());
              return "ran on";
            });

    assertEquals("ran on", co.await(task));
  }

  @LoopTest
  void rule_50_a_clean_up_may_await_and_a_second_cancel_interrupts_it(Co co) throws Exception {
    Task<Object> task =
        co.spawn(
            inner -> {
              try {
                inner.await(sleep(ofDays(1)));
              } finally {
                inner.await(checkpoint());
                trail.say("cleans up");
                try {
                  inner.await(sleep(ofDays(1)));
                } finally {
                  trail.say("interrupted");
                }
              }
              return null;
            });
    co.await(checkpoint());
    task.cancel();
    co.await(waitUntilAllBlocked());
    trail.say("again");
    task.cancel();
    co.await(waitUntilAllBlocked());

    assertTrue(task.isCancelled());
    assertEquals("cleans up, again, interrupted", trail.toString());
  }

  @LoopTest
  void rule_55_a_dispose_runs_the_clean_up_later_and_signals_nothing_any_more(Co co)
      throws Exception {
    Mono<Object> coroutine =
        async(
            inner -> {
              try {
                inner.await(sleep(ofDays(1)));
              } finally {
                inner.await(checkpoint());
                trail.say("cleaned up");
              }
              return "value";
            });
    Disposable subscription =
        coroutine.subscribe(
            value -> trail.say("value"), error -> trail.say("error"), () -> trail.say("empty"));
    co.await(checkpoint());

    subscription.dispose();
    trail.say("disposed");
    co.await(waitUntilAllBlocked());

    assertEquals("disposed, cleaned up", trail.toString());
  }

  @LoopTest
  void rule_55_the_error_of_a_clean_up_after_a_dispose_is_dropped_through_the_hook(Co co)
      throws Exception {
    Consumer<Throwable> hook = e -> trail.say("dropped: " + e.getMessage());
    Mono<Object> coroutine =
        async(
            inner -> {
              try {
                return inner.await(sleep(ofDays(1)));
              } catch (CancelledError e) {
                throw new IllegalArgumentException("clean-up");
              }
            });
    Disposable subscription =
        coroutine
            .contextWrite(c -> c.put("reactor.onErrorDropped.local", hook))
            .subscribe(value -> trail.say("value"), error -> trail.say("error"));
    co.await(checkpoint());

    subscription.dispose();
    co.await(waitUntilAllBlocked());

    assertEquals("dropped: clean-up", trail.toString());
  }

  @Test
  void rule_56_a_cancel_interrupts_no_thread() {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Callable<Boolean> blocking =
        () -> {
          begun.countDown();
          goOn.await();
          trail.say("not interrupted");
          return true;
        };
    Callable<Boolean> watching =
        () -> {
          begun.await();
          return true;
        };
    Async.run(
        co -> {
          Task<Boolean> call = co.spawn(toThread(blocking));
          co.await(toThread(watching));
          call.cancel();
          co.await(checkpoint());
          trail.say("cancelled " + call.isCancelled());
          goOn.countDown();
          return null;
        });

    assertEquals("cancelled true, not interrupted", trail.toString());
  }

  @LoopTest
  void rule_56_an_interrupted_call_in_a_coroutine_is_an_error_like_any_other(Co co) {
    Task<Object> task =
        co.spawn(
            inner -> {
              throw new InterruptedException("from a blocking call");
            });

    InterruptedException e = assertThrows(InterruptedException.class, () -> co.await(task));

    assertSame(e, task.exception());
    assertFalse(Thread.currentThread().isInterrupted());
  }
}
