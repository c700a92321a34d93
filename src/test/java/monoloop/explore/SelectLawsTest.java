package monoloop.explore;

import static monoloop.Async.checkpoint;
import static monoloop.Async.select;
import static monoloop.Async.shield;
import static monoloop.Clause.on;
import static monoloop.explore.Tasks.cancelling;
import static monoloop.explore.Tasks.disturbedAtEach;
import static monoloop.explore.Tasks.ended;
import static monoloop.explore.Tasks.insisting;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import monoloop.Async;
import monoloop.Co;
import monoloop.Coroutine;
import monoloop.Task;
import monoloop.sync.AsyncQueue;
import monoloop.sync.AsyncSemaphore;
import monoloop.sync.Broadcast;
import monoloop.sync.BroadcastReader;
import monoloop.sync.Latest;
import monoloop.test.RepeatedSchedules;
import monoloop.test.Schedules;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Under every order one clause is selected, a broadcast reaches all, and a value is not missed. */
class SelectLawsTest {

  private static Coroutine<Boolean> putting(AsyncQueue<Integer> queue, int item) {
    return co -> {
      co.await(queue.put(item));
      return true;
    };
  }

  @Test
  void a_selection_takes_one_item_or_none_if_it_is_cancelled() {
    int tried =
        Schedules.tryAll(
            400,
            co -> {
              AsyncQueue<Integer> left = AsyncQueue.bounded(1);
              AsyncQueue<Integer> right = AsyncQueue.bounded(1);
              AsyncSemaphore permit = AsyncSemaphore.bounded(1);
              permit.tryAcquire();
              List<String> taken = new ArrayList<>();
              Mono<Boolean> selection =
                  select(
                      on(left.take(), item -> taken.add("left")),
                      on(right.take(), item -> taken.add("right")),
                      on(permit.acquire(), nothing -> taken.add("permit")));
              Task<Boolean> selecting = co.spawn(c -> c.await(selection));
              Coroutine<Boolean> releasing =
                  c -> {
                    permit.release();
                    return true;
                  };
              List<Task<Boolean>> tasks =
                  List.of(
                      selecting,
                      co.spawn(putting(left, 1)),
                      co.spawn(putting(right, 2)),
                      co.spawn(releasing),
                      co.spawn(cancelling(selecting)));
              co.await(ended(tasks));
              assertEquals(selecting.isCancelled() ? 0 : 1, taken.size());
              assertEquals(3, taken.size() + left.size() + right.size() + permit.available());
              return true;
            });
    assertTrue(tried > 20);
  }

  @Test
  void two_selections_share_what_comes() {
    Schedules.tryAll(
        400,
        co -> {
          AsyncQueue<Integer> left = AsyncQueue.rendezvous();
          AsyncQueue<Integer> right = AsyncQueue.rendezvous();
          List<Integer> taken = new ArrayList<>();
          Mono<Boolean> selection =
              select(on(left.take(), taken::add), on(right.take(), taken::add));
          co.await(
              ended(
                  List.of(
                      co.spawn(c -> c.await(selection)),
                      co.spawn(c -> c.await(selection)),
                      co.spawn(putting(left, 1)),
                      co.spawn(putting(right, 2)))));
          assertEquals(3, taken.stream().mapToInt(i -> i).sum());
          return true;
        });
  }

  @Test
  void a_selection_that_does_not_end_well_takes_nothing() {
    disturbedAtEach(
        co -> {
          AsyncQueue<Integer> left = AsyncQueue.bounded(1);
          AsyncQueue<Integer> right = AsyncQueue.rendezvous();
          List<Integer> taken = new ArrayList<>();
          Mono<Boolean> selection =
              select(on(left.take(), taken::add), on(right.take(), taken::add));
          Task<Boolean> producer =
              co.spawn(
                  c -> {
                    for (int item = 1; item <= 4; item++) {
                      c.await(item % 2 == 0 ? left.put(item) : right.put(item));
                      c.await(checkpoint());
                    }
                    return true;
                  });
          while (taken.size() < 4) {
            co.await(insisting(selection));
          }
          co.await(insisting(shield(producer)));
          assertEquals(List.of(1, 2, 3, 4), taken);
          return true;
        },
        () -> {});
  }

  private static Coroutine<Boolean> reading(BroadcastReader<Integer> reader, List<Integer> read) {
    return co -> {
      for (Integer item = co.await(reader.next()); item != null; item = co.await(reader.next())) {
        read.add(item);
      }
      return true;
    };
  }

  @Test
  void every_reader_reads_everything_in_the_order_of_the_broadcast() {
    Schedules.tryAll(
        400,
        co -> {
          Broadcast<Integer> broadcast = new Broadcast<>(1, Broadcast.Lag.WAIT);
          List<Integer> first = new ArrayList<>();
          List<Integer> second = new ArrayList<>();
          List<Task<Boolean>> readers =
              List.of(
                  co.spawn(reading(broadcast.subscribe(), first)),
                  co.spawn(reading(broadcast.subscribe(), second)));
          Coroutine<Boolean> sender =
              c -> {
                c.await(broadcast.send(1));
                c.await(broadcast.send(2));
                return true;
              };
          List<Task<Boolean>> senders =
              List.of(
                  co.spawn(sender), co.spawn(c -> c.await(broadcast.send(3).thenReturn(true))));
          co.await(ended(senders));
          broadcast.close();
          co.await(ended(readers));
          assertEquals(3, first.size());
          assertEquals(first, second);
          assertTrue(first.indexOf(1) < first.indexOf(2));
          return true;
        });
  }

  @RepeatedSchedules(30)
  void readers_of_a_broadcast_that_come_and_go_hold_nobody_up(Co co, Random random)
      throws Exception {
    Broadcast<Integer> broadcast = new Broadcast<>(1 + random.nextInt(3), Broadcast.Lag.WAIT);
    List<Task<Boolean>> passing = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      passing.add(
          co.spawn(
              c -> {
                BroadcastReader<Integer> reader = broadcast.subscribe();
                try {
                  return c.await(Async.async(reading(reader, new ArrayList<>())));
                } finally {
                  reader.close();
                }
              }));
    }
    List<Integer> read = new ArrayList<>();
    Task<Boolean> staying = co.spawn(reading(broadcast.subscribe(), read));
    Task<Boolean> sender =
        co.spawn(
            c -> {
              for (int item = 0; item < 20; item++) {
                c.await(broadcast.send(item));
              }
              return true;
            });
    co.await(checkpoint());
    for (Task<Boolean> task : passing) {
      if (random.nextBoolean()) {
        task.cancel();
        co.await(checkpoint());
      }
    }
    co.await(sender);
    broadcast.close();
    co.await(ended(passing));
    co.await(staying);
    assertEquals(20, read.size());
    for (int item = 0; item < 20; item++) {
      assertEquals(item, read.get(item));
    }
  }

  @Test
  void a_read_that_does_not_end_well_reads_nothing() {
    disturbedAtEach(
        co -> {
          Broadcast<Integer> broadcast = new Broadcast<>(1, Broadcast.Lag.WAIT);
          List<Integer> read = new ArrayList<>();
          BroadcastReader<Integer> reader = broadcast.subscribe();
          Task<Boolean> sender =
              co.spawn(
                  c -> {
                    for (int item = 1; item <= 3; item++) {
                      c.await(broadcast.send(item));
                    }
                    return true;
                  });
          for (int i = 0; i < 3; i++) {
            read.add(co.await(insisting(reader.next())));
          }
          reader.close();
          co.await(insisting(shield(sender)));
          assertEquals(List.of(1, 2, 3), read);
          return true;
        },
        () -> {});
  }

  @Test
  void who_waits_for_a_value_sees_one_that_fits_and_the_last_one_is_not_missed() {
    Schedules.tryAll(
        400,
        co -> {
          Latest<Integer> latest = new Latest<>(0);
          Coroutine<Boolean> follower =
              c -> {
                int seen = 0;
                while (seen < 3) {
                  int before = seen;
                  int next = c.await(latest.awaitUntil(value -> value > before));
                  assertTrue(next > seen, "went back");
                  seen = next;
                }
                return true;
              };
          Coroutine<Boolean> setter =
              c -> {
                for (int i = 0; i < 3; i++) {
                  latest.update(value -> value + 1);
                  c.await(checkpoint());
                }
                return true;
              };
          Task<Boolean> other = co.spawn(follower);
          co.await(
              ended(
                  List.of(
                      co.spawn(follower),
                      other,
                      co.spawn(setter),
                      co.spawn(cancelling(other)))));
          assertEquals(3, latest.get());
          assertEquals(0, latest.statistics().waiting());
          return true;
        });
  }
}
