package monoloop.test;

import static java.time.Duration.ofSeconds;
import static monoloop.Async.async;
import static monoloop.Async.sleep;
import static monoloop.test.Awaits.waitUntilAllBlocked;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import monoloop.CancelledError;
import monoloop.Co;
import monoloop.Loop;
import monoloop.Task;
import monoloop.VirtualTicker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/** A clock that somebody moves. */
class ManualTimeTest {
  private final VirtualTicker ticker = VirtualTicker.manual();
  private final Loop loop = Loop.virtual(ticker);
  private final Trail trail = new Trail();

  @AfterEach
  void close() {
    loop.close();
  }

  /** Says the time once a second. */
  private Task<Object> ticking(Co co) {
    return co.spawn(
        c -> {
          while (true) {
            c.await(sleep(ofSeconds(1)));
            trail.say("tick " + ticker.elapsed().toSeconds());
          }
        });
  }

  @Test
  void it_stops_at_every_deadline_on_the_way() {
    loop.run(
        async(
            co -> {
              Task<Object> ticking = ticking(co);
              co.await(waitUntilAllBlocked());
              trail.say("blocked");
              ticker.advance(ofSeconds(2).plusMillis(500));
              co.await(waitUntilAllBlocked());
              trail.say("at " + ticker.elapsed());
              ticker.advance(ofSeconds(1));
              ticker.advance(ofSeconds(1));
              co.await(waitUntilAllBlocked());
              ticking.cancel();
              return true;
            }));

    assertEquals("blocked, tick 1, tick 2, at PT2.5S, tick 3, tick 4", trail.toString());
  }

  @Test
  void another_thread_may_advance_it() {
    loop.run(
        async(
            co -> {
              Task<Object> ticking = ticking(co);
              co.await(waitUntilAllBlocked());
              Schedulers.boundedElastic().schedule(() -> ticker.advance(ofSeconds(1)));
              co.await(sleep(ofSeconds(1)));
              trail.say("slept");
              ticking.cancel();
              return true;
            }));

    assertEquals("tick 1, slept", trail.toString());
  }

  @Test
  void it_moves_although_something_outside_is_awaited() {
    Mono<Object> silent = Sinks.one().asMono();

    loop.run(
        async(
            co -> {
              Task<Object> waiting = co.spawn(c -> c.await(silent));
              ticker.advance(ofSeconds(5));
              co.await(waitUntilAllBlocked());
              trail.say("at " + ticker.elapsed());
              waiting.cancel();
              return true;
            }));

    assertEquals("at PT5S", trail.toString());
  }

  @Test
  void a_cancelled_wait_for_all_to_block_is_forgotten() {
    loop.run(
        async(
            co -> {
              Task<Void> first = co.spawn("first", waitUntilAllBlocked());
              Task<Void> second = co.spawn("second", waitUntilAllBlocked());
              first.addDoneCallback(t -> trail.say("first"));
              second.addDoneCallback(t -> trail.say("second"));
              co.spawnEager(c -> first.cancel());
              co.await(second);
              assertThrows(CancelledError.class, first::result);
              return true;
            }));

    assertEquals("first, second", trail.toString());
  }

  @Test
  void it_does_not_go_back() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> ticker.advance(ofSeconds(-1)));

    assertEquals("duration must be >= 0, was PT-1S", e.getMessage());
  }
}
