package monoloop;

import static monoloop.Async.checkpoint;
import static monoloop.Async.sleep;
import static monoloop.Async.supervise;
import static monoloop.Async.taskGroup;
import static monoloop.test.Turns.turns;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import monoloop.test.Trail;
import org.junit.jupiter.api.Test;

/** Children whose parent waits until they are ready, and children in the background. */
class TaskGroupStartTest {
  private static final Duration LONG = Duration.ofDays(1);

  private final Trail trail = new Trail();

  private Coroutine<Object> endless(String name) {
    return co -> {
      try {
        co.await(sleep(LONG));
        return null;
      } catch (CancelledError e) {
        trail.say(name + " stops: " + e.reason());
        throw e;
      }
    };
  }

  @Test
  void start_waits_until_the_child_says_started_and_the_child_goes_on() {
    Async.run(
        taskGroup(
            (co, group) -> {
              int port =
                  co.await(
                      group.<Integer>start(
                          (inner, startup) -> {
                            trail.say("binds");
                            inner.await(checkpoint());
                            startup.started(8080);
                            inner.await(turns(2));
                            trail.say("serves");
                            return null;
                          }));
              trail.say("started on " + port);
              return null;
            }));

    assertEquals("binds, started on 8080, serves", trail.toString());
  }

  @Test
  void an_error_before_started_is_the_starters_and_leaves_the_group_alone() {
    Async.run(
        taskGroup(
            (co, group) -> {
              group.spawn(
                  inner -> {
                    inner.await(turns(3));
                    trail.say("sibling ends");
                    return null;
                  });
              try {
                co.await(
                    group.start(
                        (inner, startup) -> {
                          throw new IOException("address in use");
                        }));
              } catch (IOException e) {
                trail.say(e.getMessage());
              }
              return null;
            }));

    assertEquals("address in use, sibling ends", trail.toString());
  }

  @Test
  void an_error_after_started_is_the_groups() {
    Async.run(
        co -> {
          try {
            co.await(
                taskGroup(
                    (inner, group) -> {
                      inner.await(
                          group.<String>start(
                              (child, startup) -> {
                                startup.started("ready");
                                child.await(checkpoint());
                                throw new IOException("later");
                              }));
                      inner.await(sleep(LONG));
                      return null;
                    }));
          } catch (TaskGroupException e) {
            trail.say(e.failures().getFirst().getMessage());
          }
          return null;
        });

    assertEquals("later", trail.toString());
  }

  @Test
  void a_child_that_ends_without_started_fails_the_start() {
    Async.run(
        taskGroup(
            (co, group) -> {
              try {
                co.await(group.start((inner, startup) -> null));
              } catch (IllegalStateException e) {
                trail.say(e.getMessage());
              }
              return null;
            }));

    assertTrue(
        trail.toString().endsWith("ended before it was started: its body must call started()"),
        trail.toString());
  }

  @Test
  void started_twice_is_refused() {
    Async.run(
        supervise(
            (co, group) ->
                co.await(
                    group.<String>start(
                        (inner, startup) -> {
                          startup.started("once");
                          try {
                            startup.started("twice");
                          } catch (IllegalStateException e) {
                            trail.say(e.getMessage());
                          }
                          return null;
                        }))));

    assertEquals("Startup[started]: started() can be called only once", trail.toString());
  }

  @Test
  void a_cancelled_start_cancels_the_child() {
    Async.run(
        taskGroup(
            (co, group) -> {
              Task<String> starter =
                  co.spawn(
                      group.<String>start(
                          (inner, startup) -> {
                            trail.say("begins");
                            try {
                              inner.await(sleep(LONG));
                            } finally {
                              trail.say("ends, " + startup);
                            }
                            return null;
                          }));
              co.await(turns(2));
              starter.cancel();
              co.await(Async.gatherSettled(List.of(starter)));
              assertTrue(starter.isCancelled());
              return null;
            }));

    assertEquals("begins, ends, Startup[abandoned]", trail.toString());
  }

  @Test
  void children_in_the_background_are_cancelled_when_the_others_have_ended() {
    String got =
        Async.run(
            taskGroup(
                (co, group) -> {
                  group.spawnBackground(endless("heartbeat"));
                  group.spawn(
                      inner -> {
                        inner.await(turns(2));
                        trail.say("child ends");
                        return null;
                      });
                  co.await(checkpoint());
                  trail.say("body ends");
                  return "result";
                }));

    assertEquals("result", got);
    assertEquals(
        "body ends, child ends, heartbeat stops: nothing else is left in its task group",
        trail.toString());
  }

  @Test
  void a_server_can_be_started_in_the_background() {
    Async.run(
        taskGroup(
            (co, group) -> {
              String address =
                  co.await(
                      group.<String>startBackground(
                          (inner, startup) -> {
                            startup.started("localhost");
                            return inner.await(sleep(LONG));
                          }));
              trail.say(address);
              return null;
            }));

    assertEquals("localhost", trail.toString());
  }

  @Test
  void a_failure_in_the_background_fails_the_group() {
    Object error =
        Async.run(
            co -> {
              try {
                return co.await(
                    taskGroup(
                        (inner, group) -> {
                          group.spawnBackground(
                              child -> {
                                throw new IOException("lost");
                              });
                          return inner.await(sleep(LONG));
                        }));
              } catch (TaskGroupException e) {
                return e.failures().getFirst();
              }
            });

    assertInstanceOf(IOException.class, error);
  }
}
