package monoloop.test;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static monoloop.Async.async;
import static monoloop.Async.checkpoint;
import static monoloop.Async.sleep;
import static monoloop.Async.timeout;
import static monoloop.test.Awaits.waitUntilAllBlocked;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import monoloop.Async;
import monoloop.AsyncIterator;
import monoloop.Coroutine;
import monoloop.Deferred;
import monoloop.Loop;
import monoloop.Task;
import monoloop.VirtualTicker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/** When a virtual clock moves, and when it does not. */
class VirtualTimeTest {
  private final VirtualTicker ticker = VirtualTicker.autojump();
  private final Loop loop = Loop.virtual(ticker);
  private final Trail trail = new Trail();

  @AfterEach
  void close() {
    loop.close();
  }

  private <T> T run(Coroutine<T> body) {
    return loop.run(async(body));
  }

  private Coroutine<Object> sleeper(String name, Duration delay) {
    return co -> {
      co.await(sleep(delay));
      trail.say(name + " at " + ticker.elapsed().toSeconds());
      return true;
    };
  }

  @Test
  void the_clock_jumps_from_deadline_to_deadline() {
    run(
        co -> {
          Task<Object> slow = co.spawn(sleeper("slow", ofSeconds(7200)));
          co.spawn(sleeper("quick", ofSeconds(60)));
          co.await(slow);
          return co.await(Mono.just(1));
        });

    assertEquals("quick at 60, slow at 7200", trail.toString());
    assertEquals(ofHours(2), ticker.elapsed());
    assertEquals(ticker.nanos(), loop.time());
  }

  @Test
  void a_year_of_ticks_passes_at_once() {
    Integer days =
        run(
            co -> {
              int n = 0;
              while (ticker.elapsed().compareTo(ofDays(365)) < 0) {
                co.await(sleep(ofDays(1)));
                n++;
              }
              return n;
            });

    assertEquals(365, days);
  }

  @Test
  void the_clock_stands_still_while_anything_is_ready() {
    run(
        co -> {
          co.spawn(sleeper("sleeper", ofMillis(1)));
          for (int i = 0; i < 100; i++) {
            co.await(checkpoint());
          }
          trail.say("busy until " + ticker.nanos());
          co.await(sleep(ofSeconds(1)));
          return true;
        });

    assertEquals("busy until 0, sleeper at 0", trail.toString());
  }

  @Test
  void a_limit_of_time_expires_without_waiting() {
    Coroutine<Object> forEver = co -> co.await(Mono.never());

    assertThrows(
        TimeoutException.class, () -> loop.run(timeout(ofHours(1), forEver)));
    assertEquals(ofHours(1), ticker.elapsed());
  }

  @Test
  void operators_on_coroutines_and_timers_of_the_loop_are_its_own() {
    Mono<String> hour = async(co -> co.await(sleep(ofHours(1)).thenReturn("slept")));

    String zipped =
        run(
            co ->
                co.await(
                    Mono.zip(hour.map(s -> s + "!"), Mono.delay(ofHours(2), loop))
                        .map(t -> t.getT1())));
    Long summed =
        run(
            co ->
                co.await(
                    Flux.range(1, 3).concatMap(i -> hour).flatMap(s -> hour, 2).count()));
    loop.run(Mono.just(1).delayElement(ofHours(1), loop));
    loop.run(Flux.just(1, 2).flatMap(i -> Mono.delay(ofHours(i), loop)).then());
    Long ticks =
        run(
            co -> {
              AsyncIterator<Long> i = Async.iterate(Flux.interval(ofHours(1), loop));
              co.await(i.next());
              Long second = co.await(i.next());
              i.close();
              return second;
            });

    assertEquals("slept!", zipped);
    assertEquals(3, summed);
    assertEquals(1, ticks);
    assertTrue(ticker.elapsed().compareTo(ofHours(7)) >= 0, ticker::toString);
  }

  @Test
  void the_clock_does_not_jump_while_another_thread_works_for_a_task() {
    CountDownLatch mayEnd = new CountDownLatch(1);
    Mono<String> work =
        Mono.fromCallable(
                () -> {
                  mayEnd.await();
                  return "worked";
                })
            .subscribeOn(Schedulers.boundedElastic());

    run(
        co -> {
          co.spawn(
              c -> {
                trail.say(c.await(work));
                return true;
              });
          Task<Object> sleeper = co.spawn(sleeper("an hour", ofHours(1)));
          co.await(waitUntilAllBlocked());
          trail.say("all wait at " + ticker.nanos());
          mayEnd.countDown();
          co.await(sleeper);
          return true;
        });

    assertEquals("all wait at 0, worked, an hour at 3600", trail.toString());
  }

  @Test
  void the_clock_does_not_jump_while_a_stage_is_awaited() {
    CompletableFuture<String> stage = new CompletableFuture<>();

    run(
        co -> {
          Task<Object> sleeper = co.spawn(sleeper("an hour", ofHours(1)));
          co.await(waitUntilAllBlocked());
          Schedulers.boundedElastic().schedule(() -> stage.complete("staged"));
          trail.say(co.await(stage));
          assertTrue(ticker.elapsed().compareTo(ofHours(1)) < 0);
          return co.await(sleeper);
        });

    assertEquals("staged, an hour at 3600", trail.toString());
  }

  @Test
  void a_limit_of_time_on_other_threads_is_real() {
    long before = System.nanoTime();
    Mono<Object> silent = Sinks.one().asMono();

    assertThrows(
        TimeoutException.class,
        () -> loop.run(timeout(ofMillis(30), co -> co.await(silent))));
    assertTrue(System.nanoTime() - before >= ofMillis(30).toNanos());
    assertEquals(ofMillis(30), ticker.elapsed());
  }

  @Test
  void what_returns_through_callSoonThreadsafe_alone_needs_a_hold() {
    run(
        co -> {
          Deferred<String> answer = new Deferred<>();
          Disposable hold = ticker.hold();
          Schedulers.boundedElastic()
              .schedule(() -> loop.callSoonThreadsafe(() -> answer.complete("called")));
          trail.say(co.await(answer));
          hold.dispose();
          hold.dispose();
          return co.await(sleep(ofHours(1)));
        });

    assertEquals("called", trail.toString());
  }

  @Test
  void waiting_for_ever_is_an_error_that_names_the_tasks() {
    IllegalStateException e =
        assertThrows(
            IllegalStateException.class,
            () ->
                run(
                    co -> {
                      Deferred<Object> first = new Deferred<>();
                      co.spawn("ping", c -> c.await(first));
                      return co.await(new Deferred<>());
                    }));

    String message = e.getMessage();
    assertTrue(message.contains("would wait for ever: nothing is ready"), message);
    assertTrue(message.contains("Task[ping, suspended in Deferred[pending"), message);
    assertTrue(message.contains("Task[Task-1, suspended in Deferred[pending"), message);
    assertTrue(message.contains("VirtualTimeTest.java:"), message);
  }

  @Test
  void a_mono_that_never_ends_is_waiting_for_ever() {
    assertThrows(IllegalStateException.class, () -> loop.run(Mono.never().map(x -> x)));
  }

  @Test
  void closing_does_not_wait_for_ever_either() {
    VirtualTicker other = VirtualTicker.autojump();
    Loop stubborn = Loop.virtual(other);
    stubborn.run(
        async(
            co -> {
              co.spawn(
                  c -> {
                    try {
                      return c.await(Mono.never());
                    } finally {
                      c.await(Mono.never());
                    }
                  });
              return co.await(checkpoint());
            }));

    assertThrows(IllegalStateException.class, stubborn::close);
    assertTrue(stubborn.isClosed());
  }

  @Test
  void the_time_of_day_begins_in_1970_and_goes_with_the_clock() {
    run(co -> co.await(sleep(ofHours(1))));

    assertEquals(3600_000, loop.now(TimeUnit.MILLISECONDS));
  }

  @Test
  void two_loops_do_not_share_their_time() {
    VirtualTicker other = VirtualTicker.autojump();
    try (Loop second = Loop.virtual(other)) {
      second.run(sleep(ofHours(1)));
    }

    assertEquals(Duration.ZERO, ticker.elapsed());
    assertEquals(ofHours(1), other.elapsed());
  }

  @Test
  void a_ticker_belongs_to_one_loop() {
    IllegalStateException e =
        assertThrows(IllegalStateException.class, () -> Loop.virtual(ticker));

    assertTrue(e.getMessage().contains("belongs to one loop"));
  }

  @Test
  void its_text_tells_how_it_moves_and_what_it_shows() {
    assertEquals("VirtualTicker[autojump, PT0S]", ticker.toString());
    assertEquals("VirtualTicker[manual, PT0S]", VirtualTicker.manual().toString());
    assertFalse(loop.toString().contains("monoloop-"), loop.toString());
  }
}
