package monoloop.sync;

import static monoloop.Async.async;
import static monoloop.Async.checkpoint;
import static monoloop.Async.sleep;
import static monoloop.sync.Saying.saying;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import monoloop.Async;
import monoloop.Task;
import monoloop.test.Trail;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Mutual exclusion: what the conformance programs 176 to 179 and 195 leave open. */
class AsyncLockTest {
  private final Trail trail = new Trail();
  private final AsyncLock lock = new AsyncLock();

  @Test
  void a_newcomer_does_not_overtake_whoever_waits() {
    Async.run(
        co -> {
          assertTrue(lock.tryAcquire());
          Task<Void> waiter = co.spawn(saying(trail, "waiter", lock.acquire()));
          co.await(checkpoint());
          lock.release();
          assertFalse(lock.tryAcquire());
          Task<Void> newcomer = co.spawn(saying(trail, "newcomer", lock.acquire()));
          co.await(waiter);
          lock.release();
          co.await(newcomer);
          return null;
        });

    assertEquals("waiter, newcomer", trail.toString());
  }

  @Test
  void a_lock_that_was_handed_over_passes_by_all_who_are_cancelled() {
    Async.run(
        co -> {
          co.await(lock.acquire());
          Task<Void> a = co.spawn(saying(trail, "a", lock.acquire()));
          Task<Void> b = co.spawn(saying(trail, "b", lock.acquire()));
          Task<Void> c = co.spawn(saying(trail, "c", lock.acquire()));
          co.await(checkpoint());
          lock.release();
          a.cancel();
          b.cancel();
          co.await(c);
          lock.release();
          assertFalse(lock.isLocked());
          return null;
        });

    assertEquals("c", trail.toString());
  }

  @Test
  void locking_twice_is_refused() {
    Async.run(
        co -> {
          Task<Void> task =
              co.spawn(
                  "parser",
                  async(
                      inner -> {
                        inner.await(lock.acquire());
                        try {
                          inner.await(lock.acquire());
                        } catch (IllegalStateException e) {
                          trail.say(e.getMessage());
                        }
                        return null;
                      }));
          return co.await(task);
        });

    assertEquals(
        "Task \"parser\" already holds this AsyncLock. AsyncLock is not re-entrant",
        trail.toString());
  }

  @Test
  void any_task_may_release_it_and_a_free_one_cannot_be_released() {
    Async.run(
        co -> {
          co.await(co.spawn(lock.acquire()));
          lock.release();
          trail.say(assertThrows(IllegalStateException.class, lock::release).getMessage());
          return null;
        });

    assertEquals(
        "AsyncLock[free, 0 waiting] cannot be released: nobody holds it", trail.toString());
  }

  @Test
  void its_text_tells_who_holds_it_and_how_many_wait() {
    Async.run(
        co -> {
          Task<Void> owner =
              co.spawn(
                  "owner",
                  async(
                      inner -> {
                        inner.await(lock.acquire());
                        return inner.await(sleep(Duration.ofDays(1)));
                      }));
          Task<Void> waiter = co.spawn(lock.acquire());
          co.await(checkpoint());
          trail.say(lock.toString());
          assertEquals(new AsyncLock.Statistics(true, owner, 1), lock.statistics());
          owner.cancel();
          waiter.cancel();
          return null;
        });

    assertEquals("AsyncLock[held by task \"owner\", 1 waiting]", trail.toString());
  }

  @Test
  void using_releases_it_however_the_work_ends() {
    Async.run(
        co -> {
          assertEquals("held true", co.await(lock.using(inner -> "held " + lock.isLocked())));
          try {
            co.await(lock.using(Mono.error(new IOException("broken"))));
          } catch (IOException e) {
            trail.say("broken, locked " + lock.isLocked());
          }
          Task<Void> sleeper = co.spawn(lock.using(sleep(Duration.ofDays(1))));
          co.await(checkpoint());
          trail.say("sleeping, locked " + lock.isLocked());
          sleeper.cancel();
          co.await(checkpoint());
          trail.say("cancelled, locked " + lock.isLocked());
          return null;
        });

    assertEquals(
        "broken, locked false, sleeping, locked true, cancelled, locked false", trail.toString());
  }

  @Test
  void it_belongs_to_the_loop_on_which_somebody_waited() {
    Async.run(
        co -> {
          co.await(lock.acquire());
          Task<Void> waiter = co.spawn(lock.acquire());
          co.await(checkpoint());
          waiter.cancel();
          return null;
        });

    assertThrows(IllegalStateException.class, () -> Async.run(lock.acquire()));
  }
}
