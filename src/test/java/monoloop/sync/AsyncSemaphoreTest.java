package monoloop.sync;

import static java.time.Duration.ofMillis;
import static monoloop.Async.checkpoint;
import static monoloop.Async.waitFor;
import static monoloop.sync.Saying.saying;
import static monoloop.test.Turns.turns;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import monoloop.Async;
import monoloop.Task;
import monoloop.test.Trail;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Permits that are taken and given back. */
class AsyncSemaphoreTest {
  private final Trail trail = new Trail();

  @Test
  void a_free_permit_is_taken_without_a_turn() {
    AsyncSemaphore semaphore = new AsyncSemaphore(1);

    Async.run(
        co -> {
          co.loop().callSoon(() -> trail.say("callback"));
          co.await(semaphore.acquire());
          trail.say("acquired");
          co.await(checkpoint());
          return null;
        });

    assertEquals("acquired, callback", trail.toString());
    assertEquals("AsyncSemaphore[0 free, 0 waiting]", semaphore.toString());
  }

  @Test
  void a_newcomer_does_not_overtake_a_waiter_that_was_served_but_has_not_run() {
    AsyncSemaphore semaphore = new AsyncSemaphore(0);

    Async.run(
        co -> {
          Task<Void> first = co.spawn(saying(trail, "first", semaphore.acquire()));
          Task<Void> second = co.spawn(saying(trail, "second", semaphore.acquire()));
          co.await(checkpoint());
          semaphore.release();
          trail.say("newcomer gets one: " + semaphore.tryAcquire());
          Task<Void> newcomer = co.spawn(saying(trail, "newcomer", semaphore.acquire()));
          co.await(checkpoint());
          semaphore.release();
          semaphore.release();
          co.await(first);
          co.await(second);
          co.await(newcomer);
          return null;
        });

    assertEquals("newcomer gets one: false, first, second, newcomer", trail.toString());
  }

  @Test
  void the_permit_of_a_waiter_that_is_cancelled_before_it_runs_goes_to_the_next() {
    AsyncSemaphore semaphore = new AsyncSemaphore(0);

    Async.run(
        co -> {
          Task<Void> a = co.spawn(saying(trail, "a", semaphore.acquire()));
          Task<Void> b = co.spawn(saying(trail, "b", semaphore.acquire()));
          co.await(checkpoint());
          semaphore.release();
          a.cancel();
          co.await(b);
          assertTrue(a.isCancelled());
          return null;
        });

    assertEquals("b", trail.toString());
    assertEquals(new AsyncSemaphore.Statistics(0, 0), semaphore.statistics());
  }

  @Test
  void the_permit_of_the_last_waiter_that_is_cancelled_is_free_again() {
    AsyncSemaphore semaphore = AsyncSemaphore.bounded(1);

    Async.run(
        co -> {
          co.await(semaphore.acquire());
          Task<Void> a = co.spawn(semaphore.acquire());
          co.await(checkpoint());
          semaphore.release();
          a.cancel();
          co.await(checkpoint());
          assertTrue(a.isCancelled());
          return null;
        });

    assertEquals("AsyncSemaphore[1 of 1 free, 0 waiting]", semaphore.toString());
  }

  @Test
  void a_wait_that_times_out_takes_nothing() {
    AsyncSemaphore semaphore = new AsyncSemaphore(0);

    Async.run(
        co -> {
          try {
            co.await(waitFor(semaphore.acquire(), ofMillis(1)));
          } catch (TimeoutException e) {
            trail.say("timed out");
          }
          semaphore.release();
          trail.say("free: " + semaphore.available());
          return null;
        });

    assertEquals("timed out, free: 1", trail.toString());
  }

  @Test
  void a_bounded_one_refuses_to_be_released_too_often() {
    AsyncSemaphore semaphore = AsyncSemaphore.bounded(2);
    assertTrue(semaphore.tryAcquire());
    semaphore.release();

    String message = assertThrows(IllegalStateException.class, semaphore::release).getMessage();

    assertEquals(
        "AsyncSemaphore[2 of 2 free, 0 waiting] cannot be released: it was released more often than"
            + " acquired",
        message);
    assertEquals(2, semaphore.available());
  }

  @Test
  void an_unbounded_one_grows_by_releasing() {
    AsyncSemaphore semaphore = new AsyncSemaphore(0);

    semaphore.release();
    semaphore.release();

    assertTrue(semaphore.tryAcquire());
    assertTrue(semaphore.tryAcquire());
    assertFalse(semaphore.tryAcquire());
  }

  @Test
  void a_negative_number_of_permits_is_refused() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> new AsyncSemaphore(-1)).getMessage();

    assertEquals("permits must be >= 0, was -1", message);
    assertThrows(IllegalArgumentException.class, () -> AsyncSemaphore.bounded(-3));
  }

  @Test
  void using_gives_the_permit_back_however_the_work_ends() {
    AsyncSemaphore semaphore = AsyncSemaphore.bounded(1);

    Async.run(
        co -> {
          trail.say(co.await(semaphore.using(Mono.just("value"))));
          try {
            co.await(semaphore.using(Mono.<String>error(new IOException("lost"))));
          } catch (IOException e) {
            trail.say(e.getMessage());
          }
          Task<Object> cancelled =
              co.spawn(semaphore.using(inner -> inner.await(Mono.<Object>never())));
          co.await(checkpoint());
          assertEquals(0, semaphore.available());
          cancelled.cancel();
          co.await(turns(2));
          trail.say("free: " + semaphore.available());
          return null;
        });

    assertEquals("value, lost, free: 1", trail.toString());
  }

  @Test
  void it_limits_operators_as_it_limits_coroutines() {
    AsyncSemaphore semaphore = AsyncSemaphore.bounded(1);

    StepVerifier.create(
            Mono.usingWhen(
                semaphore.acquire().thenReturn(semaphore),
                s -> Mono.fromCallable(s::available),
                s -> Mono.fromRunnable(s::release)))
        .expectNext(0)
        .expectComplete()
        .verify(Duration.ofSeconds(5));

    assertEquals(1, semaphore.available());
  }

  @Test
  void a_cancelled_subscription_leaves_the_line() {
    AsyncSemaphore semaphore = new AsyncSemaphore(0);

    Async.run(
        co -> {
          Disposable subscription = semaphore.acquire().subscribe();
          assertEquals(1, semaphore.statistics().waiting());
          subscription.dispose();
          assertEquals(0, semaphore.statistics().waiting());
          return null;
        });
  }
}
