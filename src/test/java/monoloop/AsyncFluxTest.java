package monoloop;

import static monoloop.Async.checkpoint;
import static monoloop.Async.flux;
import static monoloop.Async.sleep;
import static monoloop.test.Turns.turns;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import monoloop.test.Trail;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** Async generators as Fluxes: demand runs the body, and nothing else does. */
class AsyncFluxTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Trail trail = new Trail();
  private final AtomicInteger produced = new AtomicInteger();

  /** 1, 2, 3, ... with a turn between them. */
  private Flux<Integer> count(int last) {
    return flux(
        co -> {
          for (int i = 1; i <= last; i++) {
            co.await(checkpoint());
            produced.incrementAndGet();
            co.yield(i);
          }
          return null;
        });
  }

  @Test
  void it_emits_what_the_body_yields_and_completes() {
    StepVerifier.create(count(3)).expectNext(1, 2, 3).expectComplete().verify(PATIENCE);
  }

  @Test
  void the_body_runs_only_while_there_is_demand() {
    StepVerifier.create(count(10), 0)
        .expectSubscription()
        .then(() -> assertEquals(0, produced.get()))
        .thenRequest(2)
        .expectNext(1, 2)
        .then(() -> assertEquals(2, produced.get()))
        .thenRequest(1)
        .expectNext(3)
        .then(() -> assertEquals(3, produced.get()))
        .thenCancel()
        .verify(PATIENCE);
  }

  @Test
  void a_slow_consumer_bounds_the_producer() {
    List<Integer> got =
        count(1_000)
            .publishOn(Schedulers.parallel(), 4)
            .doOnNext(i -> assertTrue(produced.get() <= i + 4, produced + " ahead of " + i))
            .take(100)
            .collectList()
            .block(PATIENCE);

    assertEquals(100, got.size());
    assertTrue(produced.get() <= 104, "produced " + produced);
  }

  @Test
  void while_demand_remains_a_yield_does_not_suspend() {
    Async.run(
        co -> {
          flux(
                  out -> {
                    out.yield("a");
                    out.yield("b");
                    trail.say("after b");
                    return null;
                  })
              .subscribe(v -> trail.say("" + v));
          trail.say("subscribed");
          return null;
        });

    assertEquals("a, b, after b, subscribed", trail.toString());
  }

  @Test
  void requests_from_within_a_signal_need_no_stack() {
    AtomicInteger seen = new AtomicInteger();
    Flux<Integer> many =
        flux(
            co -> {
              for (int i = 0; i < 20_000; i++) {
                co.yield(i);
              }
              return null;
            });

    Async.run(
        co -> {
          many.subscribe(
              new BaseSubscriber<>() {
                @Override
                protected void hookOnSubscribe(Subscription subscription) {
                  subscription.request(1);
                }

                @Override
                protected void hookOnNext(Integer value) {
                  seen.incrementAndGet();
                  upstream().request(1);
                }
              });
          return null;
        });

    assertEquals(20_000, seen.get());
  }

  @Test
  void an_error_of_the_body_is_its_error() {
    StepVerifier.create(
            flux(
                co -> {
                  co.yield(1);
                  throw new IOException("broken");
                }))
        .expectNext(1)
        .expectError(IOException.class)
        .verify(PATIENCE);
  }

  @Test
  void a_closed_loop_refuses_it_without_a_request() {
    Loop closed = Loop.create();
    closed.close();

    StepVerifier.create(count(1).contextWrite(c -> c.put(Loop.class, closed)), 0)
        .expectError(IllegalStateException.class)
        .verify(PATIENCE);
  }

  @Test
  void each_subscription_runs_the_body() {
    Flux<Integer> flux = count(2);

    assertEquals(List.of(1, 2), flux.collectList().block(PATIENCE));
    assertEquals(List.of(1, 2), flux.collectList().block(PATIENCE));
    assertEquals(4, produced.get());
  }

  @Test
  void a_cancel_at_a_yield_cleans_up_and_the_clean_up_may_await() throws Exception {
    CountDownLatch cleaned = new CountDownLatch(1);
    Flux<Integer> flux =
        flux(
            co -> {
              try {
                for (int i = 0; ; i++) {
                  co.yield(i);
                }
              } finally {
                co.await(sleep(Duration.ofMillis(1)));
                cleaned.countDown();
              }
            });

    assertEquals(List.of(0, 1, 2), flux.take(3).collectList().block(PATIENCE));
    assertTrue(cleaned.await(10, TimeUnit.SECONDS));
  }

  @Test
  void a_cancel_while_the_body_awaits_raises_there() {
    Async.run(
        co -> {
          var subscription =
              flux(
                      out -> {
                        try {
                          out.await(Mono.never());
                        } catch (CancelledError e) {
                          trail.say("raised");
                          throw e;
                        }
                        return null;
                      })
                  .subscribe();
          subscription.dispose();
          co.await(turns(2));
          return null;
        });

    assertEquals("raised", trail.toString());
  }

  @Test
  void a_cancel_from_within_a_signal_is_raised_at_that_yield() {
    Async.run(
        co -> {
          flux(
                  out -> {
                    try {
                      out.yield("only");
                      trail.say("not reached");
                    } finally {
                      trail.say("cleans up");
                    }
                    return null;
                  })
              .take(1)
              .subscribe(v -> trail.say("" + v));
          trail.say("subscribed");
          return null;
        });

    assertEquals("only, cleans up, subscribed", trail.toString());
  }

  @Test
  void a_body_that_yields_while_it_is_cancelled_is_told_off() {
    Hooks.onErrorDropped(e -> trail.say(e.getMessage()));
    try {
      Async.run(
          co -> {
            flux(
                    out -> {
                      for (int i = 0; i < 3; i++) {
                        try {
                          out.yield(i);
                        } catch (CancelledError e) {
                          trail.say("ignores it");
                        }
                      }
                      return null;
                    })
                .take(1)
                .subscribe();
            return null;
          });
    } finally {
      Hooks.resetOnErrorDropped();
    }

    assertTrue(
        trail.toString().startsWith("ignores it, a body of monoloop.AsyncFluxTest ignored Canc"),
        trail.toString());
  }

  @Test
  void null_cannot_be_yielded() {
    AtomicReference<Throwable> error = new AtomicReference<>();

    Async.run(
        co -> {
          AsyncFluxTest.<Object>yielding(null).subscribe(v -> {}, error::set);
          return null;
        });

    assertInstanceOf(NullPointerException.class, error.get());
    assertEquals(
        "yield(null) in a body of monoloop.AsyncFluxTest: a Flux carries no null",
        error.get().getMessage());
  }

  private static <T> Flux<T> yielding(T value) {
    return flux(
        co -> {
          co.yield(value);
          return null;
        });
  }

  @Test
  void a_request_for_nothing_is_an_error_and_cancels_the_body() {
    AtomicReference<Throwable> error = new AtomicReference<>();

    Async.run(
        co -> {
          flux(
                  out -> {
                    try {
                      out.yield(1);
                    } finally {
                      trail.say("cleans up");
                    }
                    return null;
                  })
              .subscribe(
                  new BaseSubscriber<>() {
                    @Override
                    protected void hookOnSubscribe(Subscription subscription) {
                      subscription.request(1);
                    }

                    @Override
                    protected void hookOnNext(Object value) {
                      upstream().request(-3);
                    }

                    @Override
                    protected void hookOnError(Throwable throwable) {
                      error.set(throwable);
                    }
                  });
          co.await(checkpoint());
          return null;
        });

    assertEquals("request(n) needs n > 0 (rule 3.9), was -3", error.get().getMessage());
    assertEquals("cleans up", trail.toString());
  }

  @Test
  void a_paused_generator_is_closed_with_its_loop_after_the_tasks() {
    Async.run(
        co -> {
          flux(
                  out -> {
                    try {
                      out.yield(1);
                    } finally {
                      out.await(checkpoint());
                      trail.say("generator closed");
                    }
                    return null;
                  })
              .subscribe(
                  new BaseSubscriber<>() {
                    @Override
                    protected void hookOnSubscribe(Subscription subscription) {
                      subscription.request(1);
                    }

                    @Override
                    protected void hookOnError(Throwable throwable) {
                      trail.say(throwable.getMessage());
                    }
                  });
          co.spawn(
              inner -> {
                try {
                  inner.await(Mono.never());
                } finally {
                  trail.say("task cancelled");
                }
                return null;
              });
          co.await(checkpoint());
          trail.say("main returns");
          return null;
        });

    assertEquals(
        "main returns, task cancelled, generator closed, the loop is closing", trail.toString());
  }

  @Test
  void a_handed_over_demand_from_another_thread_resumes_the_body() {
    assertEquals(
        500_500,
        count(1_000).publishOn(Schedulers.parallel(), 1).reduce(0, Integer::sum).block(PATIENCE));
  }
}
