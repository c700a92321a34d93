package monoloop.explore;

import static java.time.Duration.ofSeconds;
import static monoloop.Async.checkpoint;
import static monoloop.Async.gather;
import static monoloop.Async.race;
import static monoloop.Async.sleep;
import static monoloop.Async.taskGroup;
import static monoloop.Async.timeout;
import static monoloop.explore.Tasks.cancelling;
import static monoloop.explore.Tasks.disturbedAtEach;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Random;
import java.util.concurrent.TimeoutException;
import monoloop.Async;
import monoloop.CancelledError;
import monoloop.Co;
import monoloop.Task;
import monoloop.TaskGroupException;
import monoloop.test.RepeatedSchedules;
import monoloop.test.Schedules;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Under every order what runs several tasks ends after all of them, with no cancel left over. */
class GroupLawsTest {

  /** Work that takes its time to clean up; the count says how much of it is open. */
  private static final class Work {
    int open;

    Mono<Boolean> lasting(int turns) {
      return Async.async(
          co -> {
            open++;
            try {
              for (int i = 0; i < turns; i++) {
                co.await(checkpoint());
              }
            } finally {
              try {
                co.await(checkpoint());
              } finally {
                open--; // also if cancelled again
              }
            }
            return true;
          });
    }

    Mono<Boolean> failing(int turns) {
      Mono<Boolean> before = lasting(turns);
      return Async.async(
          co -> {
            co.await(before);
            throw new IOException("broken");
          });
    }

    void allEnded(Co co) {
      assertEquals(0, open, "something has not ended");
      assertEquals(0, co.task().cancelling(), "a request to cancel is left");
    }
  }

  @Test
  void a_group_ends_after_its_children_whoever_fails_first() {
    int tried =
        Schedules.tryAll(
            300,
            co -> {
              Work work = new Work();
              try {
                co.await(
                    taskGroup(
                        (c, group) -> {
                          group.spawn(work.failing(0));
                          group.spawn(work.failing(0));
                          group.spawn(work.lasting(2));
                          return c.await(work.lasting(1));
                        }));
              } catch (TaskGroupException e) {
                assertEquals(0, work.open);
              }
              work.allEnded(co);
              return co.await(checkpoint().thenReturn(true));
            });
    assertTrue(tried > 20);
  }

  @Test
  void a_group_that_is_cancelled_from_outside_ends_after_its_children() {
    Schedules.tryAll(
        300,
        co -> {
          Work work = new Work();
          Mono<Boolean> failing = work.failing(0);
          Mono<Boolean> lasting = work.lasting(1);
          Task<Boolean> owner =
              co.spawn(
                  taskGroup(
                      (c, group) -> {
                        group.spawn(lasting);
                        group.spawn(failing);
                        return true;
                      }));
          co.await(co.spawn(cancelling(owner)));
          try {
            co.await(owner);
          } catch (CancelledError e) {
            assertTrue(owner.isCancelled());
          } catch (TaskGroupException e) {
            assertEquals(1, owner.cancelling(), "the request from outside is forgotten");
          }
          work.allEnded(co);
          return true;
        });
  }

  @Test
  void a_race_ends_after_its_losers() {
    Schedules.tryAll(
        300,
        co -> {
          Work work = new Work();
          assertTrue(co.await(race(work.lasting(0), work.lasting(0), work.lasting(2))));
          work.allEnded(co);
          return true;
        });
  }

  @Test
  void a_gather_has_every_result_in_its_place() {
    Schedules.tryAll(
        300,
        co -> {
          Work work = new Work();
          Mono<String> all =
              gather(
                      work.lasting(1).thenReturn("a"),
                      work.lasting(0).thenReturn("b"),
                      work.lasting(1).thenReturn("c"))
                  .map(results -> String.join("", results));
          assertEquals("abc", co.await(all));
          work.allEnded(co);
          return true;
        });
  }

  /** The limit, the work and a cancel from outside come in the same turn. */
  @Test
  void a_timeout_converts_its_own_cancel_only() {
    Schedules.tryAll(
        300,
        co -> {
          Work work = new Work();
          Mono<Boolean> limited =
              timeout(
                  ofSeconds(1),
                  c -> {
                    c.await(sleep(ofSeconds(1)));
                    return c.await(work.lasting(1));
                  });
          Task<Boolean> owner =
              co.spawn(
                  c -> {
                    try {
                      return c.await(limited);
                    } catch (TimeoutException e) {
                      work.allEnded(c);
                      return c.await(checkpoint().thenReturn(false));
                    }
                  });
          Task<Boolean> outside =
              co.spawn(
                  c -> {
                    c.await(sleep(ofSeconds(1)));
                    return owner.cancel();
                  });
          boolean requested = co.await(outside);
          try {
            co.await(owner);
            assertTrue(!requested, "the cancel from outside is lost");
          } catch (CancelledError e) {
            assertTrue(owner.isCancelled() && requested);
          }
          work.allEnded(co);
          return true;
        });
  }

  /** A tree of groups, races and limits. */
  private static Mono<Boolean> tree(Work work, Random random, int depth) {
    if (depth == 0) {
      return random.nextInt(4) == 0
          ? work.failing(random.nextInt(3))
          : work.lasting(random.nextInt(4));
    }
    Mono<Boolean> left = tree(work, random, depth - 1);
    Mono<Boolean> right = tree(work, random, depth - 1);
    return switch (random.nextInt(3)) {
      case 0 -> race(left, right);
      case 1 -> timeout(ofSeconds(0), c -> c.await(race(left, right)));
      default ->
          taskGroup(
              (c, group) -> {
                group.spawn(left);
                return c.await(right);
              });
    };
  }

  @RepeatedSchedules(60)
  void a_tree_of_groups_races_and_limits_leaves_nothing(Co co, Random random) throws Exception {
    co.loop().exceptionHandler((loop, message, error, source) -> {}); // the losers' errors
    Work work = new Work();
    Mono<Boolean> tree = tree(work, random, 4);
    int patience = random.nextInt(12);
    Task<Boolean> owner =
        co.spawn(
            c -> {
              try {
                c.await(tree);
              } catch (IOException | TimeoutException | TaskGroupException e) {
                return false;
              } finally {
                assertEquals(0, work.open, "something has not ended");
              }
              return true;
            });
    for (int i = 0; i < patience; i++) {
      co.await(checkpoint());
    }
    boolean requested = owner.cancel();
    try {
      co.await(owner);
    } catch (CancelledError e) {
      assertTrue(requested);
    }
    assertEquals(requested ? 1 : 0, owner.cancelling());
    work.allEnded(co);
  }

  @Test
  void whatever_is_disturbed_at_any_await_ends_its_children() {
    Work[] work = new Work[1];
    disturbedAtEach(
        co -> {
          Work w = new Work();
          work[0] = w;
          co.await(race(w.lasting(2), w.lasting(3)));
          try {
            co.await(
                taskGroup(
                    (c, group) -> {
                      group.spawn(w.lasting(2));
                      group.spawn(w.lasting(1));
                      return c.await(checkpoint().thenReturn(true));
                    }));
          } catch (TaskGroupException e) {
            assertEquals(0, w.open);
          }
          co.await(gather(w.lasting(1), w.lasting(2)));
          try {
            co.await(timeout(ofSeconds(1), c -> c.await(w.lasting(1).then(sleep(ofSeconds(9))))));
          } catch (TimeoutException e) {
            assertEquals(0, co.task().cancelling());
          }
          return true;
        },
        () -> assertEquals(0, work[0].open));
  }
}
