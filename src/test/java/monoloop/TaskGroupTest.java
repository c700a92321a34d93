package monoloop;

import static monoloop.Async.async;
import static monoloop.Async.checkpoint;
import static monoloop.Async.sleep;
import static monoloop.Async.supervise;
import static monoloop.Async.taskGroup;
import static monoloop.test.Turns.turns;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import monoloop.test.Trail;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** Task groups: what the conformance programs 143 to 157 leave open. */
class TaskGroupTest {
  private static final Duration LONG = Duration.ofDays(1);

  private final Trail trail = new Trail();

  private Mono<String> sleeping(String name) {
    return sleeping(name, 0);
  }

  private Mono<String> sleeping(String name, int turnsToEnd) {
    return async(
        co -> {
          try {
            co.await(sleep(LONG));
          } finally {
            co.await(turns(turnsToEnd));
            trail.say(name + " ends");
          }
          return name;
        });
  }

  private static Mono<String> failing(Exception error) {
    return async(
        co -> {
          co.await(checkpoint());
          throw error;
        });
  }

  /** Cancels {@code task} and says why it has ended. */
  private Mono<Object> cancelled(Task<?> task, String reason) {
    return async(
        co -> {
          task.cancel(reason);
          try {
            return co.await(task);
          } catch (CancelledError e) {
            trail.say(e.reason());
            return null;
          }
        });
  }

  private static List<String> messagesOf(TaskGroupException e) {
    return e.failures().stream().map(Throwable::getMessage).toList();
  }

  @Test
  void children_are_cancelled_oldest_first() {
    Async.run(
        taskGroup(
            (co, group) -> {
              group.spawn(sleeping("a"));
              Task<String> b = group.spawn(sleeping("b"));
              group.spawn(sleeping("c"));
              group.spawn(sleeping("d"));
              co.await(checkpoint());
              b.cancel();
              co.await(turns(2));
              group.cancel();
              return null;
            }));

    assertEquals("b ends, a ends, c ends, d ends", trail.toString());
  }

  @Nested
  class Ends {
    @Test
    void the_result_of_the_body_is_that_of_the_group() {
      String result =
          Async.run(
              taskGroup(
                  (co, group) -> {
                    Task<String> child = group.spawn("child", Mono.just("value"));
                    return child.name() + " " + co.await(child);
                  }));

      assertEquals("child value", result);
    }

    @Test
    void each_subscription_opens_a_group_of_its_own() {
      Mono<String> group =
          taskGroup(
              (co, g) -> {
                trail.say(g.toString());
                return "result";
              });

      StepVerifier.create(group).expectNext("result").verifyComplete();
      StepVerifier.create(group).expectNext("result").verifyComplete();
      assertEquals("TaskGroup[open, 0 tasks], TaskGroup[open, 0 tasks]", trail.toString());
    }

    @Test
    void a_child_that_is_cancelled_is_not_a_failure() {
      Async.run(
          taskGroup(
              (co, group) -> {
                Task<String> child = group.spawn(sleeping("child"));
                co.await(checkpoint());
                child.cancel();
                return null;
              }));

      assertEquals("child ends", trail.toString());
    }

    @Test
    void its_text_tells_its_state() {
      Async.run(
          co -> {
            TaskGroup left =
                co.await(
                    taskGroup(
                        (inner, group) -> {
                          group.spawn(
                              async(
                                  child -> {
                                    trail.say(group.toString());
                                    group.cancel();
                                    trail.say(group.toString());
                                    return null;
                                  }));
                          return group;
                        }));
            trail.say(left.toString());
            return null;
          });

      assertEquals(
          "TaskGroup[closing, 1 task], TaskGroup[aborting, 1 task], TaskGroup[finished, 0 tasks]",
          trail.toString());
    }

    @Test
    void a_group_that_is_over_says_why_it_accepts_no_task() {
      Async.run(
          co -> {
            TaskGroup left =
                co.await(
                    taskGroup(
                        (inner, group) -> {
                          group.cancel();
                          trail.say(refusal(group));
                          return group;
                        }));
            trail.say(refusal(left));
            return null;
          });

      assertEquals(
          "TaskGroup[aborting, 0 tasks] accepts no new tasks: it is shutting down,"
              + " TaskGroup[finished, 0 tasks] accepts no new tasks: all its tasks have ended",
          trail.toString());
    }

    private String refusal(TaskGroup group) {
      return assertThrows(IllegalStateException.class, () -> group.spawn(sleeping("never")))
          .getMessage();
    }

    @Test
    void its_methods_belong_to_the_thread_of_its_loop() {
      Async.run(
          taskGroup(
              (co, group) ->
                  co.await(
                      Mono.fromRunnable(
                              () -> {
                                assertThrows(
                                    NotOnLoopException.class, () -> group.spawn(sleeping("never")));
                                assertThrows(NotOnLoopException.class, group::cancel);
                                trail.say("refused");
                              })
                          .subscribeOn(Schedulers.boundedElastic()))));

      assertEquals("refused", trail.toString());
    }
  }

  @Nested
  class Failures {
    @Test
    void every_failure_comes_out_and_the_bodys_comes_last() {
      IOException first = new IOException("first child");
      Mono<Object> group =
          taskGroup(
              (co, g) -> {
                g.spawn(failing(first));
                g.spawn(failing(new IOException("second child")));
                try {
                  co.await(sleep(LONG));
                } catch (CancelledError e) {
                  throw new IOException("body");
                }
                return null;
              });

      TaskGroupException e = assertThrows(TaskGroupException.class, () -> Async.run(group));

      assertEquals(List.of("first child", "second child", "body"), messagesOf(e));
      assertSame(first, e.getCause());
      assertEquals("unhandled errors in a TaskGroup (3 failures)", e.getMessage());
    }

    @Test
    void an_error_of_the_body_alone_is_wrapped_too_and_cancels_the_children() {
      Mono<Object> group =
          taskGroup(
              (co, g) -> {
                g.spawn(sleeping("child"));
                co.await(checkpoint());
                throw new IOException("body");
              });

      TaskGroupException e = assertThrows(TaskGroupException.class, () -> Async.run(group));

      assertEquals(List.of("body"), messagesOf(e));
      assertEquals("child ends", trail.toString());
    }

    @Test
    void what_a_child_throws_while_it_is_cancelled_is_a_failure() {
      Mono<Void> bad =
          async(
              co -> {
                try {
                  return co.await(sleep(LONG));
                } catch (CancelledError e) {
                  throw new IOException("clean-up");
                }
              });
      Mono<Object> group =
          taskGroup(
              (co, g) -> {
                g.spawn(bad);
                g.spawn(failing(new IOException("child")));
                return null;
              });

      TaskGroupException e = assertThrows(TaskGroupException.class, () -> Async.run(group));

      assertEquals(List.of("child", "clean-up"), messagesOf(e));
    }

    @Test
    void an_exit_request_of_a_child_leaves_the_run_after_its_siblings_ended() {
      Mono<Object> group =
          taskGroup(
              (co, g) -> {
                g.spawn(sleeping("sibling"));
                g.spawn(
                    async(
                        child -> {
                          child.await(checkpoint());
                          throw new ExitRequest(7);
                        }));
                return null;
              });

      ExitRequest e = assertThrows(ExitRequest.class, () -> Async.run(group));

      assertEquals(7, e.status());
      assertEquals("sibling ends", trail.toString());
    }

    @Test
    void a_cancel_while_children_clean_up_after_the_bodys_error_does_not_hide_it() {
      Async.run(
          co -> {
            Mono<Object> group =
                taskGroup(
                    (inner, g) -> {
                      g.spawn(sleeping("child", 10));
                      inner.await(checkpoint());
                      throw new IOException("body");
                    });
            Mono<Object> parent =
                async(
                    inner -> {
                      try {
                        inner.await(group);
                      } catch (TaskGroupException e) {
                        trail.say(messagesOf(e).toString());
                      }
                      inner.await(checkpoint());
                      trail.say("must not be reached");
                      return null;
                    });
            Task<Object> task = co.spawn(parent);
            co.await(turns(6));
            co.await(cancelled(task, "from outside"));
            return null;
          });

      assertEquals("child ends, [body], from outside", trail.toString());
    }
  }

  @Nested
  class Cancelled {
    @Test
    void by_itself_a_group_ends_early_and_without_an_error() {
      Async.run(
          co -> {
            String result =
                co.await(
                    taskGroup(
                        (inner, group) -> {
                          group.spawn(sleeping("child"));
                          inner.loop().callSoon(group::cancel);
                          inner.loop().callSoon(group::cancel);
                          try {
                            inner.await(sleep(LONG));
                          } finally {
                            trail.say("body ends");
                          }
                          return "slept";
                        }));
            assertEquals(null, result);
            assertEquals(0, co.task().cancelling());
            co.await(checkpoint());
            return null;
          });

      assertTrue(trail.toString().contains("body ends"));
      assertTrue(trail.toString().contains("child ends"));
    }

    @Test
    void by_its_body_a_group_cancels_the_children_and_lets_the_body_return() {
      Async.run(
          co -> {
            String result =
                co.await(
                    taskGroup(
                        (inner, group) -> {
                          group.spawn(sleeping("child"));
                          inner.await(checkpoint());
                          group.cancel();
                          return "result";
                        }));
            trail.say(result);
            co.await(checkpoint());
            return null;
          });

      assertEquals("child ends, result", trail.toString());
    }

    @Test
    void by_itself_a_group_does_not_hide_a_cancel_from_outside() {
      Async.run(
          co -> {
            TaskGroup[] opened = new TaskGroup[1];
            Task<Object> task =
                co.spawn(
                    taskGroup(
                        (inner, group) -> {
                          opened[0] = group;
                          group.spawn(sleeping("child", 10));
                          return null;
                        }));
            co.await(turns(2));
            opened[0].cancel();
            co.await(turns(4));
            co.await(cancelled(task, "from outside"));
            return null;
          });

      assertEquals("child ends, from outside", trail.toString());
    }

    @Test
    void by_itself_a_group_leaves_requests_alone_that_its_parent_had_caught_before() {
      Async.run(
          co -> {
            co.task().cancel();
            try {
              co.await(checkpoint());
            } catch (CancelledError e) {
              trail.say("caught");
            }
            co.await(
                taskGroup(
                    (inner, group) -> {
                      group.cancel();
                      return inner.await(sleep(LONG));
                    }));
            trail.say("goes on with " + co.task().cancelling());
            return null;
          });

      assertEquals("caught, goes on with 1", trail.toString());
    }

    @Test
    void cancelling_a_subscription_cancels_the_children() {
      Async.run(
          co -> {
            Mono<Object> group =
                taskGroup(
                    (inner, g) -> {
                      g.spawn(sleeping("child"));
                      return null;
                    });
            var subscription = group.subscribe();
            co.await(checkpoint());
            subscription.dispose();
            co.await(turns(2));
            trail.say("disposed");
            return null;
          });

      assertEquals("child ends, disposed", trail.toString());
    }
  }

  @Nested
  class Supervising {
    @Test
    void a_failing_child_leaves_its_siblings_and_the_body_alone() {
      Mono<Object> group =
          supervise(
              (co, g) -> {
                g.spawn(failing(new IOException("first")));
                g.spawn(
                    async(
                        child -> {
                          child.await(turns(10));
                          trail.say("sibling ends");
                          return null;
                        }));
                g.spawn(failing(new IOException("second")));
                co.await(turns(5));
                trail.say("body ends");
                return null;
              });

      TaskGroupException e = assertThrows(TaskGroupException.class, () -> Async.run(group));

      assertEquals(List.of("first", "second"), messagesOf(e));
      assertEquals("body ends, sibling ends", trail.toString());
    }

    @Test
    void an_error_of_the_body_cancels_the_children() {
      Mono<Object> group =
          supervise(
              (co, g) -> {
                g.spawn(sleeping("child"));
                co.await(checkpoint());
                throw new IOException("body");
              });

      TaskGroupException e = assertThrows(TaskGroupException.class, () -> Async.run(group));

      assertInstanceOf(IOException.class, e.getCause());
      assertEquals("child ends", trail.toString());
    }

    @Test
    void a_cancel_from_outside_reaches_the_children() {
      Async.run(
          co -> {
            Task<Object> task =
                co.spawn(
                    supervise(
                        (inner, g) -> {
                          g.spawn(sleeping("child"));
                          return null;
                        }));
            co.await(turns(2));
            assertFalse(task.isDone());
            co.await(cancelled(task, "enough"));
            return null;
          });

      assertEquals("child ends, enough", trail.toString());
    }
  }
}
