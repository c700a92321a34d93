package monoloop;

import static monoloop.Async.asCompleted;
import static monoloop.Async.async;
import static monoloop.Async.checkpoint;
import static monoloop.Async.iterate;
import static monoloop.test.Turns.turns;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import monoloop.test.Trail;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Tasks in the order in which they end. */
class AsCompletedTest {
  private final Trail trail = new Trail();

  private static Mono<String> after(int turns, String value) {
    return async(
        co -> {
          co.await(turns(turns));
          return value;
        });
  }

  @Test
  void the_very_tasks_come_in_the_order_in_which_they_end() {
    Async.run(
        co -> {
          List<Task<String>> tasks =
              List.of(
                  co.spawn("slow", after(5, "c")),
                  co.spawn("quick", after(1, "a")),
                  co.spawn("failing", Mono.<String>error(new IllegalStateException("no"))));
          try (var ended = iterate(asCompleted(tasks))) {
            for (Task<String> task; (task = co.await(ended.next())) != null; ) {
              trail.say(task.name() + (task.exception() == null ? " has " + task.result() : ""));
            }
          }
          return null;
        });

    assertEquals("failing, quick has a, slow has c", trail.toString());
  }

  @Test
  void those_that_have_ended_before_come_first_and_each_comes_once() {
    Async.run(
        co -> {
          Task<String> b = co.spawn(after(0, "b"));
          Task<String> a = co.spawn(after(3, "a"));
          co.await(checkpoint());
          List<Task<String>> got = co.await(asCompleted(List.of(a, b, a)).collectList());
          assertEquals(List.of(b, a), got);
          return null;
        });
  }

  @Test
  void leaving_early_cancels_no_task_and_the_rest_can_be_had_later() {
    Async.run(
        co -> {
          Deferred<String> never = new Deferred<>();
          List<Task<String>> tasks =
              List.of(co.spawn("late", Mono.defer(() -> never)), co.spawn("soon", after(1, "a")));

          assertEquals("soon", co.await(asCompleted(tasks).next()).name());
          co.await(checkpoint());
          assertFalse(tasks.getFirst().isDone());
          never.complete("b");

          assertEquals(2, co.await(asCompleted(tasks).collectList()).size());
          return null;
        });
  }

  @Test
  void a_limit_fails_the_element_that_is_waited_for_and_no_task() {
    Async.run(
        co -> {
          Deferred<String> never = new Deferred<>();
          List<Task<String>> tasks = List.of(co.spawn(Mono.defer(() -> never)));
          List<Throwable> errors = new ArrayList<>();
          try {
            co.await(asCompleted(tasks, Duration.ZERO).collectList());
          } catch (TimeoutException e) {
            errors.add(e);
          }
          assertEquals(1, errors.size());
          assertFalse(tasks.getFirst().isDone());
          never.complete("b");
          return null;
        });
  }

  @Test
  void nobody_completes_at_once() {
    assertEquals(List.of(), asCompleted(List.<Task<String>>of()).collectList().block());
  }

  @Test
  void tasks_of_two_loops_are_refused() {
    try (Runner one = new Runner();
        Runner two = new Runner()) {
      Task<String> a = one.run(co -> co.spawn(after(0, "a")));
      Task<String> b = two.run(co -> co.spawn(after(0, "b")));

      assertThrows(
          IllegalStateException.class,
          () -> one.run(asCompleted(List.of(a, b)).collectList()));
    }
  }
}
