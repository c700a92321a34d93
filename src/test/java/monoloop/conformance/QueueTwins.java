package monoloop.conformance;

import static monoloop.Async.checkpoint;
import static monoloop.Async.gather;
import static monoloop.Async.waitUntil;

import java.util.List;
import monoloop.Task;
import monoloop.When;
import monoloop.sync.AsyncQueue;
import reactor.core.publisher.Mono;

/** Twins of 197 to 205, 213 and 214: who puts and takes, in which order. */
final class QueueTwins extends AsyncTwins {

  private Mono<Void> taker(String name, AsyncQueue<?> q) {
    return coro(
        co -> {
          print(name, "got", co.await(q.take()));
          return null;
        });
  }

  private Mono<Void> putter(String name, AsyncQueue<String> q, String word) {
    return coro(
        co -> {
          co.await(q.put(name));
          print(name, word);
          return null;
        });
  }

  /** First in, first out; what need not wait does not suspend. */
  @Scenario("197_queue_fifo_order")
  void fifoOrder() {
    Mono<Void> other =
        coro(
            co -> {
              print("other runs");
              return null;
            });
    run(
        co -> {
          AsyncQueue<String> q = AsyncQueue.unbounded();
          Task<Void> t = co.spawn(other);
          for (String x : List.of("a", "b", "c")) {
            co.await(q.put(x));
          }
          print("size", q.size(), "empty", q.isEmpty(), "full", q.isFull());
          print(co.await(q.take()), co.await(q.take()), co.await(q.take()));
          print("other done", t.isDone());
          return co.await(t);
        });
  }

  /** A put waits while the queue is full. */
  @Scenario("198_queue_put_blocks_when_full")
  void putBlocksWhenFull() {
    run(
        co -> {
          AsyncQueue<Integer> q = AsyncQueue.bounded(2);
          Mono<Void> producer =
              coro(
                  inner -> {
                    for (int i = 0; i < 4; i++) {
                      inner.await(q.put(i));
                      print("put", i);
                    }
                    return null;
                  });
          Task<Void> t = co.spawn(producer);
          co.await(nap(1));
          print("full", q.isFull());
          for (int i = 0; i < 4; i++) {
            print("got", co.await(q.take()));
            co.await(nap(1));
          }
          return co.await(t);
        });
  }

  /** An unbounded queue is never full. */
  @Scenario("199_queue_unbounded_sizes")
  void unboundedSizes() {
    for (int n = 0; n < 2; n++) {
      AsyncQueue<Integer> q = AsyncQueue.unbounded();
      for (int i = 0; i < 100; i++) {
        q.tryPut(i);
      }
      print("full", q.isFull(), "size", q.size());
    }
  }

  /** Those who wait for items are served first come, first served. */
  @Scenario("200_queue_getters_fifo")
  void gettersFifo() {
    run(
        co -> {
          AsyncQueue<Integer> q = AsyncQueue.unbounded();
          List<Task<Void>> ts =
              List.of(co.spawn(taker("a", q)), co.spawn(taker("b", q)), co.spawn(taker("c", q)));
          co.await(checkpoint());
          for (int i = 0; i < 3; i++) {
            q.tryPut(i);
          }
          return co.await(gather(ts));
        });
  }

  /** Those who wait for room are admitted first come, first served. */
  @Scenario("201_queue_putters_fifo")
  void puttersFifo() {
    run(
        co -> {
          AsyncQueue<String> q = AsyncQueue.bounded(1);
          q.tryPut("first");
          List<Task<Void>> ts =
              List.of(
                  co.spawn(putter("a", q, "admitted")),
                  co.spawn(putter("b", q, "admitted")),
                  co.spawn(putter("c", q, "admitted")));
          co.await(checkpoint());
          for (int i = 0; i < 4; i++) {
            print("got", q.tryTake().orElse("nothing"));
            co.await(nap(1));
          }
          return co.await(gather(ts));
        });
  }

  /** Who is cancelled leaves the line. */
  @Scenario("202_queue_cancelled_getter")
  void cancelledGetter() {
    run(
        co -> {
          AsyncQueue<String> q = AsyncQueue.unbounded();
          Task<Void> a = co.spawn(taker("a", q));
          Task<Void> b = co.spawn(taker("b", q));
          co.await(checkpoint());
          a.cancel();
          q.tryPut("item");
          co.await(waitUntil(List.of(a, b), When.ALL_COMPLETED));
          print("a cancelled", a.isCancelled(), "left", q.size());
          return null;
        });
  }

  /** Who is cancelled with an item in its hands passes it on. */
  @Scenario("203_queue_cancelled_getter_after_wakeup")
  void cancelledGetterAfterWakeup() {
    run(
        co -> {
          AsyncQueue<String> q = AsyncQueue.unbounded();
          Task<Void> a = co.spawn(taker("a", q));
          Task<Void> b = co.spawn(taker("b", q));
          co.await(checkpoint());
          q.tryPut("item");
          a.cancel();
          co.await(waitUntil(List.of(a, b), When.ALL_COMPLETED));
          print("a cancelled", a.isCancelled(), "left", q.size());
          return null;
        });
  }

  /** A put that is cancelled while it waits puts nothing. */
  @Scenario("204_queue_cancelled_putter")
  void cancelledPutter() {
    run(
        co -> {
          AsyncQueue<String> q = AsyncQueue.bounded(1);
          q.tryPut("one");
          Task<Void> a = co.spawn(q.put("two"));
          Task<Void> b = co.spawn(q.put("three"));
          co.await(checkpoint());
          a.cancel();
          co.await(checkpoint());
          print(q.tryTake().orElse("nothing"));
          co.await(b);
          print(q.tryTake().orElse("nothing"), "| empty", q.isEmpty());
          return null;
        });
  }

  /** A put hands its item to a waiting getter. */
  @Scenario("205_queue_newcomer_may_overtake_woken_getter")
  void newcomerMayOvertakeWokenGetter() {
    run(
        co -> {
          AsyncQueue<String> q = AsyncQueue.unbounded();
          Task<Void> t = co.spawn(taker("getter", q));
          co.await(checkpoint());
          q.tryPut("first");
          print("snatched", q.tryTake().orElse("nothing"));
          co.await(nap(1));
          print("getter done", t.isDone());
          q.tryPut("second");
          return co.await(t);
        });
  }

  /** With fewer items than getters the others wait on. */
  @Scenario("213_queue_put_wakes_one_getter_per_item")
  void putWakesOneGetterPerItem() {
    run(
        co -> {
          AsyncQueue<String> q = AsyncQueue.unbounded();
          List<Task<Void>> ts =
              List.of(
                  co.spawn(taker("getter 0", q)),
                  co.spawn(taker("getter 1", q)),
                  co.spawn(taker("getter 2", q)),
                  co.spawn(taker("getter 3", q)));
          co.await(checkpoint());
          co.await(q.put("x"));
          co.await(q.put("y"));
          co.await(nap(1));
          print("waiting", ts.stream().filter(t -> !t.isDone()).map(ts::indexOf).toList());
          ts.forEach(Task::cancel);
          return null;
        });
  }

  /** A place that was given to a put that is cancelled goes to the next one. */
  @Scenario("214_queue_cancelled_putter_after_wakeup")
  void cancelledPutterAfterWakeup() {
    run(
        co -> {
          AsyncQueue<String> q = AsyncQueue.bounded(1);
          q.tryPut("first");
          Task<Void> a = co.spawn(putter("a", q, "put"));
          Task<Void> b = co.spawn(putter("b", q, "put"));
          co.await(checkpoint());
          print(q.tryTake().orElse("nothing"));
          a.cancel();
          co.await(waitUntil(List.of(a, b), When.ALL_COMPLETED));
          print("a cancelled", a.isCancelled(), "| inside", q.tryTake().orElse("none"), q.size());
          return null;
        });
  }
}
