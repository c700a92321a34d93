package monoloop.sync;

import static java.util.Comparator.comparing;
import static monoloop.Async.checkpoint;
import static monoloop.sync.Saying.saying;
import static monoloop.test.Turns.turns;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import monoloop.Async;
import monoloop.Task;
import monoloop.test.Trail;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Items from task to task: what the conformance programs 197 to 214 leave open. */
class AsyncQueueTest {
  private final Trail trail = new Trail();

  @Nested
  class Order {
    @Test
    void the_last_item_of_a_lifo_queue_comes_first() {
      AsyncQueue<String> q = AsyncQueue.lifo(3);

      List.of("a", "b", "c").forEach(q::tryPut);

      assertFalse(q.tryPut("d"));
      assertEquals(List.of("c", "b", "a"), drained(q));
    }

    @Test
    void equal_priorities_keep_their_order() {
      AsyncQueue<String> q = AsyncQueue.priority(10, comparing(String::length));

      List.of("ccc", "a1", "bbb", "a2", "a3").forEach(q::tryPut);

      assertEquals(List.of("a1", "a2", "a3", "ccc", "bbb"), drained(q));
    }

    @Test
    void an_item_that_came_back_keeps_its_place_among_equal_priorities() {
      AsyncQueue<String> q = AsyncQueue.priority(10, comparing(String::length));

      Async.run(
          co -> {
            Task<String> taker = co.spawn(q.take());
            co.await(checkpoint());
            List.of("a1", "a2").forEach(q::tryPut);
            taker.cancel();
            co.await(checkpoint());
            return null;
          });

      assertEquals(List.of("a1", "a2"), drained(q));
    }

    private List<String> drained(AsyncQueue<String> q) {
      return Stream.generate(q::tryTake).takeWhile(Optional::isPresent).map(Optional::get).toList();
    }
  }

  @Nested
  class ShutDown {
    @Test
    void an_item_that_comes_back_after_a_shutdown_at_once_is_dropped_and_done() {
      AsyncQueue<String> q = AsyncQueue.bounded(1);
      q.onDrop(item -> trail.say("dropped " + item));

      Async.run(
          co -> {
            Task<String> taker = co.spawn(q.take());
            Task<Void> joiner = co.spawn(co2 -> co2.await(q.awaitAllDone()));
            co.await(checkpoint());
            q.tryPut("handed over");
            taker.cancel();
            q.shutdownNow();
            co.await(checkpoint());
            co.await(joiner);
            return null;
          });

      assertEquals("dropped handed over", trail.toString());
      assertEquals(new AsyncQueue.Statistics(0, 0, 0, 0, 0, 1), q.statistics());
      assertThrows(QueueClosedException.class, q::tryTake);
    }

    @Test
    void an_item_that_comes_back_after_a_shutdown_can_still_be_taken() {
      AsyncQueue<String> q = AsyncQueue.bounded(1);

      Async.run(
          co -> {
            Task<String> taker = co.spawn(q.take());
            co.await(checkpoint());
            q.tryPut("handed over");
            taker.cancel();
            q.shutdown();
            co.await(checkpoint());
            return null;
          });

      assertEquals(Optional.of("handed over"), q.tryTake());
    }
  }

  @Nested
  class Room {
    @Test
    void an_offer_does_not_overtake_a_put_that_waits() {
      AsyncQueue<String> q = AsyncQueue.bounded(1);

      Async.run(
          co -> {
            q.tryPut("first");
            Task<Void> put = co.spawn(q.put("waiting"));
            co.await(checkpoint());
            assertEquals(Optional.of("first"), q.tryTake());
            assertFalse(q.tryPut("newcomer"));
            co.await(put);
            assertEquals(Optional.of("waiting"), q.tryTake());
            return null;
          });
    }

    @Test
    void a_queue_that_an_item_came_back_to_admits_no_more_than_fits() {
      AsyncQueue<String> q = AsyncQueue.bounded(1);

      Async.run(
          co -> {
            Task<String> taker = co.spawn(q.take());
            co.await(checkpoint());
            q.tryPut("handed over");
            taker.cancel();
            q.tryPut("stored");
            Task<Void> put = co.spawn(q.put("waiting"));
            co.await(checkpoint());
            assertEquals(2, q.size());
            assertEquals(Optional.of("handed over"), q.tryTake());
            assertEquals(1, q.size());
            assertEquals(Optional.of("stored"), q.tryTake());
            co.await(put);
            assertEquals(Optional.of("waiting"), q.tryTake());
            return null;
          });
    }

    @Test
    void a_put_that_was_admitted_and_cancelled_counts_as_never_put() {
      AsyncQueue<String> q = AsyncQueue.bounded(1);

      Async.run(
          co -> {
            q.tryPut("first");
            Task<Void> put = co.spawn(q.put("second"));
            co.await(checkpoint());
            q.tryTake();
            q.taskDone();
            put.cancel();
            co.await(q.awaitAllDone());
            assertTrue(q.isEmpty());
            return null;
          });
    }
  }

  @Nested
  class Rendezvous {
    private final AsyncQueue<String> q = AsyncQueue.rendezvous();

    @Test
    void a_put_waits_for_its_taker() {
      Async.run(
          co -> {
            Task<Void> put = co.spawn(saying(trail, "put", q.put("item")));
            co.await(turns(2));
            trail.say("takes");
            trail.say(co.await(q.take()));
            co.await(put);
            return null;
          });

      assertEquals("takes, item, put", trail.toString());
    }

    @Test
    void nothing_is_put_without_a_taker_and_nothing_taken_without_a_putter() {
      Async.run(
          co -> {
            assertFalse(q.tryPut("nobody takes it"));
            assertEquals(Optional.empty(), q.tryTake());
            Task<String> taker = co.spawn(q.take());
            co.await(checkpoint());
            assertTrue(q.tryPut("item"));
            assertEquals("item", co.await(taker));
            co.spawn(q.put("waiting"));
            co.await(checkpoint());
            assertEquals(Optional.of("waiting"), q.tryTake());
            return null;
          });
    }

    @Test
    void an_item_that_its_taker_did_not_live_to_see_goes_to_the_next() {
      Async.run(
          co -> {
            Task<String> taker = co.spawn(q.take());
            co.await(checkpoint());
            q.tryPut("item");
            taker.cancel();
            co.await(checkpoint());
            assertEquals("item", co.await(q.take()));
            return null;
          });
    }
  }

  @Nested
  class Misuse {
    @Test
    void arguments_are_checked() {
      String message =
          assertThrows(IllegalArgumentException.class, () -> AsyncQueue.bounded(0)).getMessage();

      assertEquals("capacity must be >= 1, was 0", message);
      assertThrows(IllegalArgumentException.class, () -> AsyncQueue.lifo(-1));
      assertThrows(NullPointerException.class, () -> AsyncQueue.priority(1, null));
      assertThrows(NullPointerException.class, () -> AsyncQueue.unbounded().put(null));
      assertThrows(NullPointerException.class, () -> AsyncQueue.unbounded().tryPut(null));
    }

    @Test
    void what_is_done_too_often_is_refused() {
      AsyncQueue<String> q = AsyncQueue.bounded(2);

      assertEquals(
          "AsyncQueue[open, 0 of 2 items, 0 taking, 0 putting] has no unfinished items:"
              + " taskDone() came too often",
          assertThrows(IllegalStateException.class, q::taskDone).getMessage());
    }

    @Test
    void a_queue_that_was_shut_down_says_so_to_both_sides() {
      AsyncQueue<String> q = AsyncQueue.unbounded();
      q.shutdown();
      q.shutdown();

      assertEquals(
          "AsyncQueue[shut down, 0 items, 0 taking, 0 putting] accepts no items: it was shut down",
          assertThrows(QueueClosedException.class, () -> q.tryPut("late")).getMessage());
      assertEquals(
          "AsyncQueue[shut down, 0 items, 0 taking, 0 putting] has no items left: it was shut down",
          assertThrows(QueueClosedException.class, q::tryTake).getMessage());
    }
  }

  @Test
  void it_works_without_a_coroutine() {
    AsyncQueue<String> q = AsyncQueue.bounded(1);

    assertEquals("a!", Async.run(q.put("a").then(q.take()).map(item -> item + "!")));
  }
}
