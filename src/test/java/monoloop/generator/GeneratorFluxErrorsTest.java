package monoloop.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.test.subscriber.TestSubscriber;

class GeneratorFluxErrorsTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  private final List<String> trail = new ArrayList<>();

  private static Flux<Integer> of(GeneratorBody<Integer, @Nullable Object, @Nullable Void> body) {
    return Generator.flux(() -> Generator.of(body));
  }

  private Flux<Integer> endless() {
    return of(
        out -> {
          try {
            for (int i = 1; ; i++) {
              out.yield(i);
            }
          } finally {
            trail.add("finally");
          }
        });
  }

  @Test
  void what_the_body_throws_is_the_error_signal() {
    IOException boom = new IOException("boom");
    Flux<Integer> flux =
        of(
            out -> {
              out.yield(1);
              throw boom;
            });

    StepVerifier.create(flux).expectNext(1).expectErrorMatches(e -> e == boom).verify(SOON);
  }

  @Test
  void stop_iteration_out_of_a_body_is_an_illegal_state() {
    StepVerifier.create(of(out -> { throw new StopIteration(1); }))
        .expectErrorMatches(
            e -> e instanceof IllegalStateException && e.getCause() instanceof StopIteration)
        .verify(SOON);
  }

  @Test
  void a_null_yield_is_an_error_that_names_the_generator() {
    Flux<Integer> flux =
        Generator.flux(
            () ->
                Generator.<@Nullable Integer, @Nullable Object, @Nullable Void>of(
                    out -> {
                      try {
                        out.yield(1);
                        out.yield(null);
                        trail.add("after");
                      } finally {
                        trail.add("finally");
                      }
                      return null;
                    }));

    StepVerifier.create(flux)
        .expectNext(1)
        .expectErrorSatisfies(
            e -> {
              assertInstanceOf(NullPointerException.class, e);
              String message = e.getMessage();
              assertTrue(message.startsWith("Generator[suspended"), message);
              assertTrue(message.contains("yielded null"), message);
            })
        .verify(SOON);
    assertEquals(List.of("finally"), trail);
  }

  @Test
  void a_null_yield_by_a_generator_of_other_origin_is_an_error_too() {
    Flux<Integer> flux =
        Generator.flux(
            () ->
                new Stranger<>(
                    Generator.<@Nullable Integer, @Nullable Object, @Nullable Void>of(
                        out -> {
                          out.yield(null);
                          return null;
                        })));

    StepVerifier.create(flux).expectError(NullPointerException.class).verify(SOON);
  }

  @Test
  void a_supplier_that_throws_is_an_error_signal() {
    Flux<Integer> flux =
        Generator.flux(
            () -> {
              throw new IllegalArgumentException("no");
            });

    StepVerifier.create(flux).expectErrorMessage("no").verify(SOON);
  }

  @Test
  void a_supplier_that_returns_null_is_an_error_signal() {
    Flux<Integer> flux = Generator.flux(() -> nothing());

    StepVerifier.create(flux)
        .expectErrorMessage("the supplier of generators returned null")
        .verify(SOON);
  }

  @SuppressWarnings("NullAway")
  private static Generator<Integer, Object, Object> nothing() {
    return null;
  }

  @Test
  void a_missing_supplier_is_refused_at_once() {
    assertThrows(NullPointerException.class, () -> Generator.flux(null));
    assertThrows(NullPointerException.class, () -> Generator.pipe(null));
    assertThrows(NullPointerException.class, () -> Generator.result(null));
  }

  @Test
  void a_request_of_zero_is_an_error_and_closes_the_body() {
    AtomicReference<Subscription> subscription = new AtomicReference<>();
    TestSubscriber<Integer> subscriber = TestSubscriber.builder().initialRequest(1).build();
    endless().doOnSubscribe(subscription::set).subscribe(subscriber);

    subscription.get().request(0);

    assertInstanceOf(IllegalArgumentException.class, subscriber.expectTerminalError());
    assertEquals(List.of(1), subscriber.getReceivedOnNext());
    assertEquals(List.of("finally"), trail);
    subscription.get().request(-1);
    subscription.get().request(1);
    assertEquals(List.of(1), subscriber.getReceivedOnNext());
  }

  @Test
  void a_negative_request_inside_on_next_is_an_error_after_it() {
    AtomicReference<Subscription> subscription = new AtomicReference<>();
    TestSubscriber<Integer> subscriber = TestSubscriber.create();

    endless()
        .doOnSubscribe(subscription::set)
        .doOnNext(value -> subscription.get().request(-3))
        .subscribe(subscriber);

    assertEquals(List.of(1), subscriber.getReceivedOnNext());
    assertInstanceOf(IllegalArgumentException.class, subscriber.expectTerminalError());
    assertEquals(List.of("finally"), trail);
  }

  @Test
  void an_error_in_finally_after_cancel_is_dropped_through_the_hook() {
    Flux<Integer> flux =
        of(
            out -> {
              try {
                out.yield(1);
              } finally {
                trail.add("finally");
                fail("late");
              }
              return null;
            });

    StepVerifier.create(flux, 1)
        .expectNext(1)
        .thenCancel()
        .verifyThenAssertThat(SOON)
        .hasDroppedErrorWithMessage("late");
    assertEquals(List.of("finally"), trail);
  }

  @Test
  void a_body_that_yields_while_it_is_closed_is_reported_and_its_value_discarded() {
    Flux<Integer> flux =
        of(
            out -> {
              try {
                out.yield(1);
              } finally {
                out.yield(2);
              }
              return null;
            });

    StepVerifier.create(flux, 1)
        .expectNext(1)
        .thenCancel()
        .verifyThenAssertThat(SOON)
        .hasDroppedErrorMatching(e -> e.getMessage().contains("ignored GeneratorExit"));
    StepVerifier.create(flux, 1)
        .expectNext(1)
        .thenCancel()
        .verifyThenAssertThat(SOON)
        .hasDiscardedExactly(2);
  }

  @Test
  void an_error_while_closing_does_not_hide_why_it_was_closed() {
    Flux<Integer> flux =
        Generator.flux(
            () ->
                Generator.<@Nullable Integer, @Nullable Object, @Nullable Void>of(
                    out -> {
                      try {
                        out.yield(null);
                      } finally {
                        fail("late");
                      }
                      return null;
                    }));

    StepVerifier.create(flux)
        .expectErrorSatisfies(
            e -> {
              assertInstanceOf(NullPointerException.class, e);
              assertEquals("late", e.getSuppressed()[0].getMessage());
            })
        .verify(SOON);
  }

  @Test
  void what_on_operator_error_makes_of_it_is_signalled() {
    IllegalStateException hooked = new IllegalStateException("hooked");
    AtomicReference<Throwable> signalled = new AtomicReference<>();

    of(out -> { throw new IOException("boom"); })
        .contextWrite(
            c ->
                c.put(
                    "reactor.onOperatorError.local",
                    (java.util.function.BiFunction<Throwable, Object, Throwable>)
                        (error, data) -> hooked))
        .subscribe(value -> {}, signalled::set);

    assertSame(hooked, assertNotNullAnd(signalled.get()));
  }

  private static Throwable assertNotNullAnd(@Nullable Throwable thrown) {
    assertNotNull(thrown);
    return thrown;
  }

  private static void fail(String message) {
    throw new IllegalStateException(message);
  }
}
