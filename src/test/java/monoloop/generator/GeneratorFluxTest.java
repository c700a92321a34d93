package monoloop.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.Scannable.Attr;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.subscriber.TestSubscriber;
import reactor.test.util.RaceTestUtils;

class GeneratorFluxTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  /** What happened, in order. */
  private final List<String> trail = new ArrayList<>();

  /** Yields 1, 2, ... n; leaves "in finally" and its end in the trail. */
  private Generator<Integer, @Nullable Object, String> upTo(int n) {
    return Generator.of(
        out -> {
          trail.add("begin");
          try {
            for (int i = 1; i <= n; i++) {
              trail.add("yield " + i);
              out.yield(i);
            }
            return "the end";
          } finally {
            trail.add("finally");
          }
        });
  }

  private Flux<Integer> flux(int n) {
    return Generator.flux(() -> upTo(n));
  }

  private String trail() {
    return String.join(", ", trail);
  }

  @Test
  void every_yield_is_an_element_and_the_return_completes() {
    StepVerifier.create(flux(3)).expectNext(1, 2, 3).expectComplete().verify(SOON);

    assertEquals("begin, yield 1, yield 2, yield 3, finally", trail());
  }

  @Test
  void it_is_cold_with_a_generator_per_subscription() {
    Flux<Integer> flux = flux(1);
    assertEquals("", trail());

    StepVerifier.create(flux).expectNext(1).expectComplete().verify(SOON);
    StepVerifier.create(flux).expectNext(1).expectComplete().verify(SOON);

    assertEquals("begin, yield 1, finally, begin, yield 1, finally", trail());
  }

  @Test
  void a_body_without_a_yield_is_an_empty_flux() {
    StepVerifier.create(flux(0)).expectComplete().verify(SOON);
  }

  @Test
  void the_body_runs_no_further_than_demand() {
    TestSubscriber<Integer> subscriber = TestSubscriber.builder().initialRequest(0).build();
    flux(9).subscribe(subscriber);
    assertEquals("", trail());

    subscriber.request(2);
    assertEquals("begin, yield 1, yield 2", trail());
    subscriber.request(1);
    assertEquals("begin, yield 1, yield 2, yield 3", trail());
    subscriber.cancel();
    assertEquals("begin, yield 1, yield 2, yield 3, finally", trail());
    assertEquals(List.of(1, 2, 3), subscriber.getReceivedOnNext());
  }

  @Test
  void the_return_is_found_by_the_request_after_the_last_element() {
    TestSubscriber<Integer> subscriber = TestSubscriber.builder().initialRequest(2).build();
    flux(2).subscribe(subscriber);
    assertFalse(subscriber.isTerminatedComplete());

    subscriber.request(1);

    assertTrue(subscriber.isTerminatedComplete());
  }

  @Test
  void requests_from_inside_on_next_do_not_deepen_the_stack() {
    AtomicInteger deepest = new AtomicInteger();
    AtomicInteger depth = new AtomicInteger();
    AtomicInteger elements = new AtomicInteger();
    Generator.<Object>flux(() -> new HandWritten("x", 100_000))
        .subscribe(
            new BaseSubscriber<Object>() {
              @Override
              protected void hookOnSubscribe(Subscription subscription) {
                request(1);
              }

              @Override
              protected void hookOnNext(Object value) {
                elements.incrementAndGet();
                deepest.accumulateAndGet(depth.incrementAndGet(), Math::max);
                request(1);
                depth.decrementAndGet();
              }
            });

    assertEquals(100_000, elements.get());
    assertEquals(1, deepest.get());
  }

  @Test
  void demand_may_become_unbounded_in_the_middle() {
    TestSubscriber<Integer> subscriber = TestSubscriber.builder().initialRequest(1).build();
    flux(5).subscribe(subscriber);

    subscriber.request(Long.MAX_VALUE);

    assertEquals(List.of(1, 2, 3, 4, 5), subscriber.getReceivedOnNext());
    assertTrue(subscriber.isTerminatedComplete());
  }

  @Test
  void a_slow_consumer_bounds_the_producer() {
    AtomicInteger produced = new AtomicInteger();
    Flux<Integer> producer =
        Generator.flux(
            () ->
                Generator.of(
                    out -> {
                      for (int i = 1; ; i++) {
                        produced.set(i);
                        out.yield(i);
                      }
                    }));
    TestSubscriber<Integer> slow = TestSubscriber.builder().initialRequest(0).build();
    producer.publishOn(Schedulers.immediate(), 4).subscribe(slow);
    assertEquals(4, produced.get());

    for (int consumed = 1; consumed <= 100; consumed++) {
      slow.request(1);
      assertEquals(consumed, slow.getReceivedOnNext().size());
      int ahead = produced.get() - consumed;
      assertTrue(ahead >= 0 && ahead <= 4, ahead + " elements ahead");
    }
    slow.cancel();
  }

  @Test
  void cancel_inside_on_next_closes_the_body_at_that_very_yield() {
    StepVerifier.create(flux(9).take(2)).expectNext(1, 2).expectComplete().verify(SOON);

    assertEquals("begin, yield 1, yield 2, finally", trail());
  }

  @Test
  void cancel_before_the_first_request_runs_nothing() {
    TestSubscriber<Integer> subscriber = TestSubscriber.builder().initialRequest(0).build();
    flux(9).subscribe(subscriber);

    subscriber.cancel();
    subscriber.request(1);

    assertEquals("", trail());
    assertEquals(List.of(), subscriber.getReceivedOnNext());
  }

  @Test
  void cancel_that_races_with_request_runs_finally_once() {
    for (int i = 0; i < 300; i++) {
      AtomicInteger begun = new AtomicInteger();
      AtomicInteger ended = new AtomicInteger();
      TestSubscriber<Integer> subscriber = TestSubscriber.builder().initialRequest(0).build();
      Generator.<Integer>flux(
              () ->
                  Generator.of(
                      out -> {
                        begun.incrementAndGet();
                        try {
                          while (true) {
                            out.yield(1);
                          }
                        } finally {
                          ended.incrementAndGet();
                        }
                      }))
          .subscribe(subscriber);

      RaceTestUtils.race(
          () -> subscriber.request(3), () -> subscriber.request(2), subscriber::cancel);

      assertEquals(begun.get(), ended.get());
    }
  }

  @Test
  void delegates_emit_directly_too() {
    Flux<Integer> nested =
        Generator.flux(
            () ->
                Generator.of(
                    out -> {
                      out.yieldFrom(upTo(2));
                      out.yieldFrom(List.of(8, 9));
                      return null;
                    }));

    StepVerifier.create(nested, 1)
        .expectNext(1)
        .thenRequest(2)
        .expectNext(2, 8)
        .thenRequest(9)
        .expectNext(9)
        .expectComplete()
        .verify(SOON);
  }

  @Test
  void cancel_closes_delegates_from_the_inside_out() {
    Flux<Integer> nested =
        Generator.flux(
            () ->
                Generator.of(
                    out -> {
                      try {
                        out.yieldFrom(upTo(9));
                      } finally {
                        trail.add("outer finally");
                      }
                      return null;
                    }));

    StepVerifier.create(nested.take(1)).expectNext(1).expectComplete().verify(SOON);

    assertEquals("begin, yield 1, finally, outer finally", trail());
  }

  @Test
  void a_started_generator_goes_on_from_where_it_stands() {
    Generator<Integer, @Nullable Object, String> started = upTo(3);
    started.next();

    StepVerifier.create(Generator.<Integer>flux(() -> started))
        .expectNext(2, 3)
        .expectComplete()
        .verify(SOON);
  }

  @Test
  void a_finished_generator_is_an_empty_flux() {
    Generator<Integer, @Nullable Object, String> closed = upTo(3);
    closed.close();

    StepVerifier.create(Generator.<Integer>flux(() -> closed)).expectComplete().verify(SOON);
  }

  @Test
  void a_running_generator_is_an_error() {
    AtomicInteger errors = new AtomicInteger();
    List<Generator<Integer, @Nullable Object, @Nullable Void>> itself = new ArrayList<>();
    itself.add(
        Generator.of(
            out -> {
              Generator.<Integer>flux(() -> itself.get(0))
                  .subscribe(
                      value -> {},
                      error -> {
                        assertInstanceOf(IllegalStateException.class, error);
                        errors.incrementAndGet();
                      });
              out.yield(1);
              return null;
            }));

    assertEquals(1, itself.get(0).next());
    assertEquals(1, errors.get());
    itself.get(0).close();
  }

  @Test
  void generators_of_other_origin_are_stepped_from_outside() {
    Flux<Integer> flux = Generator.flux(() -> new Stranger<>(upTo(3)));

    StepVerifier.create(flux, 1)
        .expectNext(1)
        .thenRequest(1)
        .expectNext(2)
        .thenRequest(Long.MAX_VALUE)
        .expectNext(3)
        .expectComplete()
        .verify(SOON);
    trail.clear();
    StepVerifier.create(flux.take(1)).expectNext(1).expectComplete().verify(SOON);
    assertEquals("begin, yield 1, finally", trail());
  }

  @Test
  void a_conditional_subscriber_uses_demand_only_for_what_it_takes() {
    TestSubscriber<Integer> odd =
        TestSubscriber.builder().initialRequest(2).buildConditional(value -> value % 2 == 1);
    flux(9).subscribe(odd);

    assertEquals(List.of(1, 3), odd.getReceivedOnNext());
    assertEquals("begin, yield 1, yield 2, yield 3", trail());
    odd.cancel();
  }

  @Test
  void elements_are_emitted_on_the_thread_that_requests() {
    List<Thread> threads = new ArrayList<>();

    flux(2).doOnNext(value -> threads.add(Thread.currentThread())).blockLast();

    assertEquals(List.of(Thread.currentThread(), Thread.currentThread()), threads);
  }

  @Test
  void the_flux_and_its_subscription_can_be_scanned() {
    TestSubscriber<Integer> subscriber = TestSubscriber.builder().initialRequest(0).build();
    Flux<Integer> flux = flux(3);
    flux.subscribe(subscriber);
    Scannable subscription =
        Scannable.from(Scannable.from(subscriber).scan(Attr.PARENT));

    assertEquals(Attr.RunStyle.SYNC, Scannable.from(flux).scan(Attr.RUN_STYLE));
    assertEquals(0, Scannable.from(flux).scan(Attr.PREFETCH));
    assertSame(subscriber, subscription.scan(Attr.ACTUAL));
    assertEquals(0L, subscription.scan(Attr.REQUESTED_FROM_DOWNSTREAM));
    assertEquals(Attr.RunStyle.SYNC, subscription.scan(Attr.RUN_STYLE));
    subscriber.cancel();
    assertEquals(true, subscription.scan(Attr.CANCELLED));
    assertEquals(false, subscription.scan(Attr.TERMINATED));
  }

  @Test
  void a_subscriber_that_throws_closes_the_body_and_tells_who_requested() {
    Flux<Integer> flux = flux(3);
    CoreSubscriber<Integer> rude =
        new CoreSubscriber<>() {
          @Override
          public void onSubscribe(Subscription subscription) {
            subscription.request(2);
          }

          @Override
          public void onNext(Integer value) {
            throw new CancellationException("rude");
          }

          @Override
          public void onError(Throwable error) {
            trail.add("signalled");
          }

          @Override
          public void onComplete() {
            trail.add("signalled");
          }
        };

    assertThrows(CancellationException.class, () -> flux.subscribe(rude));
    assertEquals("begin, yield 1, finally", trail());
  }
}
