package monoloop;

import static monoloop.Async.async;
import static monoloop.Async.checkpoint;
import static monoloop.Async.sleep;
import static monoloop.test.Turns.turns;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import monoloop.test.Trail;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** What a request to cancel does, and what it leaves alone. */
class CancellationTest {
  private static final Duration LONG = Duration.ofDays(1);

  private final Trail trail = new Trail();

  private Coroutine<Object> sleeping(String name) {
    return co -> {
      try {
        co.await(sleep(LONG));
      } catch (CancelledError e) {
        trail.say(name + " sees " + e.reason());
        throw e;
      } finally {
        trail.say(name + " cleans up");
      }
      return null;
    };
  }

  @Test
  void a_cancelled_task_gets_the_reason_at_its_await_and_cleans_up() {
    Async.run(
        co -> {
          Task<Object> task = co.spawn(sleeping("task"));
          co.await(checkpoint());

          assertTrue(task.cancel("enough"));
          trail.say("requested");
          co.await(checkpoint());

          assertTrue(task.isCancelled());
          assertEquals("enough", assertThrows(CancelledError.class, task::result).reason());
          assertThrows(CancelledError.class, task::exception);
          assertFalse(task.cancel());
          return null;
        });

    assertEquals("requested, task sees enough, task cleans up", trail.toString());
  }

  @Test
  void a_task_cancelled_before_its_first_step_never_runs() {
    Async.run(
        co -> {
          Task<Object> task = co.spawn(sleeping("task"));
          task.cancel("too late to start");
          co.await(checkpoint());

          assertTrue(task.isCancelled());
          assertEquals(
              "too late to start", assertThrows(CancelledError.class, task::result).reason());
          return null;
        });

    assertEquals("", trail.toString());
  }

  @Test
  void a_task_may_swallow_the_error_and_go_on() {
    String got =
        Async.run(
            co -> {
              Task<String> stubborn =
                  co.spawn(
                      inner -> {
                        try {
                          inner.await(sleep(LONG));
                        } catch (CancelledError e) {
                          inner.await(checkpoint());
                        }
                        return "finished anyway";
                      });
              co.await(checkpoint());
              stubborn.cancel();
              String result = co.await(stubborn);
              return result + " " + stubborn.isCancelled() + " " + stubborn.cancelling();
            });

    assertEquals("finished anyway false 1", got);
  }

  @Test
  void catch_exception_does_not_see_a_cancel() {
    Async.run(
        co -> {
          Task<Object> task =
              co.spawn(
                  inner -> {
                    while (true) {
                      try {
                        inner.await(sleep(LONG));
                      } catch (Exception e) {
                        trail.say("must not happen");
                      }
                    }
                  });
          co.await(checkpoint());
          task.cancel();
          co.await(checkpoint());

          assertTrue(task.isCancelled());
          return null;
        });

    assertEquals("", trail.toString());
  }

  @Test
  void cancelling_a_waiter_cancels_the_awaited_task_first() {
    Async.run(
        co -> {
          Task<Object> inner = co.spawn(sleeping("inner"));
          Task<Object> outer =
              co.spawn(
                  c -> {
                    try {
                      return c.await(inner);
                    } finally {
                      trail.say("outer ends");
                    }
                  });
          co.await(checkpoint());
          outer.cancel("from outside");
          co.await(turns(2));

          assertTrue(inner.isCancelled());
          assertTrue(outer.isCancelled());
          return null;
        });

    assertEquals("inner sees from outside, inner cleans up, outer ends", trail.toString());
  }

  @Test
  void a_waiter_of_a_cancelled_task_was_not_cancelled_itself() {
    Async.run(
        co -> {
          Task<Object> task = co.spawn(sleeping("task"));
          co.await(checkpoint());
          task.cancel();

          try {
            co.await(task);
          } catch (CancelledError e) {
            trail.say("own requests " + co.task().cancelling());
          }
          return null;
        });

    assertEquals("task sees null, task cleans up, own requests 0", trail.toString());
  }

  @Test
  void two_requests_before_the_delivery_are_one_error() {
    Async.run(
        co -> {
          Task<Object> task =
              co.spawn(
                  inner -> {
                    try {
                      inner.await(sleep(LONG));
                    } catch (CancelledError e) {
                      trail.say("requests " + inner.task().cancelling());
                      trail.say("left " + inner.task().uncancel() + inner.task().uncancel());
                      trail.say("never below " + inner.task().uncancel());
                    }
                    inner.await(checkpoint());
                    return "went on";
                  });
          co.await(checkpoint());
          task.cancel();
          task.cancel();
          trail.say("" + co.await(task));
          return null;
        });

    assertEquals("requests 2, left 10, never below 0, went on", trail.toString());
  }

  @Test
  void a_second_cancel_interrupts_the_clean_up() {
    Async.run(
        co -> {
          Task<Object> task =
              co.spawn(
                  inner -> {
                    try {
                      inner.await(sleep(LONG));
                    } finally {
                      try {
                        inner.await(sleep(LONG));
                      } catch (CancelledError e) {
                        trail.say("clean-up interrupted");
                      }
                    }
                    return null;
                  });
          co.await(checkpoint());
          task.cancel();
          co.await(checkpoint());
          task.cancel();
          co.await(checkpoint());

          assertTrue(task.isCancelled());
          assertEquals(2, task.cancelling());
          return null;
        });

    assertEquals("clean-up interrupted", trail.toString());
  }

  @Test
  void uncancel_withdraws_a_request_that_was_not_delivered() {
    Async.run(
        co -> {
          co.task().cancel();
          co.task().uncancel();
          co.await(checkpoint());
          trail.say("not interrupted");
          return null;
        });

    assertEquals("not interrupted", trail.toString());
  }

  @Test
  void a_task_that_cancels_itself_runs_to_its_next_suspension() {
    Async.run(
        co -> {
          Task<Object> task =
              co.spawn(
                  inner -> {
                    Task.current().cancel();
                    trail.say("still running " + inner.await(Mono.just("at once")));
                    try {
                      inner.await(checkpoint());
                      trail.say("not reached");
                    } finally {
                      trail.say("cleans up");
                    }
                    return null;
                  });
          co.await(turns(2));

          assertTrue(task.isCancelled());
          return null;
        });

    assertEquals("still running at once, cleans up", trail.toString());
  }

  @Test
  void a_task_that_cancels_itself_and_returns_is_cancelled() {
    Async.run(
        co -> {
          Task<Object> returned =
              co.spawnEager(
                  inner -> {
                    Task.current().cancel();
                    return "lost";
                  });
          Task<Object> failed =
              co.spawnEager(
                  inner -> {
                    Task.current().cancel();
                    throw new IllegalArgumentException("kept");
                  });

          assertTrue(returned.isCancelled());
          assertFalse(failed.isCancelled());
          assertInstanceOf(IllegalArgumentException.class, failed.exception());
          return null;
        });
  }

  @Test
  void a_cancel_wins_over_a_result_that_was_not_delivered() {
    Async.run(
        co -> {
          Deferred<String> ready = new Deferred<>();
          Task<Object> task = co.spawn(inner -> inner.await(ready));
          co.await(checkpoint());
          ready.complete("ready");
          task.cancel();
          co.await(checkpoint());

          assertTrue(task.isCancelled());
          assertEquals("ready", ready.result());
          return null;
        });
  }

  @Test
  void throwing_the_error_oneself_is_a_cancellation() {
    Async.run(
        co -> {
          Task<Object> task =
              co.spawnEager(
                  inner -> {
                    throw new CancelledError("own decision");
                  });

          assertTrue(task.isCancelled());
          assertEquals(0, task.cancelling());
          return null;
        });
  }

  @Test
  void cancel_disposes_the_awaited_subscription() {
    Mono<Object> never =
        Mono.never().doOnCancel(() -> trail.say("disposed, on the loop: " + loopHere()));

    Async.run(
        co -> {
          Task<Object> task = co.spawn(inner -> inner.await(never));
          co.await(checkpoint());
          task.cancel();
          co.await(checkpoint());

          assertTrue(task.isCancelled());
          return null;
        });

    assertEquals("disposed, on the loop: true", trail.toString());
  }

  private static boolean loopHere() {
    return Loop.currentOrNull() != null;
  }

  @Test
  void cancel_leaves_an_awaited_stage_alone() {
    CompletableFuture<String> stage = new CompletableFuture<>();

    Async.run(
        co -> {
          Task<Object> task = co.spawn(inner -> inner.await(stage));
          co.await(checkpoint());
          task.cancel();
          co.await(checkpoint());

          assertTrue(task.isCancelled());
          assertFalse(stage.isDone());
          return null;
        });
  }

  @Test
  void a_value_that_arrives_after_the_cancel_is_discarded() {
    Sinks.One<String> sink = Sinks.unsafe().one();
    Mono<String> deaf = Mono.from(s -> sink.asMono().subscribe(new Deaf<>(s)));

    Hooks.onNextDropped(v -> trail.say("dropped " + v));
    try {
      Async.run(
          co -> {
            Task<Object> task = co.spawn(inner -> inner.await(deaf));
            co.await(checkpoint());
            task.cancel();
            co.await(checkpoint());
            sink.tryEmitValue("late");
            return null;
          });
    } finally {
      Hooks.resetOnNextDropped();
    }

    assertEquals("dropped late", trail.toString());
  }

  /** Passes everything on but cancels. */
  private record Deaf<T>(org.reactivestreams.Subscriber<? super T> actual)
      implements org.reactivestreams.Subscriber<T> {
    @Override
    public void onSubscribe(org.reactivestreams.Subscription s) {
      actual.onSubscribe(
          new org.reactivestreams.Subscription() {
            @Override
            public void request(long n) {
              s.request(n);
            }

            @Override
            public void cancel() {}
          });
    }

    @Override
    public void onNext(T t) {
      actual.onNext(t);
    }

    @Override
    public void onError(Throwable t) {
      actual.onError(t);
    }

    @Override
    public void onComplete() {
      actual.onComplete();
    }
  }

  @Test
  void a_cancel_reaches_the_innermost_coroutine_and_unwinds_outwards() {
    Async.run(
        co -> {
          Task<Object> task =
              co.spawn(
                  outer -> {
                    try {
                      return outer.await(async(sleeping("inner")));
                    } finally {
                      trail.say("outer cleans up");
                    }
                  });
          co.await(checkpoint());
          task.cancel("stop");
          co.await(checkpoint());
          return null;
        });

    assertEquals("inner sees stop, inner cleans up, outer cleans up", trail.toString());
  }

  @Test
  void a_sleeper_that_is_cancelled_leaves_no_timer() {
    Async.run(
        co -> {
          Task<Object> task = co.spawn(inner -> inner.await(sleep(Duration.ofMillis(2))));
          co.await(checkpoint());
          task.cancel();
          co.await(sleep(Duration.ofMillis(5)));

          assertTrue(task.isCancelled());
          return null;
        });
  }

  @Test
  void the_first_element_of_a_publisher_can_be_cancelled_too() {
    Flux<Object> never = Flux.never().doOnCancel(() -> trail.say("cancelled"));

    Async.run(
        co -> {
          Task<Object> task = co.spawn(inner -> inner.await(never));
          co.await(checkpoint());
          task.cancel();
          co.await(checkpoint());
          return null;
        });

    assertEquals("cancelled", trail.toString());
  }

  @Test
  void callbacks_run_for_a_cancelled_task_too() {
    Async.run(
        co -> {
          Task<Object> task = co.spawn(sleeping("task"));
          task.addDoneCallback(t -> trail.say("cancelled " + t.isCancelled()));
          task.cancel();
          co.await(turns(2));
          return null;
        });

    assertEquals("cancelled true", trail.toString());
  }
}
