package monoloop.sync;

import static monoloop.Async.checkpoint;
import static monoloop.test.Turns.turns;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import monoloop.Async;
import monoloop.CancelledError;
import monoloop.Coroutine;
import monoloop.Task;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** Whoever is cancelled whenever: every permit and every item is in one place, once. */
class NothingIsLostTest {
  private static final int TASKS = 12;

  private int inside;
  private int most;

  private Coroutine<Void> holder(Random random, Mono<Void> acquire, Runnable release) {
    int rounds = 1 + random.nextInt(4);
    int stay = random.nextInt(3);
    return co -> {
      for (int i = 0; i < rounds; i++) {
        co.await(acquire);
        most = Math.max(most, ++inside);
        try {
          co.await(turns(stay));
        } finally {
          inside--;
          release.run();
        }
      }
      return null;
    };
  }

  /** Cancels some of {@code tasks} in some turns, then waits for all. */
  private static Coroutine<Void> cancelSome(Random random, List<Task<Void>> tasks) {
    return co -> {
      for (int turn = 0; turn < 30; turn++) {
        co.await(checkpoint());
        if (random.nextInt(3) == 0) {
          tasks.get(random.nextInt(tasks.size())).cancel();
        }
      }
      for (Task<Void> t : tasks) {
        try {
          co.await(t);
        } catch (CancelledError e) {
          assertTrue(t.isCancelled());
        }
      }
      return null;
    };
  }

  private void run(Random random, Mono<Void> acquire, Runnable release) {
    most = 0;
    Async.run(
        co -> {
          List<Task<Void>> tasks = new ArrayList<>();
          for (int i = 0; i < TASKS; i++) {
            tasks.add(co.spawn(holder(random, acquire, release)));
          }
          co.await(Async.async(cancelSome(random, tasks)));
          return null;
        });
    assertEquals(0, inside);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void permits_are_all_free_in_the_end_and_never_held_by_too_many(int seed) {
    Random random = new Random(seed);

    AsyncLock lock = new AsyncLock();
    run(random, lock.acquire(), lock::release);
    assertEquals(1, most);
    assertEquals("AsyncLock[free, 0 waiting]", lock.toString());

    AsyncSemaphore semaphore = AsyncSemaphore.bounded(3);
    run(random, semaphore.acquire(), semaphore::release);
    assertTrue(most <= 3);
    assertEquals("AsyncSemaphore[3 of 3 free, 0 waiting]", semaphore.toString());

    Limiter limiter = new Limiter(3);
    run(random, limiter.acquire(), limiter::release);
    assertTrue(most <= 3);
    assertEquals("Limiter[0 of 3 borrowed, 0 waiting]", limiter.toString());

    AsyncReadWriteLock shared = new AsyncReadWriteLock();
    run(random, shared.acquireRead(), shared::releaseRead);
    run(random, shared.acquireWrite(), shared::releaseWrite);
    assertEquals(1, most);
    assertEquals("AsyncReadWriteLock[free, 0 waiting]", shared.toString());
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void an_item_is_taken_once_or_still_there(int seed) {
    Random random = new Random(seed);
    AsyncQueue<Integer> queue = AsyncQueue.bounded(1 + random.nextInt(3));
    Set<Integer> put = new HashSet<>();
    List<Integer> taken = new ArrayList<>();
    Set<Integer> unsure = new HashSet<>();

    Async.run(
        co -> {
          List<Task<Void>> tasks = new ArrayList<>();
          for (int i = 0; i < TASKS; i++) {
            tasks.add(co.spawn(producer(i * 100, queue, put, unsure)));
            tasks.add(co.spawn(taker(queue, taken)));
          }
          co.spawn(
              stopper -> {
                for (int turn = 0; turn < 60; turn++) {
                  stopper.await(checkpoint());
                }
                tasks.forEach(Task::cancel);
                return null;
              });
          co.await(Async.async(cancelSome(random, tasks)));
          return null;
        });

    while (!queue.isEmpty()) {
      taken.add(queue.tryTake().orElseThrow());
    }
    Set<Integer> once = new HashSet<>(taken);
    assertEquals(once.size(), taken.size());
    assertTrue(once.containsAll(put));
    once.removeAll(put);
    assertTrue(unsure.containsAll(once)); // admitted, taken, and only then cancelled
  }

  private static Coroutine<Void> producer(
      int first, AsyncQueue<Integer> queue, Set<Integer> put, Set<Integer> unsure) {
    return co -> {
      for (int i = first; i < first + 4; i++) {
        unsure.add(i);
        co.await(queue.put(i));
        unsure.remove(i);
        put.add(i);
      }
      return null;
    };
  }

  private static Coroutine<Void> taker(AsyncQueue<Integer> queue, List<Integer> taken) {
    return co -> {
      for (int i = 0; i < 4; i++) {
        taken.add(co.await(queue.take()));
      }
      return null;
    };
  }
}
