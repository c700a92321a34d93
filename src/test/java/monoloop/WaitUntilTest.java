package monoloop;

import static monoloop.Async.async;
import static monoloop.Async.checkpoint;
import static monoloop.Async.sleep;
import static monoloop.Async.waitUntil;
import static monoloop.test.Turns.turns;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import monoloop.test.Trail;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Waiting without cancelling: what the conformance programs 165 to 168 leave open. */
class WaitUntilTest {
  private static final Duration LONG = Duration.ofDays(1);

  private static Mono<String> failing() {
    return async(
        co -> {
          throw new IOException("nobody looks");
        });
  }

  private static Mono<String> awaiting(Deferred<String> gate) {
    return async(co -> co.await(gate));
  }

  @Test
  void a_cancelled_task_is_no_exception_and_a_failed_one_is() {
    Async.run(
        co -> {
          Task<String> sleeper = co.spawn(sleep(LONG).thenReturn("slept"));
          Task<String> cancelled = co.spawn(sleep(LONG).thenReturn("slept"));
          Task<Waited<String>> waiter =
              co.spawn(waitUntil(List.of(sleeper, cancelled), When.FIRST_EXCEPTION));
          co.await(checkpoint());
          cancelled.cancel();
          co.await(turns(5));
          assertFalse(waiter.isDone());
          waiter.cancel();

          Task<String> failed = co.spawn(failing());
          Waited<String> waited =
              co.await(waitUntil(List.of(sleeper, failed), When.FIRST_EXCEPTION));
          assertEquals(Set.of(failed), waited.done());
          assertEquals(Set.of(sleeper), waited.pending());
          assertEquals("nobody looks", failed.exception().getMessage());
          return null;
        });
  }

  @Test
  void what_ends_before_the_waiter_goes_on_is_done_too() {
    Async.run(
        co -> {
          Deferred<String> gate = new Deferred<>();
          Task<String> first = co.spawn(async(inner -> "first"));
          Task<String> second =
              co.spawn(
                  async(
                      inner -> {
                        inner.await(checkpoint());
                        return "second";
                      }));
          Task<String> third = co.spawn(awaiting(gate));
          Waited<String> waited =
              co.await(waitUntil(List.of(first, second, third), When.FIRST_COMPLETED));
          assertEquals(List.of(first, second), List.copyOf(waited.done()));
          assertEquals(Set.of(third), waited.pending());
          gate.complete("over");
          return null;
        });
  }

  @Test
  void without_time_it_tells_what_is_done_now() {
    Async.run(
        co -> {
          Task<String> done = co.spawn(async(inner -> "done"));
          Task<String> sleeper = co.spawn(sleep(LONG).thenReturn("slept"));
          co.await(done);
          Waited<String> waited =
              co.await(waitUntil(List.of(sleeper, done), When.ALL_COMPLETED, Duration.ZERO));
          assertEquals(Set.of(done), waited.done());
          assertEquals(Set.of(sleeper), waited.pending());
          assertThrows(UnsupportedOperationException.class, () -> waited.done().clear());
          return null;
        });
  }

  @Test
  void waiting_is_not_looking_at_an_error() {
    Trail trail = new Trail();

    Async.run(
        co -> {
          co.loop()
              .exceptionHandler((loop, message, error, source) -> trail.say(error.getMessage()));
          co.await(waitUntil(List.of(co.spawn(failing())), When.ALL_COMPLETED));
          return null;
        });

    assertEquals("nobody looks", trail.toString());
  }

  @Test
  void a_waiter_that_is_cancelled_hears_nothing_more() {
    Async.run(
        co -> {
          Deferred<String> gate = new Deferred<>();
          Task<String> task = co.spawn(awaiting(gate));
          Task<Waited<String>> waiter =
              co.spawn(waitUntil(List.of(task), When.ALL_COMPLETED, LONG));
          co.await(checkpoint());
          waiter.cancel();
          gate.complete("over");
          assertEquals("over", co.await(task));
          assertTrue(waiter.isCancelled());
          return null;
        });
  }

  @Test
  void nothing_to_wait_for_is_refused_at_the_call() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> waitUntil(List.<Task<String>>of(), When.FIRST_COMPLETED));

    assertEquals("tasks must not be empty: there is nothing to wait for", e.getMessage());
    assertThrows(NullPointerException.class, () -> waitUntil(List.<Task<String>>of(), null));
  }
}
