package monoloop;

import static monoloop.Async.checkpoint;
import static monoloop.Async.coFilter;
import static monoloop.Async.coMap;
import static monoloop.Async.coMapUnordered;
import static monoloop.Async.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import monoloop.test.Trail;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** Coroutines as operators of a Flux. */
class CoMapTest {
  private final Trail trail = new Trail();

  /** Takes as many turns as the number says. */
  private ElementBody<Integer, Integer> turns() {
    return (co, x) -> {
      trail.say("begins " + x);
      for (int i = 0; i < x; i++) {
        co.await(checkpoint());
      }
      trail.say("ends " + x);
      return x * 10;
    };
  }

  @Test
  void bodies_run_one_after_the_other() {
    List<Integer> got =
        Async.run(Flux.just(3, 1).transform(coMap(turns())).collectList());

    assertEquals(List.of(30, 10), got);
    assertEquals("begins 3, ends 3, begins 1, ends 1", trail.toString());
  }

  @Test
  void several_at_the_same_time_keep_the_order_of_the_elements() {
    List<Integer> got =
        Async.run(Flux.just(6, 1, 2).transform(coMap(2, turns())).collectList());

    assertEquals(List.of(60, 10, 20), got);
    assertEquals(
        "begins 6, begins 1, ends 1, ends 6, begins 2, ends 2", trail.toString());
  }

  @Test
  void unordered_results_come_as_they_end() {
    List<Integer> got =
        Async.run(Flux.just(6, 1, 2).transform(coMapUnordered(2, turns())).collectList());

    assertEquals(List.of(10, 20, 60), got);
  }

  @Test
  void a_null_result_leaves_the_element_out() {
    List<Integer> got =
        Async.run(
            Flux.range(1, 4)
                .transform(Async.<Integer, Integer>coMap((co, x) -> x % 2 == 0 ? null : x))
                .collectList());

    assertEquals(List.of(1, 3), got);
  }

  @Test
  void an_element_is_requested_when_the_body_before_has_ended() {
    Async.run(
        Flux.range(1, 2)
            .doOnRequest(n -> trail.say("request " + n))
            .transform(coMap(turns()))
            .collectList());

    assertEquals(
        "request 1, begins 1, ends 1, request 1, begins 2, ends 2", trail.toString());
  }

  @Test
  void a_filter_keeps_what_its_body_says() {
    ElementBody<Integer, Boolean> odd =
        (co, x) -> {
          co.await(checkpoint());
          return x % 2 == 1;
        };

    assertEquals(
        List.of(1, 3), Async.run(Flux.range(1, 4).transform(coFilter(odd)).collectList()));
    assertEquals(
        List.of(1, 3), Async.run(Flux.range(1, 4).transform(coFilter(3, odd)).collectList()));
  }

  @Test
  void the_error_of_a_body_ends_the_flux_as_it_is() {
    assertThrows(
        IOException.class,
        () ->
            Async.run(
                Flux.just(1)
                    .transform(
                        Async.<Integer, Integer>coMap(
                            (co, x) -> {
                              throw new IOException("broken");
                            }))
                    .collectList()));
  }

  @Test
  void cancelling_the_flux_cancels_the_body() {
    Async.run(
        co -> {
          Flux<Integer> flux =
              Flux.just(1)
                  .transform(
                      coMap(
                          (inner, x) -> {
                            try {
                              inner.await(sleep(Duration.ofDays(1)));
                            } catch (CancelledError e) {
                              trail.say("cancelled");
                              throw e;
                            }
                            return x;
                          }));
          Task<List<Integer>> task = co.spawn(flux.collectList());
          co.await(checkpoint());
          co.await(checkpoint());
          task.cancel();
          co.await(Async.gatherSettled(List.of(task)));
          co.await(checkpoint());
          return null;
        });

    assertEquals("cancelled", trail.toString());
  }

  @Test
  void fewer_than_one_at_a_time_is_refused() {
    ElementBody<Integer, Integer> body = (co, x) -> x;

    assertThrows(IllegalArgumentException.class, () -> coMap(0, body));
    assertThrows(IllegalArgumentException.class, () -> coMapUnordered(0, body));
    assertThrows(IllegalArgumentException.class, () -> coFilter(0, (co, x) -> true));
  }

  @Test
  void a_task_is_a_completion_stage_by_its_mono() {
    Async.run(
        co -> {
          Task<String> task = co.spawn(inner -> "value");
          CompletableFuture<String> stage = task.toFuture();
          assertEquals("value", co.await(stage));
          return null;
        });
  }
}
