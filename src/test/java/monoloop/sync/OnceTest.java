package monoloop.sync;

import static monoloop.Async.checkpoint;
import static monoloop.Async.gather;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import monoloop.Async;
import monoloop.Deferred;
import monoloop.Loop;
import monoloop.Task;
import monoloop.test.Trail;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** What runs once for everybody who asks. */
class OnceTest {
  private final Trail trail = new Trail();
  private int runs;

  private final Once<Integer> once =
      Once.of(
          co -> {
            trail.say("run");
            co.await(checkpoint());
            return ++runs;
          });

  @Test
  void those_who_ask_meanwhile_and_later_get_the_same_result() {
    Async.run(
        co -> {
          assertEquals(List.of(1, 1), co.await(gather(once.get(), once.get())));
          assertEquals(1, co.await(once.get()));
          return null;
        });

    assertEquals("run", trail.toString());
    assertEquals("Once[done, 0 waiting]", once.toString());
    assertEquals(new Once.Statistics(false, true, 0), once.statistics());
  }

  @Test
  void it_does_not_run_before_somebody_asks() {
    assertEquals("Once[fresh, 0 waiting]", once.toString());
    assertEquals("", trail.toString());
  }

  @Test
  void if_who_runs_it_is_cancelled_the_next_one_does() {
    Async.run(
        co -> {
          Task<Integer> first = co.spawn(once.get());
          Task<Integer> second = co.spawn(once.get());
          co.await(checkpoint());
          trail.say(once.toString());
          first.cancel();
          trail.say("result " + co.await(second));
          assertTrue(first.isCancelled());
          return null;
        });

    assertEquals("run, Once[running, 1 waiting], run, result 1", trail.toString());
  }

  @Test
  void its_turn_passes_on_even_if_the_next_one_is_cancelled_before_it_runs() {
    Async.run(
        co -> {
          Task<Integer> first = co.spawn(once.get());
          Task<Integer> second = co.spawn(once.get());
          Task<Integer> third = co.spawn(once.get());
          co.await(checkpoint());
          first.cancel();
          co.await(checkpoint());
          second.cancel();
          trail.say("result " + co.await(third));
          return null;
        });

    assertEquals("run, run, result 1", trail.toString());
  }

  @Test
  void an_error_goes_to_who_ran_it_and_the_next_one_tries_again() {
    Once<String> flaky =
        Once.of(
            co -> {
              co.await(checkpoint());
              if (++runs == 1) {
                throw new IOException("lost");
              }
              return "run " + runs;
            });
    Async.run(
        co -> {
          Task<String> first = co.spawn(flaky.get());
          Task<String> second = co.spawn(flaky.get());
          try {
            co.await(first);
          } catch (IOException e) {
            trail.say(e.getMessage());
          }
          trail.say(co.await(second));
          trail.say(co.await(flaky.get()));
          return null;
        });

    assertEquals("lost, run 2, run 2", trail.toString());
  }

  @Test
  void nothing_is_a_result_too() {
    Once<Void> nothing = Once.of(Mono.<Void>fromRunnable(() -> trail.say("run")));
    Async.run(
        co -> {
          assertNull(co.await(nothing.get()));
          assertNull(co.await(nothing.get()));
          return null;
        });

    assertEquals("run", trail.toString());
    assertTrue(nothing.isDone());
  }

  @Test
  void plain_reactor_code_asks_too() {
    StepVerifier.create(once.get().concatWith(once.get()))
        .expectNext(1, 1)
        .expectComplete()
        .verify(Duration.ofSeconds(5));
  }

  @Test
  void a_work_that_asks_for_its_own_result_is_refused() {
    Deferred<Once<Object>> self = new Deferred<>(Loop.shared());
    Once<Object> circular = Once.of(co -> co.await(co.await(self).get()));
    Loop.shared().callSoonThreadsafe(() -> self.complete(circular));

    IllegalStateException e =
        assertThrows(IllegalStateException.class, () -> circular.get().block());

    assertEquals(
        "Task \"main\" runs this Once: it cannot wait for its own result",
        e.getMessage().replaceFirst("Task-\\d+", "main"));
    assertFalse(circular.isDone());
  }
}
