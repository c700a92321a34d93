package monoloop.sync;

import static monoloop.Async.checkpoint;
import static monoloop.Async.gather;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import monoloop.Async;
import monoloop.Coroutine;
import monoloop.Task;
import monoloop.test.Trail;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Tasks that wait for each other. */
class BarrierTest {
  private final Trail trail = new Trail();

  private Coroutine<Void> party(String name, Barrier barrier) {
    return co -> {
      try {
        int place = co.await(barrier.await());
        trail.say(name + " passes as " + place);
      } catch (BrokenBarrierException e) {
        trail.say(name + ": " + e.getMessage());
      }
      return null;
    };
  }

  private Mono<Void> coming(String name, Barrier barrier) {
    return Async.async(party(name, barrier));
  }

  @Test
  void everybody_passes_once_the_last_one_has_come_who_does_not_wait() {
    Barrier barrier = new Barrier(3);

    Async.run(gather(coming("a", barrier), coming("b", barrier), coming("c", barrier)));

    assertEquals("c passes as 2, a passes as 0, b passes as 1", trail.toString());
  }

  @Test
  void it_serves_round_after_round() {
    Barrier barrier = new Barrier(2);

    Async.run(
        co -> {
          for (int i = 0; i < 2; i++) {
            Task<Void> a = co.spawn(party("a", barrier));
            Task<Void> b = co.spawn(party("b", barrier));
            co.await(a);
            co.await(b);
          }
          return null;
        });

    assertEquals(
        "b passes as 1, a passes as 0, b passes as 1, a passes as 0", trail.toString());
  }

  @Test
  void newcomers_wait_for_the_next_round_while_the_last_one_still_drains() {
    Barrier barrier = new Barrier(2);

    Async.run(
        co -> {
          Task<Void> a = co.spawn(party("a", barrier));
          co.await(checkpoint());
          int mine = co.await(barrier.await());
          trail.say("I pass as " + mine);
          co.spawnEager(party("newcomer", barrier));
          trail.say("waiting: " + barrier.waiting());
          barrier.reset();
          co.await(a);
          co.await(checkpoint());
          return null;
        });

    assertEquals(
        "I pass as 1, waiting: 1, a passes as 0,"
            + " newcomer: Barrier[filling, 1 of 2 waiting] was reset while this task waited",
        trail.toString());
  }

  @Test
  void one_that_is_cancelled_leaves_and_the_others_still_wait_for_the_full_number() {
    Barrier barrier = new Barrier(2);

    Async.run(
        co -> {
          Task<Void> gone = co.spawn(party("gone", barrier));
          co.await(checkpoint());
          gone.cancel();
          co.await(checkpoint());
          assertEquals(new Barrier.Statistics(2, 0, false), barrier.statistics());
          co.await(gather(coming("a", barrier), coming("b", barrier)));
          return null;
        });

    assertEquals("b passes as 1, a passes as 0", trail.toString());
  }

  @Test
  void reset_sends_those_who_wait_away_and_leaves_it_usable() {
    Barrier barrier = new Barrier(2);

    Async.run(
        co -> {
          Task<Void> a = co.spawn(party("a", barrier));
          co.await(checkpoint());
          barrier.reset();
          assertFalse(barrier.isBroken());
          co.await(a);
          co.await(gather(coming("b", barrier), coming("c", barrier)));
          return null;
        });

    assertEquals(
        "a: Barrier[filling, 1 of 2 waiting] was reset while this task waited, c passes as 1,"
            + " b passes as 0",
        trail.toString());
  }

  @Test
  void abort_breaks_it_until_it_is_reset() {
    Barrier barrier = new Barrier(2);

    Async.run(
        co -> {
          Task<Void> a = co.spawn(party("a", barrier));
          co.await(checkpoint());
          barrier.abort();
          co.await(a);
          co.await(coming("late", barrier));
          assertTrue(barrier.isBroken());
          barrier.reset();
          co.await(gather(coming("b", barrier), coming("c", barrier)));
          return null;
        });

    assertEquals(
        "a: Barrier[broken, 1 of 2 waiting] was aborted while this task waited,"
            + " late: Barrier[broken, 0 of 2 waiting] lets nobody pass: it was aborted. Call"
            + " reset() to use it again, c passes as 1, b passes as 0",
        trail.toString());
  }

  @Test
  void a_barrier_of_one_is_open() {
    assertEquals(List.of(0, 0), Async.run(gather(new Barrier(1).await(), new Barrier(1).await())));
  }

  @Test
  void nobody_is_no_number_of_parties() {
    assertEquals(
        "parties must be >= 1, was 0",
        assertThrows(IllegalArgumentException.class, () -> new Barrier(0)).getMessage());
  }
}
