package monoloop.rules;

import static java.time.Duration.ofDays;
import static monoloop.Async.async;
import static monoloop.Async.checkpoint;
import static monoloop.Async.sleep;
import static monoloop.Async.taskGroup;
import static monoloop.test.Awaits.waitUntilAllBlocked;
import static monoloop.test.Turns.turns;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.List;
import monoloop.Async;
import monoloop.CancelledError;
import monoloop.Co;
import monoloop.ExitRequest;
import monoloop.Task;
import monoloop.TaskGroup;
import monoloop.TaskGroupException;
import monoloop.test.LoopTest;
import monoloop.test.Trail;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Rules 66 to 77: task groups and their exception (PEP 654). */
class TaskGroupRulesTest {
  private final Trail trail = new Trail();

  private Mono<String> sleeping(String name) {
    return async(
        co -> {
          try {
            co.await(sleep(ofDays(1)));
          } finally {
            trail.say(name + " ends");
          }
          return name;
        });
  }

  private static Mono<String> failing(String message) {
    return async(
        co -> {
          co.await(checkpoint());
          throw new IOException(message);
        });
  }

  /** Fails when it is cancelled. */
  private static Mono<String> brittle(String message) {
    return async(
        co -> {
          try {
            co.await(sleep(ofDays(1)));
          } catch (CancelledError e) {
            throw new IOException(message);
          }
          return null;
        });
  }

  private static List<String> messages(TaskGroupException e) {
    return e.failures().stream().map(Throwable::getMessage).toList();
  }

  @LoopTest
  void rule_66_a_failing_child_cancels_its_siblings_and_the_body(Co co) throws Exception {
    Mono<Object> group =
        taskGroup(
            (body, g) -> {
              g.spawn(sleeping("sibling"));
              g.spawn(failing("child"));
              try {
                body.await(sleep(ofDays(1)));
              } finally {
                trail.say("body ends");
              }
              return null;
            });

    assertThrows(TaskGroupException.class, () -> co.await(group));

    assertEquals(List.of("body ends", "sibling ends"), trail.words().stream().sorted().toList());
    assertEquals(0, co.task().cancelling());
    co.await(checkpoint());
  }

  @LoopTest
  void rule_66_a_failing_child_does_not_cancel_the_parent_behind_the_body(Co co) {
    Mono<Object> group =
        taskGroup(
            (body, g) -> {
              g.spawn(failing("child"));
              trail.say("body ends");
              return null;
            });

    assertThrows(TaskGroupException.class, () -> co.await(group));

    assertEquals("body ends", trail.toString());
    assertEquals(0, co.task().cancelling());
  }

  @LoopTest
  void rule_67_all_errors_come_out_together_and_the_bodys_last(Co co) {
    Mono<Object> group =
        taskGroup(
            (body, g) -> {
              g.spawn(failing("child"));
              try {
                return body.await(sleep(ofDays(1)));
              } catch (CancelledError e) {
                throw new IOException("body");
              }
            });
    Mono<Object> alone =
        taskGroup(
            (body, g) -> {
              throw new IOException("body");
            });

    assertEquals(
        List.of("child", "body"),
        messages(assertThrows(TaskGroupException.class, () -> co.await(group))));
    assertEquals(
        List.of("body"), messages(assertThrows(TaskGroupException.class, () -> co.await(alone))));
  }

  @LoopTest
  void rule_68_a_child_that_is_cancelled_by_somebody_is_not_an_error(Co co) throws Exception {
    Mono<String> group =
        taskGroup(
            (body, g) -> {
              Task<String> child = g.spawn(sleeping("child"));
              body.await(checkpoint());
              child.cancel();
              return "normal end";
            });

    assertEquals("normal end", co.await(group));
    assertEquals("child ends", trail.toString());
  }

  @LoopTest
  void rule_69_errors_after_a_cancel_from_outside_come_first_and_the_next_await_raises_it(Co co)
      throws Exception {
    Mono<Object> group =
        taskGroup(
            (body, g) -> {
              g.spawn(brittle("clean-up"));
              return body.await(sleep(ofDays(1)));
            });
    Task<Object> parent =
        co.spawn(
            inner -> {
              try {
                inner.await(group);
              } catch (TaskGroupException e) {
                trail.say(messages(e).toString());
              }
              try {
                inner.await(checkpoint());
              } finally {
                trail.say("cancelled at the next await");
              }
              return null;
            });
    co.await(waitUntilAllBlocked());
    parent.cancel();
    co.await(waitUntilAllBlocked());

    assertTrue(parent.isCancelled());
    assertEquals("[clean-up], cancelled at the next await", trail.toString());
  }

  @LoopTest
  void rule_70_a_cancel_from_outside_comes_out_when_all_children_have_ended(Co co)
      throws Exception {
    Mono<String> slowToEnd =
        async(
            inner -> {
              try {
                inner.await(sleep(ofDays(1)));
              } finally {
                inner.await(turns(5));
                trail.say("child ends");
              }
              return null;
            });
    Mono<Object> group =
        taskGroup(
            (body, g) -> {
              g.spawn(slowToEnd);
              return body.await(sleep(ofDays(1)));
            });
    Task<Object> parent = co.spawn(group);
    co.await(waitUntilAllBlocked());

    parent.cancel();
    co.await(checkpoint());
    parent.cancel("again");
    assertThrows(CancelledError.class, () -> co.await(parent));
    trail.say("parent ends");

    assertEquals("child ends, parent ends", trail.toString());
  }

  @Test
  void rule_71_an_exit_request_ends_the_group_and_comes_out_bare() {
    assertThrows(
        ExitRequest.class,
        () ->
            Async.run(
                taskGroup(
                    (body, g) -> {
                      g.spawn(sleeping("sibling"));
                      g.spawn(
                          child -> {
                            child.await(checkpoint());
                            throw new ExitRequest(1);
                          });
                      return null;
                    })));

    assertEquals("sibling ends", trail.toString());
  }

  @LoopTest
  void rule_72_a_group_that_is_over_or_shutting_down_accepts_no_child(Co co) throws Exception {
    Mono<TaskGroup> group =
        taskGroup(
            (body, g) -> {
              g.cancel();
              assertRefused(g, "it is shutting down");
              return g;
            });
    TaskGroup over = co.await(taskGroup((body, g) -> g));

    assertRefused(over, "all its tasks have ended");
    co.await(group);
    assertEquals("", trail.toString());
  }

  private void assertRefused(TaskGroup group, String why) {
    IllegalStateException e =
        assertThrows(IllegalStateException.class, () -> group.spawn(sleeping("never")));
    assertTrue(e.getMessage().endsWith(why), e.getMessage());
  }

  @LoopTest
  void rule_73_children_may_start_siblings_until_the_last_one_ends(Co co) throws Exception {
    Mono<Object> group =
        taskGroup(
            (body, g) -> {
              g.spawn(
                  first -> {
                    first.await(checkpoint());
                    trail.say("first child");
                    g.spawn(
                        second -> {
                          second.await(checkpoint());
                          trail.say("second child");
                          return null;
                        });
                    return null;
                  });
              trail.say("body");
              return null;
            });

    co.await(group);

    assertEquals("body, first child, second child", trail.toString());
  }

  @LoopTest
  void rule_74_an_eager_child_may_end_within_its_start(Co co) throws Exception {
    Mono<String> group =
        taskGroup(
            (body, g) -> {
              Task<Object> child = g.spawnEager(eager -> "result");
              trail.say("child done " + child.isDone());
              return "body";
            });

    assertEquals("body", co.await(group));
    assertEquals("child done true", trail.toString());
  }

  @LoopTest
  void rule_74_an_eager_child_may_fail_within_its_start(Co co) {
    Mono<Object> group =
        taskGroup(
            (body, g) -> {
              g.spawn(sleeping("sibling"));
              body.await(checkpoint());
              g.spawnEager(
                  eager -> {
                    throw new IOException("at once");
                  });
              trail.say("body goes on");
              return body.await(sleep(ofDays(1)));
            });

    TaskGroupException e = assertThrows(TaskGroupException.class, () -> co.await(group));

    assertEquals(List.of("at once"), messages(e));
    assertEquals("body goes on, sibling ends", trail.toString());
  }

  @LoopTest
  void rule_74_an_eager_child_that_cancels_its_group_is_cancelled_too(Co co) throws Exception {
    Mono<Object> group =
        taskGroup(
            (body, g) -> {
              g.spawnEager(
                  eager -> {
                    g.cancel();
                    try {
                      return eager.await(sleep(ofDays(1)));
                    } finally {
                      trail.say("eager child ends");
                    }
                  });
              trail.say("body goes on");
              return body.await(sleep(ofDays(1)));
            });

    assertNull(co.await(group));
    assertEquals("body goes on, eager child ends", trail.toString());
  }

  @LoopTest
  void rule_75_a_cancelled_group_ends_early_without_an_error(Co co) throws Exception {
    Mono<Object> group =
        taskGroup(
            (body, g) -> {
              g.spawn(sleeping("child"));
              body.await(checkpoint());
              g.cancel();
              g.cancel();
              try {
                body.await(sleep(ofDays(1)));
              } finally {
                trail.say("body interrupted");
              }
              return null;
            });

    assertNull(co.await(group));
    assertEquals(
        List.of("body interrupted", "child ends"), trail.words().stream().sorted().toList());
    assertEquals(0, co.task().cancelling());
  }

  @LoopTest
  void rule_75_a_cancelled_group_does_not_hide_a_cancel_from_outside(Co co) throws Exception {
    TaskGroup[] opened = new TaskGroup[1];
    Task<Object> parent =
        co.spawn(
            taskGroup(
                (body, g) -> {
                  opened[0] = g;
                  return body.await(sleep(ofDays(1)));
                }));
    co.await(waitUntilAllBlocked());

    opened[0].cancel();
    parent.cancel();

    assertThrows(CancelledError.class, () -> co.await(parent));
  }

  @Test
  void rule_76_a_split_keeps_the_nesting_the_traces_and_the_errors() {
    IOException io = new IOException("io");
    IllegalArgumentException argument = new IllegalArgumentException("argument");
    TaskGroupException nested = new TaskGroupException(List.of(io, argument));
    TaskGroupException group = new TaskGroupException(List.of(argument, nested));

    TaskGroupException.Split parts = group.split(IOException.class::isInstance);

    TaskGroupException inner = (TaskGroupException) parts.matching().failures().getFirst();
    assertSame(io, inner.failures().getFirst());
    assertEquals(List.of(argument, argument), parts.rest().leaves());
    assertEquals(List.of(group.getStackTrace()), List.of(parts.rest().getStackTrace()));
    assertSame(group, group.subgroup(Exception.class));
    assertNull(group.subgroup(Error.class));
  }

  @Test
  void rule_76_several_handlers_may_run_and_what_is_left_is_thrown() {
    TaskGroupException group =
        new TaskGroupException(
            List.of(
                new IOException("io"),
                new IllegalArgumentException("argument"),
                new IllegalStateException("state")));

    TaskGroupException rest = group.handle(IOException.class, e -> trail.say(e.getMessage()));
    rest = rest.handle(IllegalArgumentException.class, e -> trail.say(e.getMessage()));

    assertEquals("io, argument", trail.toString());
    assertEquals(List.of("state"), messages(rest));
    assertNull(rest.handle(IllegalStateException.class, e -> trail.say(e.getMessage())));
    assertThrows(IllegalArgumentException.class, () -> new TaskGroupException(List.of()));
  }

  @LoopTest
  void rule_77_an_error_that_was_handled_is_not_held_by_its_group(Co co) throws Exception {
    WeakReference<Throwable> error = failInAGroup(co);

    while (error.get() != null) {
      System.gc();
      co.await(checkpoint());
    }
  }

  private static WeakReference<Throwable> failInAGroup(Co co) {
    Mono<Object> group =
        taskGroup(
            (body, g) -> {
              g.spawn(failing("soon forgotten"));
              return null;
            });
    return new WeakReference<>(
        assertThrows(TaskGroupException.class, () -> co.await(group)).failures().getFirst());
  }
}
