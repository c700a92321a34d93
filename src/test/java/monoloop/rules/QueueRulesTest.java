package monoloop.rules;

import static java.time.Duration.ofDays;
import static java.util.Comparator.comparing;
import static monoloop.Async.async;
import static monoloop.Async.checkpoint;
import static monoloop.Async.select;
import static monoloop.Async.sleep;
import static monoloop.test.Awaits.waitUntilAllBlocked;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import monoloop.Clause;
import monoloop.Co;
import monoloop.Task;
import monoloop.sync.AsyncQueue;
import monoloop.sync.QueueClosedException;
import monoloop.test.LoopTest;
import monoloop.test.Trail;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;

/** Rules 86 to 93: queues and select. */
class QueueRulesTest {
  private final Trail trail = new Trail();

  private Mono<Object> taking(AsyncQueue<String> queue, String name) {
    return async(
        co -> {
          trail.say(name + " " + co.await(queue.take()));
          return null;
        });
  }

  @LoopTest
  void rule_86_the_item_of_a_cancelled_taker_goes_to_the_next(Co co) throws Exception {
    AsyncQueue<String> queue = AsyncQueue.bounded(1);
    Task<Object> first = co.spawn(taking(queue, "first"));
    co.spawn(taking(queue, "second"));
    co.await(waitUntilAllBlocked());

    queue.tryPut("item");
    first.cancel();
    co.await(waitUntilAllBlocked());

    assertEquals("second item", trail.toString());
  }

  @LoopTest
  void rule_86_the_room_of_a_cancelled_putter_goes_to_the_next(Co co) throws Exception {
    AsyncQueue<String> queue = AsyncQueue.bounded(1);
    queue.tryPut("old");
    Task<Void> first = co.spawn(queue.put("first"));
    Task<Void> second = co.spawn(queue.put("second"));
    co.await(waitUntilAllBlocked());

    assertEquals("old", co.await(queue.take()));
    first.cancel();
    co.await(second);

    assertEquals(Optional.of("second"), queue.tryTake());
    assertEquals(Optional.empty(), queue.tryTake());
  }

  @LoopTest
  void rule_87_what_a_queue_holds_is_named_and_not_numbered(Co co) throws Exception {
    AsyncQueue<Integer> unbounded = AsyncQueue.unbounded();
    for (int i = 0; i < 10_000; i++) {
      assertTrue(unbounded.tryPut(i));
    }
    AsyncQueue<Integer> rendezvous = AsyncQueue.rendezvous();
    assertFalse(rendezvous.tryPut(1));
    Task<Void> put = co.spawn(rendezvous.put(1));
    co.await(waitUntilAllBlocked());
    assertFalse(put.isDone());
    assertEquals(1, co.await(rendezvous.take()));
    co.await(put);

    assertThrows(IllegalArgumentException.class, () -> AsyncQueue.bounded(0));
  }

  @LoopTest
  void rule_88_a_queue_that_is_shut_down_takes_nothing_more_and_gives_what_it_has(Co co)
      throws Exception {
    AsyncQueue<String> queue = AsyncQueue.bounded(1);
    queue.tryPut("left");
    Task<Void> put = co.spawn(queue.put("too late"));
    co.await(waitUntilAllBlocked());

    queue.shutdown();
    queue.shutdown();

    assertThrows(QueueClosedException.class, () -> co.await(put));
    assertThrows(QueueClosedException.class, () -> queue.tryPut("later"));
    assertEquals("left", co.await(queue.take()));
    assertThrows(QueueClosedException.class, () -> co.await(queue.take()));
  }

  @LoopTest
  void rule_88_shut_down_now_drops_what_is_there_and_wakes_takers_and_who_waits_for_the_end(
      Co co) throws Exception {
    AsyncQueue<String> full = AsyncQueue.bounded(2);
    AsyncQueue<String> empty = AsyncQueue.bounded(2);
    full.tryPut("a");
    full.tryPut("b");
    Task<Void> joiner = co.spawn(full.awaitAllDone());
    Task<String> taker = co.spawn(empty.take());
    co.await(waitUntilAllBlocked());

    full.shutdownNow();
    full.shutdownNow();
    empty.shutdownNow();

    co.await(joiner);
    assertThrows(QueueClosedException.class, () -> co.await(taker));
    assertThrows(QueueClosedException.class, full::tryTake);
    assertThrows(IllegalStateException.class, full::taskDone);
  }

  @LoopTest
  void rule_89_done_is_said_once_for_each_item(Co co) throws Exception {
    AsyncQueue<String> queue = AsyncQueue.bounded(2);
    co.await(queue.awaitAllDone());
    queue.tryPut("item");
    Task<Void> joiner = co.spawn(queue.awaitAllDone());
    queue.tryTake();
    co.await(waitUntilAllBlocked());
    assertFalse(joiner.isDone());

    queue.taskDone();

    co.await(joiner);
    assertThrows(IllegalStateException.class, queue::taskDone);
  }

  @Test
  void rule_90_equal_priorities_never_compare_the_items_and_keep_their_order() {
    record Job(int priority, String name) {}
    AsyncQueue<Job> queue = AsyncQueue.priority(9, comparing(Job::priority));
    List.of(new Job(2, "c"), new Job(1, "a"), new Job(1, "b"), new Job(2, "d"))
        .forEach(queue::tryPut);

    for (Optional<Job> job; (job = queue.tryTake()).isPresent(); ) {
      trail.say(job.get().name);
    }

    assertEquals("a, b, c, d", trail.toString());
  }

  @LoopTest
  void rule_91_takers_and_putters_are_served_in_order(Co co) throws Exception {
    AsyncQueue<String> queue = AsyncQueue.bounded(1);
    co.spawn(taking(queue, "first"));
    co.spawn(taking(queue, "second"));
    co.await(waitUntilAllBlocked());
    for (String item : List.of("a", "b", "c", "d", "e")) {
      co.spawn(queue.put(item));
    }
    co.await(waitUntilAllBlocked());
    co.spawn(taking(queue, "third"));
    co.await(waitUntilAllBlocked());
    co.spawn(taking(queue, "fourth"));
    co.await(waitUntilAllBlocked());

    assertEquals("first a, second b, third c, fourth d", trail.toString());
    assertEquals("e", co.await(queue.take()));
  }

  @LoopTest
  void rule_91_a_try_does_not_overtake_a_waiting_putter(Co co) throws Exception {
    AsyncQueue<String> queue = AsyncQueue.bounded(1);
    queue.tryPut("first");
    co.spawn(queue.put("waiting"));
    co.await(waitUntilAllBlocked());

    assertEquals(Optional.of("first"), queue.tryTake());
    assertFalse(queue.tryPut("overtaking"));

    assertEquals("waiting", co.await(queue.take()));
  }

  @LoopTest
  void rule_92_exactly_one_clause_commits_and_the_losers_are_untouched(Co co) throws Exception {
    AsyncQueue<String> left = AsyncQueue.bounded(1);
    AsyncQueue<String> right = AsyncQueue.bounded(1);
    AsyncQueue<String> full = AsyncQueue.bounded(1);
    full.tryPut("old");
    Task<String> selecting =
        co.spawn(
            select(
                Clause.on(left.take(), item -> "left " + item),
                Clause.on(right.take(), item -> "right " + item),
                Clause.on(full.put("new"), nothing -> "put"),
                Clause.on(sleep(ofDays(1)), nothing -> "late")));
    co.await(waitUntilAllBlocked());

    right.tryPut("item");
    left.tryPut("other");

    assertEquals("right item", co.await(selecting));
    assertEquals(Optional.of("other"), left.tryTake());
    assertEquals(Optional.of("old"), full.tryTake());
    assertEquals(Optional.empty(), full.tryTake());
  }

  @LoopTest
  void rule_92_a_cancel_during_the_commit_leaves_everything_untouched(Co co) throws Exception {
    AsyncQueue<String> left = AsyncQueue.bounded(1);
    AsyncQueue<String> right = AsyncQueue.bounded(1);
    Task<String> selecting =
        co.spawn(
            select(
                Clause.on(left.take(), item -> item), Clause.on(right.take(), item -> item)));
    co.await(waitUntilAllBlocked());

    right.tryPut("item");
    selecting.cancel();
    co.await(waitUntilAllBlocked());

    assertTrue(selecting.isCancelled());
    assertEquals(Optional.of("item"), right.tryTake());
    assertEquals(0, left.statistics().taking());
  }

  @LoopTest
  void rule_93_a_flux_takes_what_is_requested_and_a_cancel_drops_nothing(Co co)
      throws Exception {
    AsyncQueue<String> queue = AsyncQueue.bounded(4);
    List.of("a", "b", "c").forEach(queue::tryPut);
    List<String> received = new ArrayList<>();
    BaseSubscriber<String> subscriber =
        new BaseSubscriber<>() {
          @Override
          protected void hookOnSubscribe(Subscription subscription) {
            trail.say("requests nothing");
          }

          @Override
          protected void hookOnNext(String item) {
            received.add(item);
          }
        };
    queue.asFlux().subscribe(subscriber);
    co.await(waitUntilAllBlocked());
    assertEquals(3, queue.size());

    subscriber.request(1);
    co.await(checkpoint());
    assertEquals(List.of("a"), received);
    subscriber.request(2);
    subscriber.cancel();
    co.await(waitUntilAllBlocked());

    received.addAll(rest(queue));
    assertEquals(List.of("a", "b", "c"), received);
  }

  private static List<String> rest(AsyncQueue<String> queue) {
    List<String> rest = new ArrayList<>();
    for (Optional<String> item; (item = queue.tryTake()).isPresent(); ) {
      rest.add(item.get());
    }
    return rest;
  }
}
