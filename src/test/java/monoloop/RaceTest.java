package monoloop;

import static monoloop.Async.async;
import static monoloop.Async.checkpoint;
import static monoloop.Async.race;
import static monoloop.Async.sleep;
import static monoloop.Async.staggeredRace;
import static monoloop.test.Turns.turns;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import monoloop.test.Trail;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Who wins, and what becomes of the others. */
class RaceTest {
  private static final Duration LONG = Duration.ofDays(1);

  private final Trail trail = new Trail();

  /** Waits for ever and takes two turns to clean up. */
  private Mono<String> endless(String name) {
    return async(
        co -> {
          trail.say(name + " starts");
          try {
            co.await(sleep(LONG));
          } finally {
            co.await(turns(2));
            trail.say(name + " has cleaned up");
          }
          return name;
        });
  }

  private Mono<String> after(int turns, String value) {
    return async(
        co -> {
          co.await(turns(turns));
          trail.say(value + " is there");
          return value;
        });
  }

  private Mono<String> failing(Throwable error) {
    return async(
        co -> {
          trail.say("fails with " + error.getMessage());
          co.await(checkpoint());
          return co.await(Mono.<String>error(error));
        });
  }

  @Test
  void the_first_to_end_wins_and_the_losers_have_ended_before_the_result_is_there() {
    String got =
        Async.run(
            co -> {
              String winner = co.await(race(endless("a"), after(2, "b"), endless("c")));
              trail.say(winner + " wins");
              return winner;
            });

    assertEquals("b", got);
    assertEquals(
        "a starts, c starts, b is there, a has cleaned up, c has cleaned up, b wins",
        trail.toString());
  }

  @Test
  void an_error_wins_too() {
    IOException error = new IOException("no route");

    Object got =
        Async.run(
            co -> {
              try {
                return co.await(race(endless("a"), failing(error)));
              } catch (IOException e) {
                return e;
              }
            });

    assertSame(error, got);
    assertEquals("a starts, fails with no route, a has cleaned up", trail.toString());
  }

  @Test
  void an_empty_mono_wins_too() {
    assertNull(Async.run(co -> co.await(Async.<String>race(endless("a"), Mono.empty()))));
  }

  @Test
  void a_cancelled_race_cancels_everybody_and_waits() {
    Async.run(
        co -> {
          Task<String> task = co.spawn(race(endless("a"), endless("b")));
          co.await(turns(2));
          task.cancel("enough");
          try {
            co.await(task);
          } catch (CancelledError e) {
            trail.say("cancelled: " + e.reason());
          }
          return null;
        });

    assertEquals(
        "a starts, b starts, a has cleaned up, b has cleaned up, cancelled: enough",
        trail.toString());
  }

  @Test
  void a_task_that_loses_is_cancelled() {
    Async.run(
        co -> {
          Task<String> task = co.spawn(endless("task"));
          assertEquals("b", co.await(race(task, after(1, "b"))));
          assertEquals(true, task.isCancelled());
          return null;
        });
  }

  @Test
  void the_value_of_a_loser_that_ends_all_the_same_is_discarded() {
    List<Object> discarded = new ArrayList<>();
    Mono<String> stubborn =
        async(
            co -> {
              try {
                co.await(sleep(LONG));
              } catch (CancelledError e) {
                trail.say("refuses");
              }
              return "late";
            });

    String got =
        Async.run(
            Async.<String>race(stubborn, after(1, "b"))
                .doOnDiscard(String.class, discarded::add));

    assertEquals("b", got);
    assertEquals(List.of("late"), discarded);
  }

  @Test
  void the_error_of_a_loser_is_suppressed_in_the_error_of_the_winner() {
    IOException error = new IOException("first");
    Mono<String> worse =
        async(
            co -> {
              try {
                return co.await(endless("a"));
              } catch (CancelledError e) {
                throw new IllegalStateException("second");
              }
            });

    Async.run(
        co -> {
          try {
            co.await(race(worse, failing(error)));
          } catch (IOException e) {
            trail.say(e.getSuppressed()[0].getMessage() + " is suppressed in " + e.getMessage());
          }
          return null;
        });

    assertEquals(
        "a starts, fails with first, a has cleaned up, second is suppressed in first",
        trail.toString());
  }

  @Test
  void a_race_of_nobody_is_refused() {
    assertThrows(IllegalArgumentException.class, () -> race(List.of()));
    assertThrows(IllegalArgumentException.class, () -> staggeredRace(LONG, List.of()));
  }

  @Test
  void in_a_staggered_race_the_next_one_starts_when_the_one_before_has_failed() {
    String got =
        Async.run(
            co ->
                co.await(
                    staggeredRace(
                        LONG,
                        List.of(
                            failing(new IOException("1")),
                            failing(new IOException("2")),
                            after(1, "c"),
                            after(0, "d")))));

    assertEquals("c", got);
    assertEquals("fails with 1, fails with 2, c is there", trail.toString());
  }

  @Test
  void in_a_staggered_race_the_next_one_starts_when_the_delay_has_passed() {
    String got =
        Async.run(
            co ->
                co.await(
                    staggeredRace(
                        Duration.ofNanos(1), List.of(endless("a"), endless("b"), after(0, "c")))));

    assertEquals("c", got);
    assertEquals(
        "a starts, b starts, c is there, a has cleaned up, b has cleaned up", trail.toString());
  }

  @Test
  void a_staggered_race_that_nobody_wins_fails_with_all_errors() {
    TaskGroupException all =
        assertThrows(
            TaskGroupException.class,
            () ->
                Async.run(
                    staggeredRace(
                        LONG,
                        List.of(failing(new IOException("1")), failing(new IOException("2"))))));

    assertEquals(
        List.of("1", "2"), all.failures().stream().map(Throwable::getMessage).toList());
  }

  @Test
  void in_a_staggered_race_the_error_of_who_was_cancelled_is_reported_with_those_before() {
    Mono<String> worse =
        async(
            co -> {
              try {
                return co.await(endless("b"));
              } catch (CancelledError e) {
                throw new IllegalStateException("cannot clean up");
              }
            });
    Loop loop = Loop.virtual(VirtualTicker.autojump());
    loop.exceptionHandler(
        (l, message, error, source) ->
            trail.say(
                error.getMessage() + " is reported with " + error.getSuppressed()[0].getMessage()));

    String got =
        loop.run(
            staggeredRace(
                Duration.ofSeconds(1),
                List.of(failing(new IOException("no route")), worse, after(0, "c"))));
    loop.close();

    assertEquals("c", got);
    assertEquals(
        "fails with no route, b starts, c is there, b has cleaned up,"
            + " cannot clean up is reported with no route",
        trail.toString());
  }

  @Test
  void in_a_cancelled_staggered_race_the_errors_are_suppressed_in_the_cancellation() {
    Async.run(
        co -> {
          Task<String> task =
              co.spawn(
                  staggeredRace(LONG, List.of(failing(new IOException("no route")), endless("b"))));
          while (!trail.toString().contains("b starts")) {
            co.await(checkpoint());
          }
          task.cancel();
          try {
            co.await(task);
          } catch (CancelledError e) {
            trail.say("with " + e.getSuppressed()[0].getMessage());
          }
          return null;
        });

    assertEquals(
        "fails with no route, b starts, b has cleaned up, with no route", trail.toString());
  }

  @Test
  void a_cancelled_staggered_race_starts_nobody_any_more() {
    Async.run(
        co -> {
          Task<String> task = co.spawn(staggeredRace(LONG, List.of(endless("a"), endless("b"))));
          co.await(turns(2));
          task.cancel();
          co.await(Async.gatherSettled(List.of(task)));
          assertFalse(trail.toString().contains("b"));
          return null;
        });
  }
}
