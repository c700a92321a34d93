package monoloop;

import static monoloop.Async.async;
import static monoloop.Async.checkpoint;
import static monoloop.Async.shield;
import static monoloop.test.Turns.turns;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import monoloop.test.Trail;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** What goes on when its waiter is cancelled: what the programs 173 to 175 leave open. */
class ShieldTest {
  private final Trail trail = new Trail();

  @Test
  void a_shielded_coroutine_goes_on_as_a_task_of_its_own() {
    Async.run(
        co -> {
          Deferred<String> gate = new Deferred<>();
          Mono<String> work =
              async(
                  inner -> {
                    trail.say("begins");
                    trail.say(inner.await(gate));
                    return "result";
                  });
          Task<String> waiter = co.spawn(shield(work));
          co.await(turns(2));
          waiter.cancel("enough");
          co.await(checkpoint());
          assertTrue(waiter.isCancelled());
          gate.complete("ends");
          co.await(checkpoint());
          return null;
        });

    assertEquals("begins, ends", trail.toString());
  }

  @Test
  void the_reason_reaches_the_waiter_only() {
    Async.run(
        co -> {
          Deferred<String> gate = new Deferred<>();
          Task<String> waiter = co.spawn(shield(gate));
          co.await(checkpoint());
          waiter.cancel("enough");
          try {
            co.await(waiter);
          } catch (CancelledError e) {
            trail.say(e.reason());
          }
          assertFalse(gate.isDone());
          return null;
        });

    assertEquals("enough", trail.toString());
  }

  @Test
  void an_error_after_the_waiter_was_cancelled_is_reported() {
    Async.run(
        co -> {
          co.loop()
              .exceptionHandler((loop, message, error, source) -> trail.say(error.getMessage()));
          Deferred<String> gate = new Deferred<>();
          Mono<String> work =
              async(
                  inner -> {
                    inner.await(gate);
                    throw new IOException("after all");
                  });
          Task<String> waiter = co.spawn(shield(work));
          co.await(turns(2));
          waiter.cancel();
          co.await(checkpoint());
          gate.complete("go");
          co.await(turns(2));
          return null;
        });

    assertEquals("after all", trail.toString());
  }

  @Test
  void what_has_ended_needs_no_turn() {
    Async.run(
        co -> {
          Deferred<String> done = new Deferred<>();
          done.complete("done");
          co.loop().callSoon(() -> trail.say("callback"));
          trail.say(co.await(shield(done)));
          co.await(checkpoint());
          return null;
        });

    assertEquals("done, callback", trail.toString());
  }

  @Test
  void cancelling_a_subscription_leaves_the_work_alone() {
    Async.run(
        co -> {
          Deferred<String> gate = new Deferred<>();
          Task<String> work = co.spawn(async(inner -> inner.await(gate)));
          Disposable subscription = shield(work).subscribe(trail::say);
          subscription.dispose();
          co.await(checkpoint());
          assertFalse(work.isDone());
          gate.complete("over");
          assertEquals("over", co.await(work));
          return null;
        });

    assertEquals("", trail.toString());
  }

  @Test
  void a_missing_work_is_refused() {
    assertThrows(NullPointerException.class, () -> shield(null));
  }
}
