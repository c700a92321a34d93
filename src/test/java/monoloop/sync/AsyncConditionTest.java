package monoloop.sync;

import static java.time.Duration.ofMillis;
import static monoloop.Async.checkpoint;
import static monoloop.Async.waitFor;
import static monoloop.test.Turns.turns;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeoutException;
import monoloop.Async;
import monoloop.CancelledError;
import monoloop.Coroutine;
import monoloop.Task;
import monoloop.test.Trail;
import org.junit.jupiter.api.Test;

/** Signals among those who hold a lock. */
class AsyncConditionTest {
  private final Trail trail = new Trail();
  private final AsyncCondition condition = new AsyncCondition();
  private final AsyncLock lock = condition.lock();

  private Coroutine<Void> waiter(String name) {
    return co -> {
      co.await(lock.acquire());
      try {
        co.await(condition.await());
        trail.say(name + " in");
        co.await(checkpoint());
        trail.say(name + " out");
      } catch (CancelledError e) {
        trail.say(name + " cancelled, the lock is held: " + (owner() == co.task()));
        throw e;
      } finally {
        lock.release();
      }
      return null;
    };
  }

  private Task<?> owner() {
    return lock.statistics().owner();
  }

  @Test
  void a_signal_wakes_the_one_who_waits_longest_once_the_lock_is_free() {
    Async.run(
        co -> {
          Task<Void> a = co.spawn(waiter("a"));
          Task<Void> b = co.spawn(waiter("b"));
          co.await(checkpoint());
          co.await(lock.acquire());
          condition.signal();
          co.await(checkpoint());
          trail.say("released");
          lock.release();
          co.await(a);
          trail.say("b is done: " + b.isDone());
          co.await(lock.acquire());
          condition.signal();
          lock.release();
          co.await(b);
          return null;
        });

    assertEquals("released, a in, a out, b is done: false, b in, b out", trail.toString());
  }

  @Test
  void all_that_are_signalled_go_on_one_after_the_other() {
    Async.run(
        co -> {
          Task<Void> a = co.spawn(waiter("a"));
          Task<Void> b = co.spawn(waiter("b"));
          co.await(checkpoint());
          co.await(lock.acquire());
          condition.signalAll();
          lock.release();
          co.await(a);
          co.await(b);
          return null;
        });

    assertEquals("a in, a out, b in, b out", trail.toString());
    assertEquals("AsyncCondition[0 waiting, AsyncLock[free, 0 waiting]]", condition.toString());
  }

  @Test
  void some_can_be_signalled() {
    Async.run(
        co -> {
          for (String name : new String[] {"a", "b", "c"}) {
            co.spawn(waiter(name));
          }
          co.await(checkpoint());
          co.await(lock.acquire());
          assertEquals(3, condition.statistics().waiting());
          condition.signal(2);
          assertEquals(1, condition.statistics().waiting());
          condition.signal(0);
          condition.signal(5);
          assertEquals(0, condition.statistics().waiting());
          lock.release();
          return null;
        });
  }

  @Test
  void a_cancelled_waiter_holds_the_lock_again_before_it_hears_of_it() {
    Async.run(
        co -> {
          Task<Void> a = co.spawn("a", waiter("a"));
          co.await(checkpoint());
          co.await(lock.acquire());
          a.cancel();
          co.await(checkpoint());
          trail.say("a is done: " + a.isDone());
          a.cancel();
          co.await(checkpoint());
          trail.say("after a second cancel: " + a.isDone());
          lock.release();
          co.await(checkpoint());
          assertTrue(a.isCancelled());
          return null;
        });

    assertEquals(
        "a is done: false, after a second cancel: false, a cancelled, the lock is held: true",
        trail.toString());
    assertFalse(lock.isLocked());
  }

  @Test
  void the_signal_of_a_waiter_that_is_cancelled_before_it_runs_goes_to_the_next() {
    Async.run(
        co -> {
          Task<Void> a = co.spawn(waiter("a"));
          Task<Void> b = co.spawn(waiter("b"));
          co.await(checkpoint());
          co.await(lock.acquire());
          condition.signal();
          a.cancel();
          lock.release();
          co.await(b);
          return null;
        });

    assertEquals("a cancelled, the lock is held: true, b in, b out", trail.toString());
  }

  @Test
  void the_signal_of_a_waiter_that_is_cancelled_while_it_waits_for_the_lock_goes_to_the_next() {
    Async.run(
        co -> {
          Task<Void> a = co.spawn(waiter("a"));
          Task<Void> b = co.spawn(waiter("b"));
          co.await(checkpoint());
          co.await(lock.acquire());
          condition.signal();
          co.await(checkpoint());
          assertEquals(1, lock.statistics().waiting());
          a.cancel();
          co.await(checkpoint());
          lock.release();
          co.await(b);
          return null;
        });

    assertEquals("a cancelled, the lock is held: true, b in, b out", trail.toString());
  }

  @Test
  void a_cancelled_waiter_that_was_not_signalled_wakes_nobody() {
    Async.run(
        co -> {
          Task<Void> a = co.spawn(waiter("a"));
          Task<Void> b = co.spawn(waiter("b"));
          co.await(checkpoint());
          a.cancel();
          co.await(turns(3));
          assertEquals(1, condition.statistics().waiting());
          b.cancel();
          return null;
        });
  }

  @Test
  void a_predicate_is_tried_at_once_and_after_every_signal() {
    int[] n = new int[1];
    Async.run(
        co -> {
          Task<Void> waiter =
              co.spawn(
                  lock.using(
                      condition.awaitUntil(
                          () -> {
                            trail.say("is " + n[0] + " 2?");
                            return n[0] == 2;
                          })));
          for (int i = 0; i < 2; i++) {
            co.await(checkpoint());
            co.await(lock.acquire());
            n[0]++;
            condition.signalAll();
            lock.release();
          }
          co.await(waiter);
          return null;
        });

    assertEquals("is 0 2?, is 1 2?, is 2 2?", trail.toString());
  }

  @Test
  void the_error_of_a_predicate_comes_out_with_the_lock_held() {
    Async.run(
        co -> {
          co.await(lock.acquire());
          try {
            co.await(
                condition.awaitUntil(
                    () -> {
                      throw new ArithmeticException("bad");
                    }));
          } catch (ArithmeticException e) {
            trail.say(e.getMessage() + ", locked: " + lock.isLocked());
          }
          return null;
        });

    assertEquals("bad, locked: true", trail.toString());
  }

  @Test
  void a_signal_without_waiters_is_lost() {
    Async.run(
        co -> {
          co.await(lock.acquire());
          condition.signal();
          try {
            co.await(waitFor(condition.await(), ofMillis(1)));
          } catch (TimeoutException e) {
            trail.say("timed out, locked: " + lock.isLocked());
          }
          return null;
        });

    assertEquals("timed out, locked: true", trail.toString());
  }

  @Test
  void conditions_that_share_a_lock_are_signalled_apart() {
    AsyncCondition other = new AsyncCondition(lock);
    Async.run(
        co -> {
          Task<Void> a = co.spawn(lock.using(condition.await()));
          Task<Void> b = co.spawn(lock.using(other.await()));
          co.await(checkpoint());
          co.await(lock.acquire());
          other.signalAll();
          lock.release();
          co.await(b);
          assertFalse(a.isDone());
          a.cancel();
          return null;
        });

    assertSame(lock, other.lock());
  }

  @Test
  void everything_needs_the_lock() {
    assertEquals(
        "AsyncCondition[0 waiting, AsyncLock[free, 0 waiting]] needs its lock for signal()."
            + " Acquire lock() first",
        assertThrows(IllegalStateException.class, condition::signal).getMessage());
    assertThrows(IllegalStateException.class, condition::signalAll);
    assertThrows(IllegalStateException.class, () -> condition.signal(1));
    assertThrows(IllegalStateException.class, () -> Async.run(condition.await()));
    assertThrows(
        IllegalStateException.class, () -> Async.run(condition.awaitUntil(() -> true)));
    assertEquals(
        "n must be >= 0, was -1",
        assertThrows(IllegalArgumentException.class, () -> condition.signal(-1)).getMessage());
  }
}
