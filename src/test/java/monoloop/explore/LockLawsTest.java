package monoloop.explore;

import static monoloop.Async.checkpoint;
import static monoloop.explore.Tasks.cancelledAtRandom;
import static monoloop.explore.Tasks.cancelling;
import static monoloop.explore.Tasks.disturbedAtEach;
import static monoloop.explore.Tasks.ended;
import static monoloop.explore.Tasks.spawned;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import monoloop.Async;
import monoloop.Co;
import monoloop.Coroutine;
import monoloop.Task;
import monoloop.sync.AsyncCondition;
import monoloop.sync.AsyncLock;
import monoloop.sync.AsyncSemaphore;
import monoloop.sync.Barrier;
import monoloop.sync.Event;
import monoloop.test.RepeatedSchedules;
import monoloop.test.Schedules;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Under every order of tasks nobody is where another one is, and every permit comes back. */
class LockLawsTest {

  /** A part of a program in which only some may be at once. */
  private static final class Section {
    final int most;
    int inside;
    int passed;

    Section(int most) {
      this.most = most;
    }

    Mono<Boolean> pass() {
      return Async.async(
          co -> {
            assertTrue(++inside <= most, () -> inside + " are inside");
            try {
              co.await(checkpoint());
              passed++;
            } finally {
              inside--;
            }
            return true;
          });
    }
  }

  @Test
  void only_one_holds_a_lock_and_a_cancelled_waiter_is_passed_over() {
    int tried =
        Schedules.tryAll(
            400,
            co -> {
              AsyncLock lock = new AsyncLock();
              Section section = new Section(1);
              Coroutine<Boolean> holder = c -> c.await(lock.using(section.pass()));
              List<Task<Boolean>> tasks = spawned(co, 3, holder);
              Task<Boolean> canceller = co.spawn(cancelling(tasks.get(1)));
              co.await(ended(tasks));
              co.await(canceller);
              assertTrue(section.passed >= 2);
              assertEquals("AsyncLock[free, 0 waiting]", lock.toString());
              return true;
            });
    assertTrue(tried > 20);
  }

  @Test
  void no_more_than_its_permits_are_past_a_semaphore_and_all_come_back() {
    Schedules.tryAll(
        400,
        co -> {
          AsyncSemaphore semaphore = AsyncSemaphore.bounded(2);
          Section section = new Section(2);
          Coroutine<Boolean> holder = c -> c.await(semaphore.using(section.pass()));
          List<Task<Boolean>> tasks = spawned(co, 4, holder);
          Task<Boolean> canceller = co.spawn(cancelling(tasks.get(2)));
          co.await(ended(tasks));
          co.await(canceller);
          assertTrue(section.passed >= 3);
          assertEquals("AsyncSemaphore[2 of 2 free, 0 waiting]", semaphore.toString());
          return true;
        });
  }

  @RepeatedSchedules(30)
  void many_holders_that_are_cancelled_at_random_give_everything_back(Co co, Random random)
      throws Exception {
    AsyncLock lock = new AsyncLock();
    AsyncSemaphore semaphore = AsyncSemaphore.bounded(3);
    Section narrow = new Section(1);
    Section wide = new Section(3);
    Coroutine<Boolean> holder =
        c -> {
          for (int i = 0; i < 3; i++) {
            c.await(semaphore.using(wide.pass()));
            c.await(semaphore.using(lock.using(narrow.pass())));
          }
          return true;
        };
    co.await(cancelledAtRandom(random, spawned(co, 10, holder)));
    assertEquals("AsyncLock[free, 0 waiting]", lock.toString());
    assertEquals("AsyncSemaphore[3 of 3 free, 0 waiting]", semaphore.toString());
  }

  /** As many items as signals: a signal that is lost leaves somebody waiting for ever. */
  @Test
  void a_signal_for_a_cancelled_waiter_goes_to_the_next() {
    Schedules.tryAll(
        400,
        co -> {
          AsyncCondition condition = new AsyncCondition();
          List<String> items = new ArrayList<>();
          Mono<Boolean> removal =
              Async.async(
                  c -> {
                    c.await(condition.awaitUntil(() -> !items.isEmpty()));
                    items.removeLast();
                    return true;
                  });
          Coroutine<Boolean> consumer = c -> c.await(condition.lock().using(removal));
          List<Task<Boolean>> consumers = spawned(co, 2, consumer);
          Task<Boolean> canceller = co.spawn(cancelling(consumers.get(0)));
          Mono<Boolean> addition =
              Mono.fromCallable(
                  () -> {
                    condition.signal();
                    return items.add("item");
                  });
          co.await(condition.lock().using(addition));
          co.await(canceller);
          if (consumers.get(0).isDone() && !consumers.get(0).isCancelled()) {
            co.await(condition.lock().using(addition));
          }
          co.await(ended(consumers.subList(0, 1)));
          if (!consumers.get(0).isCancelled() && items.isEmpty()) {
            co.await(condition.lock().using(addition));
          }
          co.await(ended(consumers));
          assertEquals(
              "AsyncCondition[0 waiting, AsyncLock[free, 0 waiting]]", condition.toString());
          return true;
        });
  }

  @Test
  void as_many_pass_a_barrier_together_as_it_has_parties() {
    Schedules.tryAll(
        400,
        co -> {
          Barrier barrier = new Barrier(2);
          int[] came = new int[1];
          int[] places = new int[2];
          Coroutine<Boolean> party =
              c -> {
                came[0]++;
                int place = c.await(barrier.await());
                places[place]++;
                assertTrue(came[0] >= 2 * places[place], "passed with too few");
                return true;
              };
          co.await(ended(spawned(co, 4, party)));
          assertEquals(2, places[0]);
          assertEquals(2, places[1]);
          assertEquals(0, barrier.waiting());
          return true;
        });
  }

  @Test
  void whoever_waits_when_an_event_is_set_goes_on_even_if_it_is_cleared() {
    Schedules.tryAll(
        400,
        co -> {
          Event event = new Event();
          int[] before = new int[1];
          boolean[] over = new boolean[1];
          int[] woken = new int[1];
          Coroutine<Boolean> waiter =
              c -> {
                if (!over[0]) {
                  before[0]++;
                }
                c.await(event.await());
                woken[0]++;
                return true;
              };
          Coroutine<Boolean> setter =
              c -> {
                event.set();
                event.clear();
                over[0] = true;
                return true;
              };
          List<Task<Boolean>> waiters = spawned(co, 3, waiter);
          co.await(co.spawn(setter));
          co.await(checkpoint());
          co.await(checkpoint());
          assertEquals(before[0], woken[0]);
          event.set();
          co.await(ended(waiters));
          assertEquals(3, woken[0]);
          return true;
        });
  }

  @Test
  void whoever_is_disturbed_at_any_await_leaves_locks_as_they_were() {
    AsyncLock[] lock = new AsyncLock[1];
    AsyncSemaphore[] semaphore = new AsyncSemaphore[1];
    disturbedAtEach(
        co -> {
          lock[0] = new AsyncLock();
          semaphore[0] = AsyncSemaphore.bounded(1);
          Section section = new Section(1);
          Mono<Boolean> guarded = semaphore[0].using(lock[0].using(section.pass()));
          Task<Boolean> rival = co.spawn(c -> c.await(guarded));
          try {
            co.await(checkpoint());
            co.await(guarded);
            co.await(lock[0].using(section.pass()));
          } finally {
            rival.cancel();
          }
          return true;
        },
        () -> {
          assertEquals("AsyncLock[free, 0 waiting]", lock[0].toString());
          assertEquals("AsyncSemaphore[1 of 1 free, 0 waiting]", semaphore[0].toString());
        });
  }

  @Test
  void a_wait_for_a_signal_that_does_not_end_well_holds_the_lock_again() {
    AsyncCondition[] condition = new AsyncCondition[1];
    disturbedAtEach(
        co -> {
          condition[0] = new AsyncCondition();
          AsyncLock lock = condition[0].lock();
          Mono<Boolean> signal =
              Mono.fromCallable(
                  () -> {
                    condition[0].signalAll();
                    return true;
                  });
          Task<Boolean> signalling =
              co.spawn(
                  c -> {
                    c.await(checkpoint());
                    return c.await(lock.using(signal));
                  });
          co.await(lock.acquire());
          try {
            co.await(condition[0].await());
          } finally {
            assertTrue(lock.isLocked());
            lock.release();
            signalling.cancel();
          }
          return true;
        },
        () ->
            assertEquals(
                "AsyncCondition[0 waiting, AsyncLock[free, 0 waiting]]",
                condition[0].toString()));
  }
}
