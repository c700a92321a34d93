package monoloop.conformance;

import static java.util.Comparator.comparing;
import static java.util.Comparator.naturalOrder;
import static monoloop.Async.checkpoint;
import static monoloop.Async.gather;
import static monoloop.Async.waitFor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import monoloop.Task;
import monoloop.sync.AsyncQueue;
import monoloop.sync.QueueClosedException;
import reactor.core.publisher.Mono;

/** Twins of 206 to 212: priorities, and how a queue ends. */
final class QueueEndTwins extends AsyncTwins {
  /** What an item of 212 is after the last one. */
  private static final int END = -1;

  /** An item of 207. */
  private record Item(int priority, String name) {}

  /** More cannot be done than was put. */
  @Scenario("206_queue_task_done_too_often")
  void taskDoneTooOften() {
    AsyncQueue<Integer> q = AsyncQueue.unbounded();
    q.tryPut(1);
    q.taskDone();
    try {
      q.taskDone();
    } catch (IllegalStateException e) {
      print("ValueError");
    }
    print("item still inside", q.size());
  }

  /** The least item comes first. */
  @Scenario("207_queue_priority_order")
  void priorityOrder() {
    run(
        co -> {
          AsyncQueue<Item> q =
              AsyncQueue.priority(10, comparing(Item::priority).thenComparing(Item::name));
          q.tryPut(new Item(3, "c"));
          q.tryPut(new Item(1, "z"));
          q.tryPut(new Item(2, "b"));
          q.tryPut(new Item(1, "a"));
          while (!q.isEmpty()) {
            Item item = co.await(q.take());
            print(item.priority(), item.name());
          }
          return null;
        });
  }

  /** A waiting getter gets the item whose put woke it. */
  @Scenario("208_queue_priority_with_waiting_getter")
  void priorityWithWaitingGetter() {
    run(
        co -> {
          AsyncQueue<Integer> q = AsyncQueue.priority(10, naturalOrder());
          Mono<Void> getter =
              coro(
                  inner -> {
                    print("got", inner.await(q.take()));
                    return null;
                  });
          Task<Void> t = co.spawn(getter);
          co.await(checkpoint());
          q.tryPut(5);
          q.tryPut(1);
          co.await(t);
          print("left", q.tryTake().orElseThrow());
          return null;
        });
  }

  /** After a shutdown nothing can be put; what is inside can be taken. */
  @Scenario("209_queue_shutdown_drains")
  void shutdownDrains() {
    run(
        co -> {
          AsyncQueue<String> q = AsyncQueue.unbounded();
          q.tryPut("a");
          q.tryPut("b");
          q.shutdown();
          for (Mono<Void> put : List.of(q.put("c"), Mono.<Void>fromRunnable(() -> q.tryPut("c")))) {
            try {
              co.await(put);
            } catch (QueueClosedException e) {
              print("put refused");
            }
          }
          print(co.await(q.take()), q.tryTake().orElse("nothing"));
          for (Mono<String> take : List.of(q.take(), Mono.fromCallable(() -> q.tryTake().get()))) {
            try {
              co.await(take);
            } catch (QueueClosedException e) {
              print("get ends");
            }
          }
          return null;
        });
  }

  /** A shutdown wakes everybody who waits. */
  @Scenario("210_queue_shutdown_wakes_waiters")
  void shutdownWakesWaiters() {
    run(
        co -> {
          AsyncQueue<String> q = AsyncQueue.unbounded();
          List<Task<Void>> g =
              List.of(
                  co.spawn(attempt("getter 0", q.take())), co.spawn(attempt("getter 1", q.take())));
          co.await(checkpoint());
          q.shutdown();
          co.await(gather(g));
          AsyncQueue<String> full = AsyncQueue.bounded(1);
          full.tryPut("kept");
          Task<Void> p = co.spawn(attempt("putter", full.put("x")));
          co.await(checkpoint());
          full.shutdown();
          co.await(p);
          print("inside", full.tryTake().orElse("nothing"));
          return null;
        });
  }

  private Mono<Void> attempt(String label, Mono<?> operation) {
    return coro(
        co -> {
          try {
            print(label, co.await(operation));
          } catch (QueueClosedException e) {
            print(label, nameOf(e));
          }
          return null;
        });
  }

  /** What was taken before the shutdown must still be done. */
  @Scenario("211_queue_shutdown_immediate_with_item_in_progress")
  void shutdownImmediateWithItemInProgress() {
    run(
        co -> {
          AsyncQueue<String> q = AsyncQueue.unbounded();
          for (String x : List.of("a", "b", "c")) {
            q.tryPut(x);
          }
          print("working on", co.await(q.take()));
          q.shutdownNow();
          try {
            co.await(waitFor(q.awaitAllDone(), ms(10)));
          } catch (TimeoutException e) {
            print("join still waits");
          }
          q.taskDone();
          co.await(q.awaitAllDone());
          print("joined");
          return null;
        });
  }

  /** One last item per consumer ends all of them. */
  @Scenario("212_queue_producer_consumer_with_sentinel")
  void producerConsumerWithSentinel() {
    List<Integer> out = new ArrayList<>();
    run(
        co -> {
          AsyncQueue<Integer> q = AsyncQueue.bounded(2);
          List<Task<Void>> cs =
              List.of(co.spawn(consumer("c1", q, out)), co.spawn(consumer("c2", q, out)));
          for (int i = 0; i < 6; i++) {
            co.await(q.put(i));
          }
          for (int i = 0; i < cs.size(); i++) {
            co.await(q.put(END));
          }
          co.await(gather(cs));
          print(out.stream().sorted().toList());
          return null;
        });
  }

  private Mono<Void> consumer(String name, AsyncQueue<Integer> q, List<Integer> out) {
    return coro(
        co -> {
          for (int x; (x = co.await(q.take())) != END; ) {
            out.add(x);
            co.await(checkpoint());
          }
          print(name, "ends");
          return null;
        });
  }
}
