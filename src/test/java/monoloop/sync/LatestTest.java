package monoloop.sync;

import static monoloop.Async.checkpoint;
import static monoloop.test.Turns.turns;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import monoloop.Async;
import monoloop.Loop;
import monoloop.Task;
import monoloop.test.Trail;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.test.StepVerifier;

/** A value that changes. */
class LatestTest {
  private final Trail trail = new Trail();
  private final Latest<Integer> value = new Latest<>(0);

  @Test
  void whoever_awaits_a_predicate_misses_no_value_however_short_it_lasts() {
    Async.run(
        co -> {
          Task<Integer> three = co.spawn(value.awaitUntil(v -> v == 3));
          Task<Integer> many = co.spawn(value.awaitUntil(v -> v > 9));
          co.await(checkpoint());
          value.set(3);
          value.set(4);
          trail.say("saw " + co.await(three));
          value.update(v -> v * 4);
          trail.say("saw " + co.await(many));
          return null;
        });

    assertEquals("saw 3, saw 16", trail.toString());
    assertEquals(16, value.get());
    assertEquals(new Latest.Statistics(3, 0), value.statistics());
  }

  @Test
  void a_predicate_that_holds_already_is_awaited_without_a_turn() {
    Async.run(
        co -> {
          co.loop().callSoon(() -> trail.say("callback"));
          trail.say("saw " + co.await(value.awaitUntil(v -> v == 0)));
          co.await(checkpoint());
          return null;
        });

    assertEquals("saw 0, callback", trail.toString());
  }

  @Test
  void an_equal_value_is_no_change() {
    Async.run(
        co -> {
          Task<Integer> change = co.spawn(value.awaitChange());
          co.await(checkpoint());
          value.set(0);
          co.await(checkpoint());
          trail.say("after an equal one: " + value);
          value.set(1);
          trail.say("changed to " + co.await(change));
          return null;
        });

    assertEquals("after an equal one: Latest[0, 1 waiting], changed to 1", trail.toString());
  }

  @Test
  void the_error_of_a_predicate_goes_to_its_waiter_only() {
    Async.run(
        co -> {
          Task<Integer> bad = co.spawn(value.awaitUntil(v -> 1 / v > 1 || 1 % (v - 1) == 0));
          Task<Integer> good = co.spawn(value.awaitUntil(v -> v == 1));
          try {
            co.await(bad);
          } catch (ArithmeticException e) {
            trail.say("at once: " + e.getMessage());
          }
          Task<Integer> later = co.spawn(value.awaitUntil(v -> v != 0 && 1 % (v - 1) == 5));
          co.await(checkpoint());
          value.set(1);
          trail.say("good " + co.await(good));
          try {
            co.await(later);
          } catch (ArithmeticException e) {
            trail.say("later: " + e.getMessage());
          }
          return null;
        });

    assertEquals("at once: / by zero, good 1, later: / by zero", trail.toString());
  }

  @Test
  void a_cancelled_waiter_is_forgotten() {
    Async.run(
        co -> {
          Task<Integer> waiter = co.spawn(value.awaitChange());
          co.await(checkpoint());
          waiter.cancel();
          assertEquals(0, value.statistics().waiting());
          co.await(checkpoint());
          assertTrue(waiter.isCancelled());
          return null;
        });
  }

  @Test
  void a_slow_reader_skips_what_came_and_went() {
    Async.run(
        co -> {
          BaseSubscriber<Integer> reader =
              new BaseSubscriber<>() {
                @Override
                protected void hookOnSubscribe(Subscription subscription) {}

                @Override
                protected void hookOnNext(Integer v) {
                  trail.say("reads " + v);
                }
              };
          value.asFlux().subscribe(reader);
          for (int i = 1; i <= 3; i++) {
            value.set(i);
          }
          reader.request(1);
          co.await(checkpoint());
          reader.request(1);
          co.await(checkpoint());
          trail.say("nothing new");
          value.set(4);
          co.await(checkpoint());
          reader.cancel();
          co.await(turns(2));
          assertEquals(0, value.statistics().waiting());
          return null;
        });

    assertEquals("reads 3, nothing new, reads 4", trail.toString());
  }

  @Test
  void operators_see_changes() {
    Loop loop = Loop.shared();

    StepVerifier.create(value.asFlux().map(v -> "v" + v).take(2))
        .expectNext("v0")
        .then(() -> loop.callSoonThreadsafe(() -> value.set(7)))
        .expectNext("v7")
        .expectComplete()
        .verify(Duration.ofSeconds(5));
  }

  @Test
  void null_is_no_value() {
    assertThrows(NullPointerException.class, () -> new Latest<>(null));
    assertThrows(NullPointerException.class, () -> value.set(null));
    assertThrows(NullPointerException.class, () -> value.update(v -> null));
    assertThrows(NullPointerException.class, () -> value.awaitUntil(null));
    assertEquals(0, value.get());
  }
}
