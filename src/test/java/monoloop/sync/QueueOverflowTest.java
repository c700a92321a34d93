package monoloop.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import monoloop.Async;
import monoloop.Task;
import monoloop.test.Trail;
import org.junit.jupiter.api.Test;

/** Queues that drop, that end with a cause, and that take items back. */
class QueueOverflowTest {
  private final List<String> dropped = new ArrayList<>();
  private final Trail trail = new Trail();

  private static List<String> rest(AsyncQueue<String> queue) {
    List<String> items = new ArrayList<>();
    while (!queue.isEmpty()) {
      items.add(queue.tryTake().orElseThrow());
    }
    return items;
  }

  @Test
  void a_conflated_queue_keeps_the_newest_item() {
    AsyncQueue<String> queue = AsyncQueue.<String>conflated().onDrop(dropped::add);

    assertTrue(queue.tryPut("a"));
    assertTrue(queue.tryPut("b"));
    assertTrue(queue.tryPut("c"));

    assertEquals(List.of("a", "b"), dropped);
    assertEquals(new AsyncQueue.Statistics(1, 1, 0, 0, 1, 2), queue.statistics());
    assertEquals(List.of("c"), rest(queue));
  }

  @Test
  void a_full_queue_that_drops_the_oldest_item_never_makes_a_put_wait() {
    AsyncQueue<String> queue = AsyncQueue.<String>dropOldest(2).onDrop(dropped::add);

    Async.run(
        co -> {
          for (String item : List.of("a", "b", "c", "d")) {
            co.await(queue.put(item));
          }
          return null;
        });

    assertEquals(List.of("a", "b"), dropped);
    assertEquals(List.of("c", "d"), rest(queue));
  }

  @Test
  void a_full_queue_that_drops_the_latest_item_keeps_what_it_has() {
    AsyncQueue<String> queue = AsyncQueue.<String>dropLatest(2).onDrop(dropped::add);

    Async.run(
        co -> {
          for (String item : List.of("a", "b", "c")) {
            co.await(queue.put(item));
          }
          return null;
        });

    assertFalse(queue.tryPut("d"));
    assertEquals(List.of("c"), dropped);
    assertEquals(List.of("a", "b"), rest(queue));
  }

  @Test
  void what_was_dropped_counts_as_done() {
    AsyncQueue<String> queue = AsyncQueue.conflated();

    Async.run(
        co -> {
          queue.tryPut("a");
          queue.tryPut("b");
          co.await(queue.take());
          queue.taskDone();
          co.await(queue.awaitAllDone());
          return null;
        });

    assertEquals(0, queue.statistics().unfinished());
  }

  @Test
  void shutting_down_now_tells_what_nobody_will_take() {
    AsyncQueue<String> queue = AsyncQueue.<String>unbounded().onDrop(dropped::add);
    queue.tryPut("a");
    queue.tryPut("b");

    queue.shutdownNow();

    assertEquals(List.of("a", "b"), dropped);
    assertEquals(new AsyncQueue.Statistics(0, 2, 0, 0, 0, 2), queue.statistics());
  }

  @Test
  void takers_get_the_cause_once_the_queue_is_empty() {
    AsyncQueue<String> queue = AsyncQueue.unbounded();
    IOException lost = new IOException("lost");

    Async.run(
        co -> {
          queue.tryPut("a");
          queue.close(lost);
          queue.close(new IOException("too late"));
          trail.say(co.await(queue.take()));
          try {
            co.await(queue.take());
          } catch (IOException e) {
            trail.say(e.getMessage());
          }
          return null;
        });

    assertEquals("a, lost", trail.toString());
    QueueClosedException refused =
        assertThrows(QueueClosedException.class, () -> queue.tryPut("b"));
    assertSame(lost, refused.getCause());
    assertEquals(
        "AsyncQueue[shut down, 0 items, 0 taking, 0 putting] accepts no items: it was shut down",
        refused.getMessage());
    QueueClosedException empty = assertThrows(QueueClosedException.class, queue::tryTake);
    assertSame(lost, empty.getCause());
    assertEquals(
        "AsyncQueue[shut down, 0 items, 0 taking, 0 putting] has no items left: it was shut down",
        empty.getMessage());
  }

  @Test
  void those_who_wait_hear_of_the_cause() {
    AsyncQueue<String> empty = AsyncQueue.bounded(1);
    AsyncQueue<String> full = AsyncQueue.bounded(1);

    Async.run(
        co -> {
          full.tryPut("a");
          Task<String> taker = co.spawn(empty.take());
          Task<Void> putter = co.spawn(full.put("b"));
          co.await(Async.checkpoint());
          empty.close(new IOException("lost"));
          full.close(new IOException("gone"));
          try {
            co.await(taker);
          } catch (IOException e) {
            trail.say(e.getMessage());
          }
          try {
            co.await(putter);
          } catch (QueueClosedException e) {
            trail.say("refused because: " + e.getCause().getMessage());
          }
          return null;
        });

    assertEquals("lost, refused because: gone", trail.toString());
    assertEquals(List.of("a"), rest(full));
  }

  @Test
  void a_cause_comes_out_as_it_is_whatever_its_type() {
    AsyncQueue<String> queue = AsyncQueue.bounded(1);
    Throwable neither = new Throwable("neither an exception nor an error");
    queue.close(neither);

    assertSame(neither, assertThrows(Throwable.class, () -> Async.run(queue.take())));
  }

  @Test
  void items_of_takers_that_are_cancelled_before_they_run_go_back_in_order() {
    for (AsyncQueue<String> queue :
        List.of(
            AsyncQueue.<String>unbounded(),
            AsyncQueue.<String>priority(9, Comparator.comparing(String::length)))) {
      Async.run(
          co -> {
            Task<String> a = co.spawn(queue.take());
            Task<String> b = co.spawn(queue.take());
            co.await(Async.checkpoint());
            List.of("1", "2", "3").forEach(queue::tryPut);
            a.cancel();
            b.cancel();
            co.await(Async.checkpoint());
            return null;
          });

      assertEquals(List.of("1", "2", "3"), rest(queue));
    }
  }
}
