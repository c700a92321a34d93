package monoloop;

import static monoloop.Async.async;
import static monoloop.Async.checkpoint;
import static monoloop.Async.gather;
import static monoloop.Async.gatherSettled;
import static monoloop.Async.sleep;
import static monoloop.test.Turns.turns;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import monoloop.test.Trail;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Several results at once: what the conformance programs 158 to 164 leave open. */
class GatherTest {
  private static final Duration LONG = Duration.ofDays(1);

  private final Trail trail = new Trail();

  private Mono<String> failing(Exception error) {
    return async(
        co -> {
          co.await(checkpoint());
          throw error;
        });
  }

  private Mono<String> sleeping(String name) {
    return async(
        co -> {
          try {
            co.await(sleep(LONG));
          } finally {
            trail.say(name + " ends");
          }
          return name;
        });
  }

  @Test
  void any_mono_can_be_gathered_and_an_empty_one_gives_null() {
    List<String> results =
        Async.run(
            co -> {
              Deferred<String> deferred = new Deferred<>();
              co.loop().callSoon(() -> deferred.complete("deferred"));
              return co.await(
                  gather(Mono.just("mono"), Mono.empty(), deferred, co.spawn(async(c -> "task"))));
            });

    assertEquals(Arrays.asList("mono", null, "deferred", "task"), results);
    assertThrows(UnsupportedOperationException.class, () -> results.set(0, "changed"));
  }

  @Test
  void nothing_to_gather_needs_no_turn() {
    Async.run(
        co -> {
          co.loop().callSoon(() -> trail.say("callback"));
          trail.say(co.await(gather()).toString());
          co.await(checkpoint());
          return null;
        });

    assertEquals("[], callback", trail.toString());
  }

  @Test
  void the_first_error_ends_the_wait_at_once_and_the_others_go_on() {
    IOException broken = new IOException("broken");

    Async.run(
        co -> {
          Task<String> other = co.spawn(sleeping("other"));
          try {
            co.await(gather(List.of(failing(broken), other)));
          } catch (IOException e) {
            assertSame(broken, e);
          }
          assertFalse(other.isDone());
          return null;
        });

    assertEquals("other ends", trail.toString()); // the closing loop cancelled it
  }

  @Test
  void a_cancel_after_the_first_error_leaves_the_others_alone_and_is_raised_at_the_await() {
    Async.run(
        co -> {
          Task<String> other = co.spawn(sleeping("other"));
          Deferred<String> bad = new Deferred<>();
          Task<List<String>> waiter = co.spawn(gather(List.of(bad, other)));
          co.await(checkpoint());
          bad.fail(new IOException("broken"));
          co.loop().callSoon(() -> waiter.cancel("too late for the children"));
          co.await(turns(2));
          assertTrue(waiter.isCancelled());
          assertFalse(other.isDone());
          assertEquals(0, other.cancelling());
          return null;
        });
  }

  @Test
  void a_cancel_counts_even_if_the_children_swallow_it() {
    Async.run(
        co -> {
          Mono<String> stubborn =
              async(
                  inner -> {
                    try {
                      return inner.await(sleeping("child"));
                    } catch (CancelledError e) {
                      return "went on";
                    }
                  });
          Task<List<String>> waiter = co.spawn(gather(stubborn));
          co.await(turns(2));
          waiter.cancel("enough");
          CancelledError e = assertThrowsAtAwait(co, waiter);
          assertEquals("enough", e.reason());
          return null;
        });

    assertEquals("child ends", trail.toString());
  }

  private static CancelledError assertThrowsAtAwait(Co co, Task<?> task) throws Exception {
    try {
      co.await(task);
    } catch (CancelledError e) {
      return e;
    }
    throw new AssertionError(task + " was not cancelled");
  }

  @Test
  void settled_results_say_how_each_one_ended() {
    IOException broken = new IOException("broken");

    List<Settled<String>> settled =
        Async.run(gatherSettled(List.of(Mono.just("good"), failing(broken), Mono.empty())));

    assertEquals(
        List.of(
            new Settled<>("good", null),
            new Settled<String>(null, broken),
            new Settled<>(null, null)),
        settled);
    assertEquals(List.of(true, false, true), settled.stream().map(Settled::isSuccess).toList());
  }

  @Test
  void each_subscription_gathers_anew() {
    Mono<List<String>> both =
        gather(
            async(
                co -> {
                  trail.say("runs");
                  return "a";
                }),
            Mono.just("b"));

    StepVerifier.create(both).expectNext(List.of("a", "b")).verifyComplete();
    StepVerifier.create(both).expectNext(List.of("a", "b")).verifyComplete();
    assertEquals("runs, runs", trail.toString());
  }
}
