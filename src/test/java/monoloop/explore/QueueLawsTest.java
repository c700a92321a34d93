package monoloop.explore;

import static monoloop.Async.checkpoint;
import static monoloop.Async.shield;
import static monoloop.explore.Tasks.cancelledAtRandom;
import static monoloop.explore.Tasks.cancelling;
import static monoloop.explore.Tasks.disturbedAtEach;
import static monoloop.explore.Tasks.ended;
import static monoloop.explore.Tasks.insisting;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import monoloop.Co;
import monoloop.Coroutine;
import monoloop.Task;
import monoloop.sync.AsyncQueue;
import monoloop.sync.QueueClosedException;
import monoloop.test.RepeatedSchedules;
import monoloop.test.Schedules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Under every order of its tasks a queue loses nothing, doubles nothing and keeps its bound. */
class QueueLawsTest {

  /** A queue and the books about it. The hundreds of an item name its producer. */
  private static final class Traffic {
    final AsyncQueue<Integer> queue;
    final int capacity;
    final Set<Integer> offered = new HashSet<>();
    final Set<Integer> put = new HashSet<>();
    final List<Integer> taken = new ArrayList<>();

    /** What comes back from a cancelled taker comes late to the next one. */
    boolean takersAreCancelled;

    Traffic(int capacity) {
      this.capacity = capacity;
      this.queue = capacity == 0 ? AsyncQueue.rendezvous() : AsyncQueue.bounded(capacity);
    }

    Coroutine<Boolean> producer(int name, int items) {
      return co -> {
        for (int item = name * 100; item < name * 100 + items; item++) {
          offered.add(item);
          co.await(queue.put(item));
          put.add(item);
        }
        return true;
      };
    }

    Coroutine<Boolean> taker() {
      return co -> {
        List<Integer> mine = new ArrayList<>();
        try {
          while (true) {
            mine.add(co.await(queue.take()));
            taken.add(mine.getLast());
            if (!takersAreCancelled) {
              inOrder(mine);
            }
          }
        } catch (QueueClosedException e) {
          return true;
        }
      };
    }

    Coroutine<Boolean> takerOf(int items) {
      return co -> {
        for (int i = 0; i < items; i++) {
          taken.add(co.await(queue.take()));
        }
        return true;
      };
    }

    void withinBound() {
      assertTrue(queue.statistics().peak() <= capacity, queue + " held too much");
    }

    /** What one taker got of one producer, is in the order in which it was put. */
    static void inOrder(List<Integer> items) {
      for (int i = 0; i < items.size(); i++) {
        for (int j = 0; j < i; j++) {
          assertTrue(
              items.get(j) / 100 != items.get(i) / 100 || items.get(j) < items.get(i),
              "one overtook another: " + items);
        }
      }
    }

    void nothingIsLost() {
      while (!queue.isEmpty()) {
        taken.add(queue.tryTake().orElseThrow());
      }
      Set<Integer> once = new HashSet<>(taken);
      assertEquals(once.size(), taken.size(), "an item came twice: " + taken);
      assertTrue(once.containsAll(put), "an item is lost: " + put + ", came: " + taken);
      assertTrue(offered.containsAll(once), "nobody has put this: " + taken);
      assertEquals(0, queue.statistics().taking());
      assertEquals(0, queue.statistics().putting());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void two_producers_and_two_takers_lose_nothing_in_any_order(int capacity) {
    int tried =
        Schedules.tryAll(
            400,
            co -> {
              Traffic t = new Traffic(capacity);
              List<Task<Boolean>> producers =
                  List.of(co.spawn(t.producer(1, 2)), co.spawn(t.producer(2, 1)));
              List<Task<Boolean>> takers = List.of(co.spawn(t.taker()), co.spawn(t.taker()));
              co.await(ended(producers));
              t.withinBound();
              t.queue.shutdown();
              co.await(ended(takers));
              t.nothingIsLost();
              assertEquals(Set.of(100, 101, 200), Set.copyOf(t.taken));
              return true;
            });
    assertTrue(tried > 20);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void a_single_taker_sees_the_items_of_each_producer_in_their_order(int capacity) {
    Schedules.tryAll(
        400,
        co -> {
          Traffic t = new Traffic(capacity);
          List<Task<Boolean>> tasks =
              List.of(
                  co.spawn(t.producer(1, 2)),
                  co.spawn(t.producer(2, 2)),
                  co.spawn(t.takerOf(4)));
          co.await(ended(tasks));
          Traffic.inOrder(t.taken);
          t.withinBound();
          t.nothingIsLost();
          return true;
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void an_item_on_its_way_to_a_cancelled_taker_comes_to_another_one(int capacity) {
    Schedules.tryAll(
        400,
        co -> {
          Traffic t = new Traffic(capacity);
          Task<Boolean> unlucky = co.spawn(t.takerOf(1));
          Task<Boolean> producer = co.spawn(t.producer(1, 2));
          Task<Boolean> canceller = co.spawn(cancelling(unlucky));
          co.await(ended(List.of(unlucky, canceller)));
          int missing = 2 - t.taken.size();
          Task<Boolean> other = co.spawn(t.takerOf(missing));
          co.await(ended(List.of(producer, other)));
          t.nothingIsLost();
          assertEquals(List.of(100, 101), t.taken);
          return true;
        });
  }

  @Test
  void an_item_of_a_cancelled_putter_is_in_the_queue_or_was_never_there() {
    Schedules.tryAll(
        400,
        co -> {
          Traffic t = new Traffic(1);
          t.queue.tryPut(900);
          t.offered.add(900);
          t.put.add(900);
          Task<Boolean> unlucky = co.spawn(t.producer(1, 1));
          Task<Boolean> behind = co.spawn(t.producer(2, 1));
          Task<Boolean> taker = co.spawn(t.takerOf(2));
          Task<Boolean> canceller = co.spawn(cancelling(unlucky));
          co.await(ended(List.of(unlucky, behind, taker, canceller)));
          t.withinBound();
          t.nothingIsLost();
          assertTrue(t.put.contains(200), "who stood behind was not let in");
          return true;
        });
  }

  @RepeatedSchedules(40)
  void many_tasks_that_are_cancelled_at_random_lose_nothing(Co co, Random random)
      throws Exception {
    Traffic t = new Traffic(random.nextInt(4));
    t.takersAreCancelled = random.nextBoolean();
    List<Task<Boolean>> producers = new ArrayList<>();
    List<Task<Boolean>> takers = new ArrayList<>();
    for (int i = 1; i <= 6; i++) {
      producers.add(co.spawn(t.producer(i, 6)));
      takers.add(co.spawn(t.taker()));
    }
    List<Task<Boolean>> some = new ArrayList<>(producers.subList(0, 4));
    if (t.takersAreCancelled) {
      some.addAll(takers.subList(0, 4));
    }
    Task<Boolean> canceller =
        co.spawn(
            c -> {
              for (int turn = 0; turn < 10; turn++) {
                c.await(checkpoint());
                some.get(random.nextInt(some.size())).cancel();
              }
              return true;
            });
    co.await(cancelledAtRandom(random, producers));
    co.await(canceller);
    t.queue.shutdown();
    co.await(ended(takers));
    t.nothingIsLost();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3})
  void a_take_that_does_not_end_well_takes_nothing(int capacity) {
    disturbedAtEach(
        co -> {
          Traffic t = new Traffic(capacity);
          Task<Boolean> producer = co.spawn(t.producer(1, 3));
          for (int i = 0; i < 3; i++) {
            t.taken.add(co.await(insisting(t.queue.take())));
          }
          co.await(insisting(shield(producer)));
          assertEquals(List.of(100, 101, 102), t.taken);
          t.nothingIsLost();
          return true;
        },
        () -> {});
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void a_put_that_does_not_end_well_leaves_nothing_in_line(int capacity) {
    Traffic[] last = new Traffic[1];
    disturbedAtEach(
        co -> {
          Traffic t = new Traffic(capacity);
          last[0] = t;
          Task<Boolean> taker = co.spawn(t.taker());
          try {
            co.await(checkpoint());
            for (int item = 100; item < 104; item++) {
              t.offered.add(item);
              co.await(t.queue.put(item));
              t.put.add(item);
            }
          } finally {
            t.queue.shutdown();
          }
          return co.await(taker);
        },
        () -> last[0].nothingIsLost());
  }
}
