package monoloop.test;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static monoloop.Async.async;
import static monoloop.Async.flux;
import static monoloop.Async.sleep;
import static monoloop.Async.timeout;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import monoloop.Loop;
import monoloop.Task;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

/** A loop on a scheduler of Reactor lives on that one's thread and clock. */
class SchedulerTimeTest {

  private static Loop virtual() {
    return Loop.onScheduler(VirtualTimeScheduler.get());
  }

  @Test
  void step_verifier_drives_a_coroutine() {
    Mono<String> late =
        async(
            co -> {
              co.await(sleep(ofHours(1)));
              Task<Void> child = co.spawn(sleep(ofHours(1)));
              co.await(child);
              return "two hours";
            });

    StepVerifier.withVirtualTime(() -> late.subscribeOn(virtual()))
        .expectSubscription()
        .expectNoEvent(ofHours(2).minusMillis(1))
        .thenAwait(ofMillis(1))
        .expectNext("two hours")
        .expectComplete()
        .verify(ofSeconds(10));
  }

  @Test
  void step_verifier_drives_an_async_generator() {
    Flux<Long> ticks =
        flux(
            co -> {
              for (long i = 1; ; i++) {
                co.await(sleep(ofSeconds(1)));
                co.yield(i);
              }
            });

    StepVerifier.withVirtualTime(() -> ticks.subscribeOn(virtual()))
        .thenAwait(ofSeconds(3))
        .expectNext(1L, 2L, 3L)
        .expectNoEvent(ofMillis(900))
        .thenCancel()
        .verify(ofSeconds(10));
  }

  @Test
  void limits_of_time_are_on_its_clock() {
    Mono<Object> limited = timeout(ofHours(1), co -> co.await(Mono.never()));

    StepVerifier.withVirtualTime(() -> limited.subscribeOn(virtual()))
        .expectSubscription()
        .thenAwait(ofHours(1))
        .expectError(TimeoutException.class)
        .verify(ofSeconds(10));
  }

  @Test
  void reactors_own_timers_are_on_the_same_clock() {
    StepVerifier.withVirtualTime(
            () -> {
              Mono<Long> delay = Mono.delay(ofSeconds(2));
              return async(co -> co.await(delay) + co.loop().time()).subscribeOn(virtual());
            })
        .thenAwait(ofSeconds(2))
        .expectNext(ofSeconds(2).toNanos())
        .expectComplete()
        .verify(ofSeconds(10));
  }

  @Test
  void a_real_scheduler_turns_a_loop_on_one_of_its_threads() {
    Scheduler scheduler = Schedulers.newSingle("host");
    try {
      AtomicReference<Loop> seen = new AtomicReference<>();
      Loop loop = Loop.onScheduler(scheduler);
      String thread =
          loop.run(
              async(
                  co -> {
                    seen.set(co.loop());
                    co.await(sleep(ofMillis(1)));
                    String name = Thread.currentThread().getName();
                    return Thread.currentThread().isVirtual() ? "host-1" : name;
                  }));

      assertEquals("host-1", thread);
      assertSame(loop, seen.get());
      assertSame(loop, Loop.onScheduler(scheduler));
      assertSame(loop, Loop.onScheduler(loop));
      loop.close();
    } finally {
      scheduler.dispose();
    }
  }
}
