package monoloop;

import static monoloop.Async.checkpoint;
import static monoloop.Async.flux;
import static monoloop.Async.iterate;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import monoloop.test.Trail;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/** Publishers that are pulled. */
class IterateTest {
  private final Trail trail = new Trail();

  private Flux<Integer> watched(Flux<Integer> flux) {
    return flux.hide()
        .doOnSubscribe(s -> trail.say("subscribed"))
        .doOnRequest(n -> trail.say("requested " + n))
        .doOnCancel(() -> trail.say("cancelled"));
  }

  @Test
  void each_element_is_requested_when_it_is_asked_for() {
    Async.run(
        co -> {
          try (AsyncIterator<Integer> items = iterate(watched(Flux.range(1, 2)))) {
            trail.say("made");
            for (Integer item; (item = co.await(items.next())) != null; ) {
              trail.say("got " + item);
            }
          }
          return null;
        });

    assertEquals(
        "made, subscribed, requested 1, got 1, requested 1, got 2", trail.toString());
  }

  @Test
  void leaving_early_cancels() {
    Async.run(
        co -> {
          try (AsyncIterator<Integer> items = iterate(watched(Flux.range(1, 5)))) {
            trail.say("got " + co.await(items.next()));
          }
          return null;
        });

    assertEquals("subscribed, requested 1, got 1, cancelled", trail.toString());
  }

  @Test
  void a_publisher_whose_subscribe_throws_fails_the_next_and_then_is_at_its_end() {
    Publisher<Integer> broken =
        subscriber -> {
          throw new IllegalStateException("no publisher");
        };

    Async.run(
        co -> {
          try (AsyncIterator<Integer> items = iterate(broken)) {
            try {
              co.await(items.next());
            } catch (IllegalStateException e) {
              trail.say(e.getMessage());
            }
            trail.say("then " + co.await(items.next()));
          }
          return null;
        });

    assertEquals("no publisher, then null", trail.toString());
  }

  @Test
  void the_publisher_finds_the_deadline_in_its_context() {
    Flux<Duration> asking =
        Flux.deferContextual(context -> Flux.just(Deadline.of(context).remaining()));

    Duration left =
        Async.run(
            Async.timeout(
                Duration.ofDays(1),
                co -> {
                  try (AsyncIterator<Duration> items = iterate(asking)) {
                    return co.await(items.next());
                  }
                }));

    assertTrue(left.compareTo(Duration.ofHours(23)) > 0, left::toString);
  }

  @Test
  void a_prefetch_requests_ahead() {
    Async.run(
        co -> {
          try (AsyncIterator<Integer> items = iterate(watched(Flux.range(1, 6)), 4)) {
            for (Integer item; (item = co.await(items.next())) != null; ) {
              trail.say("got " + item);
            }
          }
          return null;
        });

    assertTrue(
        trail.toString().startsWith("subscribed, requested 4, got 1, got 2, requested 3, got 3"),
        trail.toString());
    assertTrue(trail.toString().endsWith("got 6"), trail.toString());
  }

  @Test
  void elements_may_come_from_another_thread() {
    int sum =
        Async.run(
            co -> {
              int total = 0;
              try (AsyncIterator<Integer> items =
                  iterate(Flux.range(1, 1_000).publishOn(Schedulers.parallel()))) {
                for (Integer item; (item = co.await(items.next())) != null; ) {
                  total += item;
                }
              }
              return total;
            });

    assertEquals(500_500, sum);
  }

  @Test
  void an_async_generator_is_pulled_step_by_step() {
    Async.run(
        co -> {
          Flux<String> letters =
              flux(
                  out -> {
                    out.yield("a");
                    trail.say("asked again");
                    out.await(checkpoint());
                    out.yield("b");
                    return null;
                  });
          try (AsyncIterator<String> items = iterate(letters)) {
            trail.say(co.await(items.next()));
            trail.say(co.await(items.next()));
            assertNull(co.await(items.next()));
          }
          return null;
        });

    assertEquals("a, asked again, b", trail.toString());
  }

  @Test
  void an_error_is_thrown_once_then_comes_the_end() {
    Async.run(
        co -> {
          try (AsyncIterator<Integer> items =
              iterate(Flux.concat(Flux.just(1), Flux.error(new IOException("broken"))))) {
            trail.say("got " + co.await(items.next()));
            try {
              co.await(items.next());
            } catch (IOException e) {
              trail.say(e.getMessage());
            }
            trail.say("then " + co.await(items.next()));
          }
          return null;
        });

    assertEquals("got 1, broken, then null", trail.toString());
  }

  @Test
  void a_cancelled_next_loses_no_element() {
    Sinks.Many<Integer> sink = Sinks.many().unicast().onBackpressureBuffer();

    Async.run(
        co -> {
          try (AsyncIterator<Integer> items = iterate(watched(sink.asFlux()))) {
            Task<Integer> first = co.spawn(items.next());
            co.await(checkpoint());
            first.cancel();
            co.await(checkpoint());
            assertTrue(first.isCancelled());
            sink.tryEmitNext(7);
            trail.say("got " + co.await(items.next()));
          }
          return null;
        });

    assertEquals("subscribed, requested 1, got 7, cancelled", trail.toString());
  }

  @Test
  void two_waiting_nexts_are_refused() {
    Async.run(
        co -> {
          try (AsyncIterator<Integer> items = iterate(Flux.never())) {
            Task<Integer> first = co.spawn("first", items.next());
            co.await(checkpoint());
            IllegalStateException e = null;
            try {
              co.await(items.next());
            } catch (IllegalStateException refused) {
              e = refused;
            }
            assertTrue(
                e.getMessage()
                    .startsWith(
                        "next() of AsyncIterator[open, 0 buffered] is waiting already for Task[first"),
                e.getMessage());
            first.cancel();
          }
          return null;
        });
  }

  @Test
  void closing_ends_a_next_that_waits() {
    Async.run(
        co -> {
          AsyncIterator<Integer> items = iterate(Flux.never());
          Task<Integer> waiting = co.spawn(items.next());
          co.await(checkpoint());
          items.close();
          items.close();
          assertNull(co.await(waiting));
          assertNull(co.await(items.next()));
          assertEquals("AsyncIterator[closed, 0 buffered]", items.toString());
          return null;
        });
  }

  @Test
  void next_is_a_mono_anywhere() {
    try (AsyncIterator<Integer> items = iterate(Flux.just(1))) {
      assertEquals(1, items.next().block(Duration.ofSeconds(5)));
      assertNull(items.next().block(Duration.ofSeconds(5)));
    }
  }

  @Test
  void bad_arguments_are_refused() {
    assertThrows(NullPointerException.class, () -> iterate(null));
    assertEquals(
        "prefetch must be >= 1, was 0",
        assertThrows(IllegalArgumentException.class, () -> iterate(Flux.just(1), 0)).getMessage());
  }
}
