package monoloop.sync;

import static monoloop.Async.checkpoint;
import static monoloop.sync.Saying.saying;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import monoloop.Async;
import monoloop.Task;
import monoloop.test.Trail;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Many readers or one writer. */
class AsyncReadWriteLockTest {
  private final Trail trail = new Trail();
  private final AsyncReadWriteLock lock = new AsyncReadWriteLock();

  @Test
  void readers_share_it_and_a_writer_waits_for_them() {
    Async.run(
        co -> {
          co.await(lock.acquireRead());
          co.await(lock.acquireRead());
          Task<Void> writer = co.spawn(saying(trail, "writer", lock.acquireWrite()));
          co.await(checkpoint());
          trail.say(lock.toString());
          lock.releaseRead();
          co.await(checkpoint());
          trail.say("one left");
          lock.releaseRead();
          co.await(writer);
          trail.say(lock.toString());
          return null;
        });

    assertEquals(
        "AsyncReadWriteLock[2 reading, 1 waiting], one left, writer,"
            + " AsyncReadWriteLock[writing, 0 waiting]",
        trail.toString());
  }

  @Test
  void readers_behind_a_writer_wait_for_it_and_then_enter_together() {
    Async.run(
        co -> {
          co.await(lock.acquireRead());
          Task<Void> writer = co.spawn(saying(trail, "writer", lock.acquireWrite()));
          Task<Void> a = co.spawn(saying(trail, "a", lock.acquireRead()));
          Task<Void> b = co.spawn(saying(trail, "b", lock.acquireRead()));
          Task<Void> last = co.spawn(saying(trail, "last writer", lock.acquireWrite()));
          co.await(checkpoint());
          trail.say("newcomer reads: " + lock.tryAcquireRead());
          lock.releaseRead();
          co.await(writer);
          lock.releaseWrite();
          co.await(a);
          co.await(b);
          assertEquals(new AsyncReadWriteLock.Statistics(2, false, 1), lock.statistics());
          lock.releaseRead();
          lock.releaseRead();
          co.await(last);
          lock.releaseWrite();
          return null;
        });

    assertEquals("newcomer reads: false, writer, a, b, last writer", trail.toString());
    assertEquals("AsyncReadWriteLock[free, 0 waiting]", lock.toString());
  }

  @Test
  void a_writer_that_gives_up_lets_the_readers_behind_it_in() {
    Async.run(
        co -> {
          co.await(lock.acquireRead());
          Task<Void> writer = co.spawn(lock.acquireWrite());
          Task<Void> reader = co.spawn(saying(trail, "reader", lock.acquireRead()));
          co.await(checkpoint());
          writer.cancel();
          co.await(reader);
          assertTrue(writer.isCancelled());
          return null;
        });

    assertEquals(new AsyncReadWriteLock.Statistics(2, false, 0), lock.statistics());
  }

  @Test
  void what_a_waiter_got_that_is_cancelled_before_it_runs_goes_to_the_next() {
    Async.run(
        co -> {
          assertTrue(lock.tryAcquireWrite());
          Task<Void> writer = co.spawn(lock.acquireWrite());
          Task<Void> reader = co.spawn(lock.acquireRead());
          Task<Void> last = co.spawn(saying(trail, "last", lock.acquireWrite()));
          co.await(checkpoint());
          lock.releaseWrite();
          writer.cancel();
          co.await(checkpoint());
          reader.cancel();
          co.await(last);
          return null;
        });

    assertEquals("last", trail.toString());
    assertEquals(new AsyncReadWriteLock.Statistics(0, true, 0), lock.statistics());
  }

  @Test
  void blocks_release_it() {
    Async.run(
        co -> {
          trail.say(co.await(lock.reading(Mono.fromCallable(lock::toString))));
          trail.say(co.await(lock.writing(Mono.fromCallable(lock::toString))));
          return null;
        });

    assertEquals(
        "AsyncReadWriteLock[1 reading, 0 waiting], AsyncReadWriteLock[writing, 0 waiting]",
        trail.toString());
    assertEquals("AsyncReadWriteLock[free, 0 waiting]", lock.toString());
  }

  @Test
  void trying_takes_it_only_if_nothing_stands_in_the_way() {
    assertTrue(lock.tryAcquireRead());
    assertTrue(lock.tryAcquireRead());
    assertFalse(lock.tryAcquireWrite());
    lock.releaseRead();
    lock.releaseRead();
    assertTrue(lock.tryAcquireWrite());
    assertFalse(lock.tryAcquireWrite());
    assertFalse(lock.tryAcquireRead());
  }

  @Test
  void what_is_not_held_cannot_be_released() {
    assertEquals(
        "AsyncReadWriteLock[free, 0 waiting] cannot be released: nobody reads",
        assertThrows(IllegalStateException.class, lock::releaseRead).getMessage());
    assertTrue(lock.tryAcquireRead());
    assertEquals(
        "AsyncReadWriteLock[1 reading, 0 waiting] cannot be released: nobody writes",
        assertThrows(IllegalStateException.class, lock::releaseWrite).getMessage());
  }

  @Test
  void who_holds_it_and_would_wait_for_itself_is_refused() {
    Async.run(
        co -> {
          co.await(lock.acquireWrite());
          assertThrows(IllegalStateException.class, () -> co.await(lock.acquireRead()));
          IllegalStateException e =
              assertThrows(IllegalStateException.class, () -> co.await(lock.acquireWrite()));
          trail.say(e.getMessage());
          lock.releaseWrite();

          co.await(lock.acquireRead());
          assertThrows(IllegalStateException.class, () -> co.await(lock.acquireWrite()));
          co.await(lock.acquireRead());
          lock.releaseRead();
          lock.releaseRead();
          return null;
        });

    assertEquals(
        "Task \"Task-1\" already holds this AsyncReadWriteLock[writing, 0 waiting], which is not"
            + " re-entrant",
        trail.toString());
  }

  @Test
  void one_of_several_readers_that_would_wait_for_itself_is_told_so() {
    AsyncReadWriteLock lock = new AsyncReadWriteLock();
    Async.run(
        co -> {
          Event go = new Event();
          Task<Object> other = co.spawn(lock.reading(go.await().then(Mono.<Object>empty())));
          co.await(checkpoint());
          co.await(
              lock.reading(
                  Async.async(
                      in -> {
                        IllegalStateException e =
                            assertThrows(
                                IllegalStateException.class,
                                () -> in.await(lock.acquireWrite()));
                        assertTrue(e.getMessage().contains("2 reading"), e.getMessage());
                        assertTrue(e.getMessage().contains("not re-entrant"), e.getMessage());
                        return null;
                      })));
          go.set();
          return co.await(other);
        });

    assertEquals(0, lock.statistics().readers());
  }
}
