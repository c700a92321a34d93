package monoloop;

import static java.time.Duration.ofSeconds;
import static monoloop.Async.checkpoint;
import static monoloop.Async.select;
import static monoloop.Async.selectFairly;
import static monoloop.Async.sleep;
import static monoloop.Clause.on;
import static monoloop.Clause.otherwise;
import static monoloop.test.Turns.turns;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import monoloop.sync.AsyncLock;
import monoloop.sync.AsyncQueue;
import monoloop.sync.AsyncReadWriteLock;
import monoloop.test.Trail;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Exactly one clause is selected; the others are untouched. */
class SelectTest {
  private final Trail trail = new Trail();
  private final AsyncQueue<String> left = AsyncQueue.unbounded();
  private final AsyncQueue<String> right = AsyncQueue.unbounded();

  private Mono<String> either() {
    return select(on(left.take(), s -> "left " + s), on(right.take(), s -> "right " + s));
  }

  @Test
  void the_first_clause_that_is_ready_is_selected_without_a_turn() {
    Async.run(
        co -> {
          co.loop().callSoon(() -> trail.say("callback"));
          right.tryPut("a");
          trail.say(co.await(either()));
          left.tryPut("b");
          right.tryPut("c");
          trail.say(co.await(either()));
          co.await(checkpoint());
          return null;
        });

    assertEquals("right a, left b, callback", trail.toString());
    assertEquals(1, right.size());
  }

  @Test
  void a_fair_selection_serves_all_that_are_always_ready_and_in_tests_always_the_same_way() {
    List<String> orders = new ArrayList<>();
    for (int run = 0; run < 2; run++) {
      Loop loop = Loop.virtual(VirtualTicker.autojump());
      StringBuilder order = new StringBuilder();
      loop.run(
          Async.async(
              co -> {
                for (int i = 0; i < 300; i++) {
                  order.append(
                      co.await(
                          selectFairly(
                              on(Mono.just("a"), a -> a),
                              on(Mono.just("b"), b -> b),
                              on(Mono.just("c"), c -> c),
                              otherwise(() -> "-"))));
                }
                return null;
              }));
      loop.close();
      orders.add(order.toString());
    }

    for (String letter : List.of("a", "b", "c")) {
      assertTrue(orders.getFirst().replace(letter, "").length() < 250, orders.getFirst());
    }
    assertFalse(orders.getFirst().contains("-"));
    assertEquals(orders.getFirst(), orders.getLast());
  }

  @Test
  void a_fair_selection_that_is_cancelled_gives_back_what_it_was_given() {
    Async.run(
        co -> {
          for (int i = 0; i < 10; i++) {
            Task<String> selecting =
                co.spawn(
                    selectFairly(
                        on(left.take(), s -> "left " + s), on(right.take(), s -> "right " + s)));
            co.await(checkpoint());
            left.tryPut("x");
            selecting.cancel();
            co.await(checkpoint());
            assertEquals(1, left.size());
            assertEquals("x", co.await(left.take()));
          }
          return null;
        });
  }

  @Test
  void whichever_comes_first_is_selected_and_the_other_line_is_left() {
    Async.run(
        co -> {
          Task<String> selecting = co.spawn(either());
          co.await(checkpoint());
          assertEquals(1, left.statistics().taking());
          assertEquals(1, right.statistics().taking());
          right.tryPut("a");
          assertEquals(0, left.statistics().taking());
          left.tryPut("b");
          right.tryPut("c");
          trail.say(co.await(selecting));
          return null;
        });

    assertEquals("right a", trail.toString());
    assertEquals("b", left.tryTake().orElseThrow());
    assertEquals("c", right.tryTake().orElseThrow());
  }

  @Test
  void a_put_takes_place_only_if_it_is_selected() {
    AsyncQueue<String> out = AsyncQueue.rendezvous();
    Async.run(
        co -> {
          Mono<String> exchange =
              select(on(left.take(), s -> "took " + s), on(out.put("x"), nothing -> "put x"));
          Task<String> first = co.spawn(exchange);
          co.await(checkpoint());
          trail.say("out gives " + co.await(out.take()));
          trail.say(co.await(first));
          Task<String> second = co.spawn(exchange);
          co.await(checkpoint());
          left.tryPut("y");
          trail.say(co.await(second));
          trail.say("out gives " + out.tryTake().isPresent());
          return null;
        });

    assertEquals("out gives x, put x, took y, out gives false", trail.toString());
  }

  @Test
  void an_item_that_was_selected_goes_back_if_the_task_is_cancelled_before_it_runs() {
    Async.run(
        co -> {
          Task<String> selecting = co.spawn(either());
          co.await(checkpoint());
          right.tryPut("a");
          selecting.cancel();
          co.await(checkpoint());
          assertTrue(selecting.isCancelled());
          return null;
        });

    assertEquals("a", right.tryTake().orElseThrow());
  }

  @Test
  void a_cancelled_selection_leaves_all_lines() {
    Async.run(
        co -> {
          Task<String> selecting = co.spawn(either());
          co.await(checkpoint());
          selecting.cancel();
          assertEquals(0, left.statistics().taking() + right.statistics().taking());
          left.tryPut("a");
          co.await(checkpoint());
          assertTrue(selecting.isCancelled());
          return null;
        });

    assertEquals(1, left.size());
  }

  @Test
  void the_end_of_a_task_is_a_clause_and_losing_leaves_the_task_alone() {
    Async.run(
        co -> {
          Deferred<String> letter = new Deferred<>();
          Task<String> task = co.spawn(inner -> inner.await(letter));
          Mono<String> selection =
              select(on(task, s -> "task " + s), on(left.take(), s -> "left " + s));
          left.tryPut("a");
          trail.say(co.await(selection));
          Task<String> waiting = co.spawn(selection);
          co.await(checkpoint());
          waiting.cancel();
          co.await(checkpoint());
          assertFalse(task.isDone());
          Task<String> again = co.spawn(selection);
          co.await(checkpoint());
          letter.complete("done");
          trail.say(co.await(again));
          trail.say(co.await(selection));
          return null;
        });

    assertEquals("left a, task done, task done", trail.toString());
    assertEquals(0, left.statistics().taking());
  }

  @Test
  void a_timer_is_a_clause() {
    Async.run(
        co -> {
          trail.say(
              co.await(
                  select(
                      on(left.take(), s -> "left " + s),
                      on(sleep(Duration.ofMillis(1)), nothing -> "time is over"))));
          return null;
        });

    assertEquals("time is over", trail.toString());
    assertEquals(0, left.statistics().taking());
  }

  @Test
  void any_other_mono_is_started_if_nothing_is_ready_and_cancelled_if_it_loses() {
    Mono<String> slow =
        Mono.<String>never()
            .doOnSubscribe(s -> trail.say("subscribed"))
            .doOnCancel(() -> trail.say("cancelled"));
    Async.run(
        co -> {
          Mono<String> selection =
              select(on(slow, s -> s), on(left.take(), s -> "left " + s));
          left.tryPut("a");
          trail.say(co.await(selection));
          Task<String> selecting = co.spawn(selection);
          co.await(turns(2));
          left.tryPut("b");
          trail.say(co.await(selecting));
          co.await(checkpoint());
          return null;
        });

    assertEquals("left a, subscribed, cancelled, left b", trail.toString());
  }

  @Test
  void an_element_of_a_flux_that_loses_is_the_next_one() {
    Async.run(
        co -> {
          try (AsyncIterator<Integer> numbers = Async.iterate(Flux.range(1, 3))) {
            Mono<String> selection =
                select(on(numbers.next(), n -> "number " + n), on(left.take(), s -> "left " + s));
            Task<String> selecting = co.spawn(selection);
            co.await(checkpoint()); // it waits; its next() starts in the next turn and is done then
            co.loop().callSoon(() -> left.tryPut("a"));
            trail.say(co.await(selecting));
            trail.say(co.await(selection));
            trail.say("then " + co.await(numbers.next()));
          }
          return null;
        });

    assertEquals("left a, number 1, then 2", trail.toString());
  }

  @Test
  void otherwise_it_does_not_wait() {
    Async.run(
        co -> {
          Mono<String> now = select(on(left.take(), s -> "left " + s), otherwise(() -> "nothing"));
          trail.say(co.await(now));
          left.tryPut("a");
          trail.say(co.await(now));
          return null;
        });

    assertEquals("nothing, left a", trail.toString());
  }

  @Test
  void the_error_of_what_comes_first_comes_out() {
    Async.run(
        co -> {
          Task<String> selecting = co.spawn(either());
          co.await(checkpoint());
          right.close(new IOException("lost"));
          for (Mono<String> failing : List.of(selecting, either())) {
            try {
              co.await(failing);
            } catch (IOException e) {
              trail.say(e.getMessage());
            }
          }
          return null;
        });

    assertEquals("lost, lost", trail.toString());
    assertEquals(0, left.statistics().taking());
  }

  @Test
  void leaving_a_line_lets_in_who_stands_behind() {
    AsyncReadWriteLock lock = new AsyncReadWriteLock();
    AsyncLock other = new AsyncLock();
    Async.run(
        co -> {
          assertTrue(lock.tryAcquireRead());
          assertTrue(other.tryAcquire());
          Task<String> selecting =
              co.spawn(
                  select(
                      on(lock.acquireWrite(), nothing -> "write"),
                      on(other.acquire(), nothing -> "other")));
          co.await(checkpoint());
          Task<Void> behind = co.spawn(lock.acquireRead());
          co.await(checkpoint());
          other.release();
          trail.say(co.await(selecting));
          co.await(behind);
          return null;
        });

    assertEquals("other", trail.toString());
    assertEquals(new AsyncReadWriteLock.Statistics(2, false, 0), lock.statistics());
  }

  @Test
  void plain_reactor_code_selects_too() {
    right.tryPut("a");

    StepVerifier.create(either()).expectNext("right a").expectComplete().verify(ofSeconds(5));
  }

  @Test
  void nothing_cannot_be_selected() {
    assertEquals(
        "clauses must not be empty: nothing could be selected",
        assertThrows(IllegalArgumentException.class, () -> Async.<String>select()).getMessage());
    assertThrows(NullPointerException.class, () -> on(null, x -> x));
    assertEquals("Clause[AsyncQueue.take]", on(left.take(), x -> x).toString());
    assertEquals("Clause[otherwise]", otherwise(() -> 1).toString());
  }
}
