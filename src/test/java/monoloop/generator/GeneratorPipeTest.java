package monoloop.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.Scannable;
import reactor.core.Scannable.Attr;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;
import reactor.test.subscriber.TestSubscriber;
import reactor.test.util.RaceTestUtils;

class GeneratorPipeTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  private final List<String> trail = new ArrayList<>();

  /** Answers with the sum so far; ends after {@code most} elements. */
  private Generator<Integer, Integer, String> sums(int most) {
    return Generator.of(
        out -> {
          trail.add("primed");
          int sum = 0;
          try {
            for (int i = 0; i < most; i++) {
              sum += out.yield(sum);
            }
            return "enough";
          } finally {
            trail.add("finally");
          }
        });
  }

  private Function<Flux<Integer>, Flux<Integer>> summing(int most) {
    return Generator.pipe(() -> sums(most));
  }

  @Test
  void each_element_is_sent_and_each_yield_is_emitted() {
    StepVerifier.create(Flux.range(1, 4).transform(summing(99)))
        .expectNext(1, 3, 6, 10)
        .expectComplete()
        .verify(SOON);

    assertEquals(List.of("primed", "finally"), trail);
  }

  @Test
  void the_body_is_primed_at_subscription_and_its_first_yield_is_not_an_element() {
    TestSubscriber<Integer> subscriber = TestSubscriber.builder().initialRequest(0).build();
    Flux<Integer> flux = Flux.range(1, 4).transform(summing(99));
    assertEquals(List.of(), trail);

    flux.subscribe(subscriber);

    assertEquals(List.of("primed"), trail);
    assertEquals(List.of(), subscriber.getReceivedOnNext());
    subscriber.cancel();
  }

  @Test
  void a_generator_that_its_supplier_primed_is_not_primed_again() {
    Flux<Integer> flux =
        Flux.range(1, 3)
            .transform(
                Generator.<Integer, Integer>pipe(
                    () -> {
                      Generator<Integer, Integer, String> started = sums(99);
                      started.next();
                      started.send(100);
                      return started;
                    }));

    StepVerifier.create(flux).expectNext(101, 103, 106).expectComplete().verify(SOON);
  }

  @Test
  void one_request_downstream_is_one_request_upstream() {
    TestPublisher<Integer> source = TestPublisher.create();
    AtomicInteger requested = new AtomicInteger();
    TestSubscriber<Integer> subscriber = TestSubscriber.builder().initialRequest(0).build();
    source
        .flux()
        .doOnRequest(n -> requested.addAndGet((int) n))
        .transform(summing(99))
        .subscribe(subscriber);
    assertEquals(0, requested.get());

    subscriber.request(2);
    assertEquals(2, requested.get());
    source.next(1, 2);
    assertEquals(2, requested.get());
    subscriber.request(1);
    assertEquals(3, requested.get());
    assertEquals(List.of(1, 3), subscriber.getReceivedOnNext());
    subscriber.cancel();
    source.assertCancelled();
  }

  @Test
  void the_return_completes_and_cancels_the_source() {
    TestPublisher<Integer> source = TestPublisher.create();

    StepVerifier.create(source.flux().transform(summing(3)))
        .then(() -> source.next(1, 2, 3))
        .expectNext(1, 3)
        .expectComplete()
        .verify(SOON);

    source.assertCancelled();
    assertEquals(List.of("primed", "finally"), trail);
  }

  @Test
  void a_body_that_returns_before_its_first_yield_completes_at_once() {
    TestPublisher<Integer> source = TestPublisher.create();

    StepVerifier.create(source.flux().transform(summing(0))).expectComplete().verify(SOON);

    source.assertCancelled();
  }

  @Test
  void a_body_that_fails_before_its_first_yield_is_an_error_and_cancels_the_source() {
    TestPublisher<Integer> source = TestPublisher.create();
    Flux<Integer> flux =
        source
            .flux()
            .transform(
                Generator.<Integer, Integer>pipe(
                    () -> Generator.of(out -> { throw new IOException("boom"); })));

    StepVerifier.create(flux).expectErrorMessage("boom").verify(SOON);

    source.assertCancelled();
  }

  @Test
  void what_the_body_throws_is_the_error_and_cancels_the_source() {
    TestPublisher<Integer> source = TestPublisher.create();
    IOException boom = new IOException("boom");
    Flux<Integer> flux =
        source
            .flux()
            .transform(
                Generator.<Integer, Integer>pipe(
                    () ->
                        Generator.of(
                            out -> {
                              out.yield(0);
                              throw boom;
                            })));

    StepVerifier.create(flux)
        .then(() -> source.next(1))
        .expectErrorMatches(e -> e == boom)
        .verify(SOON);

    source.assertCancelled();
  }

  @Test
  void the_end_of_the_source_closes_the_generator_before_it_completes() {
    Flux<Integer> flux =
        Flux.range(1, 2).transform(summing(99)).doOnComplete(() -> trail.add("complete"));

    StepVerifier.create(flux).expectNext(1, 3).expectComplete().verify(SOON);

    assertEquals(List.of("primed", "finally", "complete"), trail);
  }

  @Test
  void an_error_in_finally_at_the_end_of_the_source_is_the_error() {
    Flux<Integer> flux =
        Flux.just(1)
            .transform(
                Generator.<Integer, Integer>pipe(
                    () ->
                        Generator.of(
                            out -> {
                              try {
                                while (true) {
                                  out.yield(7);
                                }
                              } finally {
                                fail("late");
                              }
                            })));

    StepVerifier.create(flux).expectNext(7).expectErrorMessage("late").verify(SOON);
  }

  @Test
  void cancel_inside_on_next_closes_the_generator_and_cancels_the_source() {
    TestPublisher<Integer> source = TestPublisher.create();

    StepVerifier.create(source.flux().transform(summing(99)).take(2))
        .then(() -> source.next(1, 2))
        .expectNext(1, 3)
        .expectComplete()
        .verify(SOON);

    source.assertCancelled();
    assertEquals(List.of("primed", "finally"), trail);
  }

  @Test
  void cancel_that_races_with_an_element_runs_finally_once() {
    for (int i = 0; i < 300; i++) {
      trail.clear();
      TestPublisher<Integer> source = TestPublisher.create();
      TestSubscriber<Integer> subscriber = TestSubscriber.create();
      source.flux().transform(summing(99)).subscribe(subscriber);

      RaceTestUtils.race(() -> source.next(1, 2), subscriber::cancel);

      assertEquals(List.of("primed", "finally"), trail);
    }
  }

  @Test
  void a_null_yield_is_an_error_that_names_the_generator() {
    Flux<Integer> flux =
        Flux.range(1, 3)
            .transform(
                Generator.<Integer, Integer>pipe(
                    () ->
                        Generator.<@Nullable Integer, Integer, @Nullable Void>of(
                            out -> {
                              out.yield(null); // the priming value may be null
                              out.yield(1);
                              out.yield(null);
                              return null;
                            })));

    StepVerifier.create(flux)
        .expectNext(1)
        .expectErrorSatisfies(
            e -> {
              assertInstanceOf(NullPointerException.class, e);
              assertTrue(e.getMessage().startsWith("Generator[suspended"), e.getMessage());
            })
        .verify(SOON);
  }

  @Test
  void a_request_of_zero_is_an_error_and_closes_the_generator() {
    AtomicReference<Subscription> subscription = new AtomicReference<>();
    TestPublisher<Integer> source = TestPublisher.create();
    TestSubscriber<Integer> subscriber = TestSubscriber.builder().initialRequest(1).build();
    source
        .flux()
        .transform(summing(99))
        .doOnSubscribe(subscription::set)
        .subscribe(subscriber);

    subscription.get().request(0);

    assertInstanceOf(IllegalArgumentException.class, subscriber.expectTerminalError());
    source.assertCancelled();
    assertEquals(List.of("primed", "finally"), trail);
  }

  @Test
  void a_conditional_subscriber_that_refuses_an_answer_gets_another() {
    TestSubscriber<Integer> even =
        TestSubscriber.builder().initialRequest(1).buildConditional(value -> value % 2 == 0);

    Flux.range(1, 9).transform(summing(99)).subscribe(even);

    assertEquals(List.of(6), even.getReceivedOnNext());
    even.cancel();
  }

  @Test
  void generators_of_other_origin_can_be_pipes() {
    Flux<Integer> flux =
        Flux.range(1, 3).transform(Generator.<Integer, Integer>pipe(() -> new Stranger<>(sums(9))));

    StepVerifier.create(flux).expectNext(1, 3, 6).expectComplete().verify(SOON);
  }

  @Test
  void an_element_after_the_end_is_dropped_through_the_hook() {
    TestPublisher<Integer> source =
        TestPublisher.createNoncompliant(TestPublisher.Violation.CLEANUP_ON_TERMINATE);

    StepVerifier.create(source.flux().transform(summing(1)))
        .then(() -> source.next(1, 2))
        .expectComplete()
        .verifyThenAssertThat(SOON)
        .hasDropped(2);
  }

  @Test
  void the_subscription_can_be_scanned() {
    TestPublisher<Integer> source = TestPublisher.create();
    TestSubscriber<Integer> subscriber = TestSubscriber.builder().initialRequest(5).build();
    Flux<Integer> upstream = source.flux();
    Flux<Integer> flux = upstream.transform(summing(99));
    flux.subscribe(subscriber);
    source.next(1, 2);
    Scannable subscription = Scannable.from(Scannable.from(subscriber).scan(Attr.PARENT));

    assertEquals(Attr.RunStyle.SYNC, Scannable.from(flux).scan(Attr.RUN_STYLE));
    assertEquals(0, Scannable.from(flux).scan(Attr.PREFETCH));
    assertSame(upstream, Scannable.from(flux).scan(Attr.PARENT));
    assertSame(subscriber, subscription.scan(Attr.ACTUAL));
    assertEquals(3L, subscription.scan(Attr.REQUESTED_FROM_DOWNSTREAM));
    assertEquals(false, subscription.scan(Attr.TERMINATED));
    subscriber.cancel();
    assertEquals(true, subscription.scan(Attr.CANCELLED));
  }

  @Nested
  class WhenTheSourceFails {
    private final IOException boom = new IOException("boom");

    /** Catches errors and answers with -1. */
    private Function<Flux<Integer>, Flux<Integer>> catching() {
      return Generator.pipe(
          () ->
              Generator.of(
                  out -> {
                    int answer = 0;
                    try {
                      while (true) {
                        try {
                          answer = out.yield(answer);
                        } catch (IOException e) {
                          trail.add("caught " + e.getMessage());
                          answer = -1;
                        }
                      }
                    } finally {
                      trail.add("finally");
                    }
                  }));
    }

    @Test
    void the_error_is_raised_in_the_body_and_passes_as_it_is() {
      Flux<Integer> flux =
          Flux.range(1, 2).concatWith(Flux.error(boom)).transform(summing(99));

      StepVerifier.create(flux).expectNext(1, 3).expectErrorMatches(e -> e == boom).verify(SOON);
      assertEquals(List.of("primed", "finally"), trail);
    }

    @Test
    void a_body_that_catches_it_answers_once_more_and_the_stream_completes() {
      Flux<Integer> flux = Flux.just(5).concatWith(Flux.error(boom)).transform(catching());

      StepVerifier.create(flux).expectNext(5, -1).expectComplete().verify(SOON);
      assertEquals(List.of("caught boom", "finally"), trail);
    }

    @Test
    void the_answer_to_the_error_waits_for_demand() {
      TestPublisher<Integer> source = TestPublisher.create();
      TestSubscriber<Integer> subscriber = TestSubscriber.builder().initialRequest(1).build();
      source.flux().transform(catching()).subscribe(subscriber);
      source.next(5);

      source.error(boom);
      assertEquals(List.of(5), subscriber.getReceivedOnNext());
      assertEquals(List.of("caught boom", "finally"), trail);
      subscriber.request(1);
      assertEquals(List.of(5, -1), subscriber.getReceivedOnNext());
      assertTrue(subscriber.isTerminatedComplete());
    }

    @Test
    void an_answer_that_waits_is_discarded_by_cancel() {
      TestPublisher<Integer> source = TestPublisher.create();

      StepVerifier.create(source.flux().transform(catching()), 0)
          .then(() -> source.error(boom))
          .thenCancel()
          .verifyThenAssertThat(SOON)
          .hasDiscardedExactly(0, -1);
    }

    @Test
    void a_body_that_returns_in_answer_completes() {
      Flux<Integer> flux =
          Flux.<Integer>error(boom)
              .transform(
                  Generator.<Integer, Integer>pipe(
                      () ->
                          Generator.of(
                              out -> {
                                try {
                                  out.yield(0);
                                } catch (IOException e) {
                                  trail.add("caught");
                                }
                                return null;
                              })));

      StepVerifier.create(flux).expectComplete().verify(SOON);
      assertEquals(List.of("caught"), trail);
    }

    @Test
    void a_body_that_throws_another_error_replaces_it() {
      Flux<Integer> flux =
          Flux.<Integer>error(boom)
              .transform(
                  Generator.<Integer, Integer>pipe(
                      () ->
                          Generator.of(
                              out -> {
                                try {
                                  out.yield(0);
                                } catch (IOException e) {
                                  throw new IllegalStateException("worse", e);
                                }
                                return null;
                              })));

      StepVerifier.create(flux).expectErrorMessage("worse").verify(SOON);
    }
  }

  /** Legal, and what a source without a queue does when it is requested from. */
  @Nested
  class SignalsFromInsideOnNext {
    private final TestPublisher<Integer> source = TestPublisher.create();

    private String trailOf(int most, Consumer<Integer> onNext) {
      source
          .flux()
          .transform(summing(most))
          .subscribe(
              sum -> {
                trail.add("got " + sum);
                onNext.accept(sum);
              },
              error -> trail.add(error.getMessage()),
              () -> trail.add("complete"));
      source.next(1);
      return String.join(", ", trail);
    }

    @Test
    void an_element_is_sent_at_once() {
      String order =
          trailOf(
              99,
              sum -> {
                if (sum < 3) {
                  source.next(1);
                }
              });
      source.complete();

      assertEquals("primed, got 1, got 2, got 3", order);
      assertEquals("complete", trail.getLast());
    }

    @Test
    void the_end_closes_the_body() {
      assertEquals(
          "primed, got 1, finally, complete", trailOf(99, sum -> source.complete()));
    }

    @Test
    void an_error_is_raised_in_the_body() {
      assertEquals(
          "primed, got 1, finally, boom",
          trailOf(99, sum -> source.error(new IOException("boom"))));
    }

    @Test
    void the_return_of_the_body_completes_once() {
      assertEquals("primed, got 1, finally, complete", trailOf(2, sum -> source.next(1)));
      source.assertCancelled();
    }
  }

  private static void fail(String message) {
    throw new IllegalStateException(message);
  }
}
