package monoloop.rules;

import static java.time.Duration.ofDays;
import static monoloop.Async.async;
import static monoloop.Async.checkpoint;
import static monoloop.Async.sleep;
import static monoloop.test.Awaits.waitUntilAllBlocked;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import monoloop.Async;
import monoloop.CancelledError;
import monoloop.Co;
import monoloop.Task;
import monoloop.sync.AsyncCondition;
import monoloop.sync.AsyncLock;
import monoloop.sync.AsyncQueue;
import monoloop.sync.AsyncSemaphore;
import monoloop.sync.Barrier;
import monoloop.sync.Event;
import monoloop.sync.Limiter;
import monoloop.test.LoopTest;
import monoloop.test.Trail;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Rules 78 to 85: locks, conditions, semaphores, events and barriers. */
class SyncRulesTest {
  private final Trail trail = new Trail();

  private Mono<Object> locking(AsyncLock lock, String name) {
    return async(
        co -> {
          co.await(lock.acquire());
          trail.say(name);
          co.await(checkpoint());
          lock.release();
          return null;
        });
  }

  @LoopTest
  void rule_78_a_lock_is_handed_over_in_order_and_nobody_overtakes(Co co) throws Exception {
    AsyncLock lock = new AsyncLock();
    co.await(lock.acquire());
    Task<Object> cancelled = co.spawn(locking(lock, "0"));
    for (String name : new String[] {"1", "2", "3"}) {
      co.spawn(locking(lock, name));
    }
    co.await(waitUntilAllBlocked());

    lock.release();
    cancelled.cancel();
    co.spawn(locking(lock, "barger"));
    assertFalse(lock.tryAcquire());
    co.await(waitUntilAllBlocked());

    assertEquals("1, 2, 3, barger", trail.toString());
    assertFalse(lock.isLocked());
  }

  @LoopTest
  void rule_79_a_lock_is_not_reentrant_and_says_so(Co co) throws Exception {
    AsyncLock lock = new AsyncLock();
    co.await(lock.acquire());

    assertThrows(IllegalStateException.class, () -> co.await(lock.acquire()));
    lock.release();
  }

  @LoopTest
  void rule_79_any_task_may_release_a_lock_and_a_free_one_cannot_be_released(Co co)
      throws Exception {
    AsyncLock lock = new AsyncLock();
    co.await(lock.acquire());
    co.await(co.spawn(Mono.fromRunnable(lock::release)));

    assertFalse(lock.isLocked());
    assertThrows(IllegalStateException.class, lock::release);
  }

  @LoopTest
  void rule_80_a_cancelled_wait_for_a_condition_holds_the_lock_again_first(Co co)
      throws Exception {
    AsyncCondition condition = new AsyncCondition();
    Task<Object> waiter =
        co.spawn(
            inner -> {
              inner.await(condition.lock().acquire());
              try {
                inner.await(condition.await());
              } finally {
                trail.say("holds it " + condition.lock().isLocked());
                condition.lock().release();
              }
              return null;
            });
    co.await(waitUntilAllBlocked());
    co.await(condition.lock().acquire());

    waiter.cancel();
    co.await(waitUntilAllBlocked());
    trail.say("waits for the lock");
    condition.lock().release();

    assertThrows(CancelledError.class, () -> co.await(waiter));
    assertEquals("waits for the lock, holds it true", trail.toString());
  }

  @LoopTest
  void rule_80_the_signal_of_a_cancelled_waiter_goes_to_the_next(Co co) throws Exception {
    AsyncCondition condition = new AsyncCondition();
    Task<Object> first = co.spawn(waiting(condition, "first"));
    co.spawn(waiting(condition, "second"));
    co.await(waitUntilAllBlocked());

    co.await(condition.lock().acquire());
    condition.signal();
    first.cancel();
    condition.lock().release();
    co.await(waitUntilAllBlocked());

    assertTrue(first.isCancelled());
    assertEquals("second", trail.toString());
  }

  private Mono<Object> waiting(AsyncCondition condition, String name) {
    return condition
        .lock()
        .using(
            co -> {
              co.await(condition.await());
              trail.say(name);
              return null;
            });
  }

  @LoopTest
  void rule_80_waiting_and_signalling_need_the_lock(Co co) {
    AsyncCondition condition = new AsyncCondition();

    assertThrows(IllegalStateException.class, condition::signal);
    assertThrows(IllegalStateException.class, condition::signalAll);
    assertThrows(IllegalStateException.class, () -> co.await(condition.await()));
  }

  @LoopTest
  void rule_81_a_newcomer_does_not_get_the_permit_that_a_waiter_was_given(Co co)
      throws Exception {
    AsyncSemaphore semaphore = new AsyncSemaphore(1);
    co.await(semaphore.acquire());
    Task<Void> waiter = co.spawn(semaphore.acquire());
    co.await(waitUntilAllBlocked());

    semaphore.release();

    assertFalse(semaphore.tryAcquire());
    co.await(waiter);
    semaphore.release();
    assertTrue(semaphore.tryAcquire());
  }

  @Test
  void rule_81_a_bounded_one_refuses_a_release_too_many_and_none_begins_below_zero() {
    AsyncSemaphore bounded = AsyncSemaphore.bounded(1);

    assertThrows(IllegalStateException.class, bounded::release);
    assertThrows(IllegalArgumentException.class, () -> new AsyncSemaphore(-1));
    assertThrows(IllegalArgumentException.class, () -> AsyncSemaphore.bounded(-1));
    assertEquals(1, bounded.available());
  }

  @LoopTest
  void rule_82_an_event_wakes_all_who_wait_even_if_it_is_cleared_at_once(Co co)
      throws Exception {
    Event event = new Event();
    for (String name : new String[] {"a", "b"}) {
      co.spawn(
          inner -> {
            inner.await(event.await());
            trail.say(name);
            return null;
          });
    }
    co.await(waitUntilAllBlocked());

    event.set();
    event.clear();
    co.await(waitUntilAllBlocked());

    assertEquals("a, b", trail.toString());
    assertFalse(event.isSet());
  }

  @LoopTest
  void rule_83_a_barrier_numbers_those_who_pass_together(Co co) throws Exception {
    Barrier barrier = new Barrier(3);

    for (int round = 0; round < 2; round++) {
      Task<Integer> first = co.spawn(barrier.await());
      Task<Integer> second = co.spawn(barrier.await());
      co.await(waitUntilAllBlocked());

      assertEquals(2, co.await(barrier.await()));
      assertEquals(0, co.await(first));
      assertEquals(1, co.await(second));
    }
  }

  @LoopTest
  void rule_83_who_is_cancelled_leaves_a_barrier_whole(Co co) throws Exception {
    Barrier barrier = new Barrier(2);
    Task<Integer> cancelled = co.spawn(barrier.await());
    co.await(waitUntilAllBlocked());
    cancelled.cancel();
    co.await(waitUntilAllBlocked());
    Task<Integer> stays = co.spawn(barrier.await());
    co.await(waitUntilAllBlocked());

    assertFalse(stays.isDone());
    assertEquals(1, co.await(barrier.await()));
    assertEquals(0, co.await(stays));
  }

  @LoopTest
  void rule_83_an_aborted_barrier_fails_everybody_until_it_is_reset(Co co) throws Exception {
    Barrier barrier = new Barrier(2);
    Task<Integer> waiting = co.spawn(barrier.await());
    co.await(waitUntilAllBlocked());

    barrier.abort();

    assertThrows(BrokenBarrierException.class, () -> co.await(waiting));
    assertThrows(BrokenBarrierException.class, () -> co.await(barrier.await()));
    barrier.reset();
    Task<Integer> again = co.spawn(barrier.await());
    co.await(waitUntilAllBlocked());
    assertEquals(1, co.await(barrier.await()));
    barrier.reset(); // while the others are on their way out
    assertEquals(0, co.await(again));
  }

  @Test
  void rule_84_a_lock_belongs_to_the_loop_on_which_somebody_waits() {
    AsyncLock lock = new AsyncLock();
    Async.run(
        co -> {
          co.await(lock.acquire()); // without a wait it belongs to nobody
          lock.release();
          return null;
        });

    Async.run(
        co -> {
          co.await(lock.acquire());
          Task<Object> waiter = co.spawn(locking(lock, "waiter"));
          co.await(checkpoint());
          Thread elsewhere = Thread.ofPlatform().start(() -> trail.say(onAnotherLoop(lock)));
          elsewhere.join();
          lock.release();
          co.await(waiter);
          return null;
        });

    assertEquals("refused, waiter", trail.toString());
  }

  private static String onAnotherLoop(AsyncLock lock) {
    try {
      return "" + Async.run(lock.acquire());
    } catch (IllegalStateException e) {
      return "refused";
    }
  }

  @LoopTest
  void rule_85_a_token_is_reserved_for_its_waiter_when_it_is_given_back(Co co) throws Exception {
    Limiter limiter = new Limiter(1);
    co.await(limiter.acquire());
    Task<Object> waiter =
        co.spawn(
            limiter.using(
                inner -> {
                  trail.say("has it, " + limiter.available() + " left");
                  return inner.await(sleep(ofDays(1)));
                }));
    co.await(waitUntilAllBlocked());

    limiter.release();
    trail.say("given back, " + limiter.available() + " left");
    assertFalse(limiter.tryAcquire());
    co.await(waitUntilAllBlocked());
    waiter.cancel();
    co.await(waitUntilAllBlocked());

    assertEquals("given back, 0 left, has it, 0 left", trail.toString());
    assertEquals(1, limiter.available());
  }

  private Mono<Object> saying(String name, Mono<?> wait) {
    return async(
        co -> {
          co.await(wait);
          trail.say(name);
          return null;
        });
  }

  @LoopTest
  void rule_84_permits_go_to_those_who_wait_in_order_and_nobody_overtakes(Co co)
      throws Exception {
    AsyncSemaphore permits = AsyncSemaphore.bounded(1);
    co.await(permits.acquire());
    Task<Object> cancelled = co.spawn(saying("0", permits.acquire()));
    for (String name : new String[] {"1", "2", "3"}) {
      co.spawn(saying(name, permits.acquire()));
    }
    co.await(waitUntilAllBlocked());

    permits.release();
    cancelled.cancel();
    Task<Object> barger = co.spawn(saying("barger", permits.acquire()));
    assertFalse(permits.tryAcquire());
    for (int i = 0; i < 4; i++) {
      co.await(waitUntilAllBlocked());
      if (i < 3) {
        permits.release();
      }
    }
    co.await(barger);

    assertEquals("1, 2, 3, barger", trail.toString());
  }

  @LoopTest
  void rule_84_a_condition_wakes_those_who_wait_in_order(Co co) throws Exception {
    AsyncLock lock = new AsyncLock();
    AsyncCondition changed = new AsyncCondition(lock);
    for (String name : new String[] {"1", "2", "3"}) {
      co.spawn(lock.using(saying(name, changed.await())));
      co.await(waitUntilAllBlocked());
    }

    for (int i = 0; i < 3; i++) {
      co.await(lock.acquire());
      changed.signal();
      Task<Object> late = co.spawn(locking(lock, "late")); // the woken one was first in line
      lock.release();
      co.await(late);
    }

    assertEquals("1, late, 2, late, 3, late", trail.toString());
  }

  @LoopTest
  void rule_84_items_go_to_those_who_wait_in_order_and_nobody_overtakes(Co co)
      throws Exception {
    AsyncQueue<String> queue = AsyncQueue.bounded(1);
    for (String name : new String[] {"1", "2", "3"}) {
      co.spawn(saying(queue.take().map(item -> name + " " + item)));
    }
    co.await(waitUntilAllBlocked());

    queue.tryPut("a");
    assertTrue(queue.tryTake().isEmpty()); // it is somebody's already
    Task<Object> late = co.spawn(saying(queue.take().map(item -> "late " + item)));
    co.await(queue.put("b"));
    co.await(queue.put("c"));
    co.await(queue.put("d"));
    co.await(late);
    co.await(waitUntilAllBlocked());

    assertEquals(
        List.of("1 a", "2 b", "3 c", "late d"), trail.words().stream().sorted().toList());
  }

  private Mono<Object> saying(Mono<String> words) {
    return async(
        co -> {
          trail.say(co.await(words));
          return null;
        });
  }
}
