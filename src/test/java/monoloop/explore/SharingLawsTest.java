package monoloop.explore;

import static monoloop.Async.async;
import static monoloop.Async.checkpoint;
import static monoloop.Async.selectFairly;
import static monoloop.Clause.on;
import static monoloop.explore.Tasks.cancelledAtRandom;
import static monoloop.explore.Tasks.cancelling;
import static monoloop.explore.Tasks.disturbedAtEach;
import static monoloop.explore.Tasks.ended;
import static monoloop.explore.Tasks.spawned;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import monoloop.Co;
import monoloop.Coroutine;
import monoloop.Task;
import monoloop.sync.AsyncQueue;
import monoloop.sync.AsyncReadWriteLock;
import monoloop.sync.Event;
import monoloop.sync.Once;
import monoloop.sync.QueueReceiver;
import monoloop.sync.QueueSender;
import monoloop.sync.ResourceBusyException;
import monoloop.sync.ResourceGuard;
import monoloop.test.RepeatedSchedules;
import monoloop.test.Schedules;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Under every order what tasks share is whole: read or written, made once, ended by the last. */
class SharingLawsTest {

  /** What is read by many or written by one. */
  private static final class Page {
    final AsyncReadWriteLock lock = new AsyncReadWriteLock();
    int readers;
    int writers;
    int written;

    final Coroutine<Boolean> reader =
        co ->
            co.await(
                lock.reading(
                    async(
                        in -> {
                          readers++;
                          try {
                            assertEquals(0, writers, "somebody writes what is read");
                            in.await(checkpoint());
                            return true;
                          } finally {
                            readers--;
                          }
                        })));

    final Coroutine<Boolean> writer =
        co ->
            co.await(
                lock.writing(
                    async(
                        in -> {
                          writers++;
                          try {
                            assertEquals(1, writers, "two write");
                            assertEquals(0, readers, "what is written is read");
                            in.await(checkpoint());
                            written++;
                            return true;
                          } finally {
                            writers--;
                          }
                        })));

    void isFree() {
      assertEquals(new AsyncReadWriteLock.Statistics(0, false, 0), lock.statistics());
    }
  }

  @Test
  void a_page_is_never_read_while_it_is_written_and_is_free_in_the_end() {
    int tried =
        Schedules.tryAll(
            400,
            co -> {
              Page page = new Page();
              List<Task<Boolean>> tasks = new ArrayList<>(spawned(co, 2, page.reader));
              tasks.addAll(spawned(co, 2, page.writer));
              Task<Boolean> canceller = co.spawn(cancelling(tasks.get(2)));
              co.await(ended(tasks));
              co.await(canceller);
              page.isFree();
              assertTrue(page.written >= 1);
              return true;
            });
    assertTrue(tried > 20);
  }

  @RepeatedSchedules(100)
  void a_page_survives_any_cancellation(Co co, Random random) throws Exception {
    Page page = new Page();
    List<Task<Boolean>> tasks = new ArrayList<>(spawned(co, 4, page.reader));
    tasks.addAll(spawned(co, 3, page.writer));
    co.await(cancelledAtRandom(random, tasks));
    page.isFree();
  }

  @Test
  void a_page_is_free_wherever_a_reader_or_writer_is_disturbed() {
    Page[] page = new Page[1];
    disturbedAtEach(
        co -> {
          page[0] = new Page();
          List<Task<Boolean>> others =
              List.of(co.spawn(page[0].writer), co.spawn(page[0].reader));
          try {
            page[0].reader.run(co);
            page[0].writer.run(co);
          } finally {
            others.forEach(Task::cancel);
          }
          return true;
        },
        () -> page[0].isFree());
  }

  @Test
  void what_is_made_once_is_made_once_by_somebody() {
    int tried =
        Schedules.tryAll(
            400,
            co -> {
              int[] made = {0};
              int[] got = {0};
              Once<String> once =
                  Once.of(
                      async(
                          c -> {
                            c.await(checkpoint());
                            made[0]++;
                            return "it";
                          }));
              Coroutine<Boolean> asking =
                  c -> {
                    assertEquals("it", c.await(once.get()));
                    got[0]++;
                    return true;
                  };
              List<Task<Boolean>> tasks = spawned(co, 3, asking);
              Task<Boolean> canceller = co.spawn(cancelling(tasks.getFirst()));
              co.await(ended(tasks));
              co.await(canceller);
              assertEquals(1, made[0]);
              assertTrue(got[0] >= 2);
              assertEquals(new Once.Statistics(false, true, 0), once.statistics());
              return true;
            });
    assertTrue(tried > 20);
  }

  @Test
  void a_guard_lets_one_in_and_refuses_the_others_without_a_wait() {
    Schedules.tryAll(
        400,
        co -> {
          ResourceGuard guard = new ResourceGuard("reading");
          int[] inside = {0};
          int[] used = {0};
          Coroutine<Boolean> using =
              c -> {
                try {
                  return c.await(
                      guard.using(
                          async(
                              in -> {
                                assertEquals(1, ++inside[0]);
                                try {
                                  in.await(checkpoint());
                                  used[0]++;
                                } finally {
                                  inside[0]--;
                                }
                                return true;
                              })));
                } catch (ResourceBusyException busy) {
                  assertEquals(1, inside[0], "nobody is inside");
                  return false;
                }
              };
          List<Task<Boolean>> tasks = spawned(co, 3, using);
          Task<Boolean> canceller = co.spawn(cancelling(tasks.getFirst()));
          co.await(ended(tasks));
          co.await(canceller);
          int before = used[0];
          assertTrue(using.run(co), "it is free again");
          assertEquals(before + 1, used[0]);
          return true;
        });
  }

  @Test
  void takers_end_when_the_last_sender_has_closed_and_not_before() {
    Schedules.tryAll(400, co -> co.await(filledAndDrained(null)));
  }

  private static Mono<Boolean> filledAndDrained(Random random) {
    return async(
        co -> {
          AsyncQueue<Integer> queue = AsyncQueue.bounded(1);
          QueueReceiver<Integer> receiver = QueueReceiver.of(queue);
          List<Integer> taken = new ArrayList<>();
          List<Task<Boolean>> tasks = new ArrayList<>();
          try (QueueSender<Integer> sender = QueueSender.of(queue)) {
            for (int i = 0; i < 2; i++) {
              QueueSender<Integer> mine = sender.another();
              int base = i * 10;
              tasks.add(
                  co.spawnEager( // one that is cancelled before it begins closes nothing
                      c -> {
                        try (mine) {
                          c.await(mine.put(base));
                          c.await(mine.put(base + 1));
                        }
                        return true;
                      }));
            }
          }
          Task<Boolean> taker =
              co.spawn(
                  c -> {
                    try (receiver) {
                      c.await(receiver.asFlux().doOnNext(taken::add).then());
                    }
                    return true;
                  });
          co.await(random == null ? ended(tasks) : cancelledAtRandom(random, tasks));
          co.await(taker);
          if (random == null) {
            assertEquals(List.of(0, 1, 10, 11), taken.stream().sorted().toList());
          }
          assertTrue(queue.isEmpty());
          return true;
        });
  }

  @RepeatedSchedules(50)
  void takers_end_even_if_senders_are_cancelled(Co co, Random random) throws Exception {
    co.await(filledAndDrained(random));
  }

  @Test
  void a_fair_selection_takes_one_item_and_leaves_the_others() {
    int tried =
        Schedules.tryAll(
            400,
            co -> {
              AsyncQueue<Integer> left = AsyncQueue.bounded(1);
              AsyncQueue<Integer> right = AsyncQueue.bounded(1);
              List<Integer> taken = new ArrayList<>();
              Task<Boolean> selecting =
                  co.spawn(selectFairly(on(left.take(), taken::add), on(right.take(), taken::add)));
              List<Task<Boolean>> tasks = new ArrayList<>();
              tasks.add(selecting);
              for (AsyncQueue<Integer> queue : List.of(left, right)) {
                tasks.add(
                    co.spawn(
                        c -> {
                          c.await(queue.put(1));
                          return true;
                        }));
              }
              tasks.add(co.spawn(cancelling(selecting)));
              co.await(ended(tasks));
              assertEquals(selecting.isCancelled() ? 0 : 1, taken.size());
              assertEquals(2, taken.size() + left.size() + right.size());
              return true;
            });
    assertTrue(tried > 10);
  }

  @Test
  void an_eager_task_has_begun_when_spawn_returns_whatever_the_order() {
    Schedules.tryAll(
        400,
        co -> {
          Event go = new Event();
          List<String> said = new ArrayList<>();
          Coroutine<Boolean> body =
              c -> {
                said.add("begins");
                try {
                  c.await(go.await());
                  said.add("goes on");
                } finally {
                  said.add("ends");
                }
                return true;
              };
          Task<Boolean> other = co.spawn(c -> said.add("other"));
          Task<Boolean> eager = co.spawnEager(body);
          assertEquals(List.of("begins"), said);
          assertFalse(eager.isDone());
          Task<Boolean> canceller = co.spawn(cancelling(eager));
          go.set();
          co.await(ended(List.of(eager, other, canceller)));
          assertEquals("ends", said.stream().filter("ends"::equals).findFirst().orElseThrow());
          assertEquals(!eager.isCancelled(), said.contains("goes on"));
          return true;
        });
  }
}
