package monoloop.sync;

import static monoloop.Async.checkpoint;
import static monoloop.Async.gather;
import static monoloop.test.Turns.turns;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import monoloop.Async;
import monoloop.CancelledError;
import monoloop.Task;
import monoloop.test.Trail;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** One run for those who want the same at the same time. */
class SingleFlightTest {
  private final Trail trail = new Trail();
  private final SingleFlight<String, String> flights = new SingleFlight<>();

  private Mono<String> load(String key) {
    return flights.run(
        key,
        Async.async(
            co -> {
              trail.say("load " + key);
              try {
                co.await(turns(2));
              } catch (CancelledError e) {
                trail.say(key + ": " + e.reason());
                throw e;
              }
              if (key.equals("bad")) {
                throw new IOException("no " + key);
              }
              return key + "!";
            }));
  }

  @Test
  void equal_keys_share_a_run_and_others_do_not() {
    assertEquals(
        List.of("a!", "b!", "a!"), Async.run(gather(load("a"), load("b"), load("a"))));

    assertEquals("load a, load b", trail.toString());
    assertEquals(new SingleFlight.Statistics(0, 2, 1), flights.statistics());
  }

  @Test
  void nothing_is_remembered() {
    Async.run(
        co -> {
          co.await(load("a"));
          co.await(load("a"));
          return null;
        });

    assertEquals("load a, load a", trail.toString());
  }

  @Test
  void everybody_gets_the_error() {
    Async.run(
        co -> {
          Task<String> a = co.spawn(load("bad"));
          Task<String> b = co.spawn(load("bad"));
          for (Task<String> t : List.of(a, b)) {
            try {
              co.await(t);
            } catch (IOException e) {
              trail.say(e.getMessage());
            }
          }
          return null;
        });

    assertEquals("load bad, no bad, no bad", trail.toString());
  }

  @Test
  void a_run_goes_on_while_somebody_waits_and_is_cancelled_when_nobody_does() {
    Async.run(
        co -> {
          Task<String> a = co.spawn(load("a"));
          Task<String> b = co.spawn(load("a"));
          co.await(checkpoint());
          a.cancel();
          trail.say(co.await(b));
          Task<String> alone = co.spawn(load("c"));
          co.await(turns(2));
          trail.say(flights.toString());
          alone.cancel();
          co.await(turns(2));
          trail.say(flights.toString());
          assertTrue(alone.isCancelled());
          return null;
        });

    assertEquals(
        "load a, a!, load c, SingleFlight[1 running], c: nobody waits for it any more,"
            + " SingleFlight[0 running]",
        trail.toString());
  }

  @Test
  void a_key_and_work_are_needed() {
    assertThrows(NullPointerException.class, () -> flights.run("a", null));
    assertThrows(NullPointerException.class, () -> flights.run(null, Mono.just("x")));
  }
}
