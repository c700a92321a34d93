package monoloop;

import static monoloop.Async.async;
import static monoloop.Async.checkpoint;
import static monoloop.Async.sleep;
import static monoloop.test.Turns.turns;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import monoloop.test.Trail;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.Scannable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.test.StepVerifier;

/** A coroutine as a cold Mono of plain Reactor code. */
class AsyncMonoTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Test
  void it_emits_what_the_body_returns() {
    StepVerifier.create(
            async(
                co -> {
                  co.await(sleep(Duration.ofMillis(1)));
                  return "value";
                }))
        .expectNext("value")
        .expectComplete()
        .verify(PATIENCE);
  }

  @Test
  void null_completes_it_empty() {
    StepVerifier.create(async(co -> null)).expectComplete().verify(PATIENCE);
  }

  @Test
  void an_error_of_the_body_is_its_error() {
    StepVerifier.create(
            async(
                co -> {
                  throw new IOException("broken");
                }))
        .expectErrorMatches(e -> e instanceof IOException && "broken".equals(e.getMessage()))
        .verify(PATIENCE);
  }

  @Test
  void each_subscription_runs_the_body() {
    AtomicInteger runs = new AtomicInteger();
    Mono<Integer> mono = async(co -> runs.incrementAndGet());

    assertEquals(0, runs.get());
    assertEquals(1, mono.block(PATIENCE));
    assertEquals(2, mono.block(PATIENCE));
  }

  @Test
  void it_starts_at_once_on_a_loops_thread() {
    Trail trail = new Trail();

    Async.run(
        co -> {
          async(
                  inner -> {
                    trail.say("starts");
                    inner.await(checkpoint());
                    return "ends";
                  })
              .subscribe(trail::say);
          trail.say("subscribed");
          co.await(turns(2));
          return null;
        });

    assertEquals("starts, subscribed, ends", trail.toString());
  }

  @Test
  void it_runs_on_the_loop_of_the_context_or_else_on_the_shared_one() {
    Mono<Loop> where = async(co -> co.loop());

    assertSame(Loop.shared(), where.block(PATIENCE));
    try (Runner runner = new Runner()) {
      assertSame(runner.loop(), runner.run(where));
      assertSame(
          Loop.shared(),
          where.contextWrite(c -> c.put(Loop.class, Loop.shared())).block(PATIENCE));
    }
  }

  @Test
  void signals_come_on_the_loops_thread() {
    AtomicReference<Loop> seen = new AtomicReference<>();

    async(co -> "x").doOnNext(x -> seen.set(Loop.current())).block(PATIENCE);

    assertSame(Loop.shared(), seen.get());
  }

  @Test
  void a_value_waits_for_the_request() {
    StepVerifier.create(async(co -> "value"), 0)
        .expectSubscription()
        .thenRequest(1)
        .expectNext("value")
        .expectComplete()
        .verify(PATIENCE);
  }

  @Test
  void dispose_raises_at_the_await_and_the_clean_up_may_await() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch cleaned = new CountDownLatch(1);
    Mono<Object> mono =
        async(
            co -> {
              try {
                started.countDown();
                return co.await(Mono.never());
              } finally {
                co.await(sleep(Duration.ofMillis(1)));
                cleaned.countDown();
              }
            });

    Disposable subscription = mono.subscribe();
    assertTrue(started.await(10, TimeUnit.SECONDS));
    subscription.dispose();

    assertTrue(cleaned.await(10, TimeUnit.SECONDS));
  }

  @Test
  void nothing_is_signalled_after_a_cancel() {
    Trail trail = new Trail();

    Hooks.onNextDropped(v -> trail.say("dropped " + v));
    Hooks.onErrorDropped(e -> trail.say("dropped " + e.getMessage()));
    try {
      Async.run(
          co -> {
            Disposable value =
                async(
                        inner -> {
                          try {
                            inner.await(Mono.never());
                          } catch (CancelledError e) {
                            trail.say("goes on");
                          }
                          return "value";
                        })
                    .subscribe(trail::say);
            Disposable error =
                async(
                        inner -> {
                          try {
                            return inner.await(Mono.never());
                          } finally {
                            failCleanUp();
                          }
                        })
                    .subscribe(v -> trail.say("value"), e -> trail.say("error"));
            value.dispose();
            error.dispose();
            co.await(turns(2));
            return null;
          });
    } finally {
      Hooks.resetOnNextDropped();
      Hooks.resetOnErrorDropped();
    }

    assertEquals("goes on, dropped value, dropped clean-up failed", trail.toString());
  }

  private static void failCleanUp() {
    throw new IllegalStateException("clean-up failed");
  }

  @Test
  void a_plain_cancel_drops_no_error() {
    Trail trail = new Trail();

    Hooks.onErrorDropped(e -> trail.say("dropped " + e));
    try {
      Async.run(
          co -> {
            async(inner -> inner.await(Mono.never())).subscribe().dispose();
            co.await(turns(2));
            return null;
          });
    } finally {
      Hooks.resetOnErrorDropped();
    }

    assertEquals("", trail.toString());
  }

  @Test
  void one_that_is_cancelled_before_it_begins_never_runs() {
    AtomicInteger runs = new AtomicInteger();
    try (Runner runner = new Runner()) {
      async(co -> runs.incrementAndGet())
          .contextWrite(c -> c.put(Loop.class, runner.loop()))
          .subscribe()
          .dispose();
      runner.run(checkpoint());
    }

    assertEquals(0, runs.get());
  }

  @Test
  void a_request_for_nothing_is_an_error() {
    AtomicReference<Throwable> error = new AtomicReference<>();

    Async.run(
        co -> {
          async(inner -> inner.await(Mono.never())).subscribe(requesting(0, error));
          return null;
        });

    assertEquals("request(n) needs n > 0 (rule 3.9), was 0", error.get().getMessage());
  }

  private static BaseSubscriber<Object> requesting(long n, AtomicReference<Throwable> error) {
    return new BaseSubscriber<>() {
      @Override
      protected void hookOnSubscribe(Subscription subscription) {
        upstream().request(n);
      }

      @Override
      protected void hookOnError(Throwable throwable) {
        error.set(throwable);
      }
    };
  }

  @Test
  void operators_run_coroutines_side_by_side() {
    Trail trail = new Trail();

    String both =
        Async.run(
            co ->
                co.await(
                    Mono.zip(async(named("a", trail)), async(named("b", trail)))
                        .map(t -> t.getT1() + t.getT2())));

    assertEquals("ab", both);
    assertEquals("a begins, b begins, a ends, b ends", trail.toString());
  }

  private static Coroutine<String> named(String name, Trail trail) {
    return co -> {
      trail.say(name + " begins");
      co.await(checkpoint());
      trail.say(name + " ends");
      return name;
    };
  }

  @Test
  void a_coroutine_subscribed_to_inside_another_is_a_task_of_its_own() {
    Async.run(
        co -> {
          Task<?> inner = co.await(async(c -> c.task()).map(t -> t));
          assertNotSame(co.task(), inner);
          assertSame(co.task(), Task.current());
          return null;
        });
  }

  @Test
  void a_closed_loop_refuses_it() {
    Loop closed = Loop.create();
    closed.close();

    assertThrows(
        IllegalStateException.class,
        () -> async(co -> 1).contextWrite(c -> c.put(Loop.class, closed)).block(PATIENCE));
  }

  @Test
  void it_can_be_scanned() {
    Mono<Integer> mono = async(co -> 1);

    assertEquals(
        Scannable.Attr.RunStyle.ASYNC, Scannable.from(mono).scan(Scannable.Attr.RUN_STYLE));
    assertEquals("async", Scannable.from(mono).name());
    AtomicReference<Subscription> subscription = new AtomicReference<>();
    Async.run(
        co -> {
          async(c -> c.await(Mono.never())).doOnSubscribe(subscription::set).subscribe();
          Scannable s = Scannable.from(subscription.get());
          assertEquals(false, s.scan(Scannable.Attr.TERMINATED));
          assertEquals(false, s.scan(Scannable.Attr.CANCELLED));
          subscription.get().cancel();
          assertEquals(true, s.scan(Scannable.Attr.CANCELLED));
          return null;
        });
  }

  @Test
  void a_missing_body_is_refused() {
    assertThrows(NullPointerException.class, () -> async(null));
    assertThrows(NullPointerException.class, () -> Async.flux(null));
    assertThrows(NullPointerException.class, () -> sleep(null));
  }

  @Test
  void it_can_be_moved_to_another_scheduler() {
    Scheduler loop = Loop.shared();

    assertSame(
        Loop.shared(),
        Mono.fromCallable(() -> 1).publishOn(loop).map(x -> Loop.current()).block(PATIENCE));
  }
}
