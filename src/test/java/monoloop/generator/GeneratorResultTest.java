package monoloop.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.subscriber.TestSubscriber;

class GeneratorResultTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  private final List<String> trail = new ArrayList<>();

  /** Yields 1 to n and returns their sum; null for none. */
  private Generator<Integer, @Nullable Object, @Nullable Integer> sum(int n) {
    return Generator.of(
        out -> {
          int sum = 0;
          try {
            for (int i = 1; i <= n; i++) {
              trail.add("yield " + i);
              out.yield(i);
              sum += i;
            }
          } finally {
            trail.add("finally");
          }
          return n == 0 ? null : sum;
        });
  }

  private Mono<Integer> result(int n) {
    return Generator.result(() -> sum(n));
  }

  @Test
  void the_return_value_is_the_element_and_the_yields_are_discarded() {
    StepVerifier.create(result(3))
        .expectNext(6)
        .expectComplete()
        .verifyThenAssertThat(SOON)
        .hasDiscardedExactly(1, 2, 3);
  }

  @Test
  void it_is_cold_and_runs_when_requested() {
    TestSubscriber<Integer> subscriber = TestSubscriber.builder().initialRequest(0).build();
    Mono<Integer> mono = result(1);
    mono.subscribe(subscriber);
    assertEquals(List.of(), trail);

    subscriber.request(1);

    assertEquals(List.of("yield 1", "finally"), trail);
    assertEquals(List.of(1), subscriber.getReceivedOnNext());
    assertEquals(1, mono.block(SOON));
  }

  @Test
  void null_is_an_empty_mono() {
    StepVerifier.create(result(0)).expectComplete().verify(SOON);
  }

  @Test
  void a_null_yield_is_no_error() {
    Mono<String> mono =
        Generator.result(
            () ->
                Generator.<@Nullable Integer, @Nullable Object, String>of(
                    out -> {
                      out.yield(null);
                      return "done";
                    }));

    StepVerifier.create(mono).expectNext("done").expectComplete().verify(SOON);
  }

  @Test
  void what_the_body_throws_is_the_error_signal() {
    IOException boom = new IOException("boom");
    Mono<String> mono =
        Generator.result(
            () ->
                Generator.<Integer, @Nullable Object, String>of(
                    out -> {
                      out.yield(1);
                      throw boom;
                    }));

    StepVerifier.create(mono).expectErrorMatches(e -> e == boom).verify(SOON);
  }

  @Test
  void cancel_before_the_request_runs_nothing() {
    StepVerifier.create(result(3), 0).thenCancel().verify(SOON);

    assertEquals(List.of(), trail);
  }

  @Test
  void cancel_closes_the_body_at_its_next_yield() {
    AtomicReference<Subscription> subscription = new AtomicReference<>();
    TestSubscriber<String> subscriber = TestSubscriber.builder().initialRequest(0).build();
    Generator.<String>result(
            () ->
                Generator.of(
                    out -> {
                      try {
                        for (int i = 1; ; i++) {
                          trail.add("yield " + i);
                          if (i == 3) {
                            subscription.get().cancel();
                          }
                          out.yield(i);
                        }
                      } finally {
                        trail.add("finally");
                      }
                    }))
        .doOnSubscribe(subscription::set)
        .subscribe(subscriber);

    subscriber.request(1);

    assertEquals(List.of("yield 1", "yield 2", "yield 3", "finally"), trail);
    assertEquals(List.of(), subscriber.getReceivedOnNext());
  }

  @Test
  void a_request_of_zero_is_an_error() {
    AtomicReference<Subscription> subscription = new AtomicReference<>();
    TestSubscriber<Integer> subscriber = TestSubscriber.builder().initialRequest(0).build();
    result(3).doOnSubscribe(subscription::set).subscribe(subscriber);

    subscription.get().request(0);

    assertInstanceOf(IllegalArgumentException.class, subscriber.expectTerminalError());
    assertEquals(List.of(), trail);
  }

  @Test
  void generators_of_other_origin_have_results_too() {
    StepVerifier.create(Generator.<Integer>result(() -> new Stranger<>(sum(4))))
        .expectNext(10)
        .expectComplete()
        .verify(SOON);
  }
}
