package monoloop.conformance;

import static monoloop.Async.asCompleted;
import static monoloop.Async.iterate;
import static monoloop.Async.shield;
import static monoloop.Async.waitUntil;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import monoloop.AsyncIterator;
import monoloop.CancelledError;
import monoloop.Deferred;
import monoloop.Task;
import monoloop.Waited;
import monoloop.When;
import reactor.core.publisher.Mono;

/** Twins of 165 to 175: waiting without cancelling. */
final class WaitTwins extends AsyncTwins {

  private Mono<Integer> napping(int n) {
    return coro(
        co -> {
          co.await(nap(n));
          return n;
        });
  }

  private static String namesOf(Set<Task<Integer>> tasks) {
    return tasks.stream().map(Task::name).sorted().collect(Collectors.joining(" "));
  }

  /** One has ended, the others can be waited for again. */
  @Scenario("165_wait_first_completed")
  void firstCompleted() {
    run(
        co -> {
          Set<Task<Integer>> pending =
              Set.of(
                  co.spawn("n3", napping(3)),
                  co.spawn("n1", napping(1)),
                  co.spawn("n5", napping(5)));
          while (!pending.isEmpty()) {
            Waited<Integer> waited = co.await(waitUntil(pending, When.FIRST_COMPLETED));
            pending = waited.pending();
            String left = pending.isEmpty() ? "" : " " + namesOf(pending);
            print("done " + namesOf(waited.done()) + " | pending" + left);
          }
          return null;
        });
  }

  /** When time is over, what has not ended goes on. */
  @Scenario("166_wait_timeout_leaves_pending")
  void timeoutLeavesPending() {
    run(
        co -> {
          Deferred<Void> gate = new Deferred<>();
          Task<Void> a = co.spawn(finishing(1, nap(1)));
          Task<Void> b = co.spawn(finishing(5, gate));
          Waited<Void> waited = co.await(waitUntil(List.of(a, b), When.ALL_COMPLETED, ms(300)));
          int done = waited.done().size();
          print("done", done, "pending", waited.pending().size(), "b cancelled", b.isCancelled());
          gate.complete(null);
          return co.await(b);
        });
  }

  private Mono<Void> finishing(int n, Mono<Void> when) {
    return coro(
        co -> {
          co.await(when);
          print("  finished", n);
          return null;
        });
  }

  /** Cancelling the waiter does not cancel what it waits for. */
  @Scenario("167_wait_cancelled_waiter_keeps_tasks")
  void cancelledWaiterKeepsTasks() {
    Mono<String> nap =
        coro(
            co -> {
              co.await(nap(3));
              return "still finished";
            });
    run(
        co -> {
          Task<String> t = co.spawn(nap);
          Task<Waited<String>> w = co.spawn(waitUntil(List.of(t), When.ALL_COMPLETED));
          co.await(nap(1));
          w.cancel();
          try {
            co.await(w);
          } catch (CancelledError e) {
            print("waiter cancelled, task cancelled", t.isCancelled());
          }
          print(co.await(t));
          return null;
        });
  }

  /** There must be something to wait for; duplicates count once. */
  @Scenario("168_wait_invalid_arguments")
  void invalidArguments() {
    run(
        co -> {
          try {
            co.await(waitUntil(List.<Task<Void>>of(), When.ALL_COMPLETED));
          } catch (IllegalArgumentException e) {
            print("empty", nameOf(e));
          }
          Task<Void> t = co.spawn(nap(0));
          Waited<Void> waited = co.await(waitUntil(List.of(t, t), When.ALL_COMPLETED));
          print("duplicates collapse to", waited.done().size());
          return null;
        });
  }

  /** Results in the order of completion. */
  @Scenario("169_wait_as_completed_order")
  void asCompletedOrder() {
    run(
        co -> {
          List<Task<Integer>> tasks =
              List.of(co.spawn(napping(5)), co.spawn(napping(1)), co.spawn(napping(3)));
          try (AsyncIterator<Task<Integer>> completed = iterate(asCompleted(tasks))) {
            for (Task<Integer> t; (t = co.await(completed.next())) != null; ) {
              print("next result", co.await(t));
            }
          }
          return null;
        });
  }

  /** The tasks themselves in the order of completion. */
  @Scenario("170_wait_as_completed_async_for")
  void asCompletedAsyncFor() {
    run(
        co -> {
          Map<Task<Integer>, String> names = new LinkedHashMap<>();
          for (int n : List.of(4, 2, 6)) {
            names.put(co.spawn(napping(n)), "task-" + n);
          }
          try (AsyncIterator<Task<Integer>> tasks = iterate(asCompleted(names.keySet()))) {
            for (Task<Integer> t; (t = co.await(tasks.next())) != null; ) {
              print(names.get(t), "done", t.isDone(), "result", co.await(t) * 10);
            }
          }
          return null;
        });
  }

  /** An error comes at its position, the others after it. */
  @Scenario("171_wait_as_completed_error")
  void asCompletedError() {
    run(
        co -> {
          List<Task<Integer>> tasks =
              List.of(co.spawn(napping(1)), co.spawn(failing()), co.spawn(napping(3)));
          try (AsyncIterator<Task<Integer>> completed = iterate(asCompleted(tasks))) {
            for (Task<Integer> t; (t = co.await(completed.next())) != null; ) {
              try {
                print("result", co.await(t));
              } catch (ValueError e) {
                print("error", e);
              }
            }
          }
          return null;
        });
  }

  private Mono<Integer> failing() {
    return coro(
        co -> {
          co.await(nap(2));
          throw new ValueError("two");
        });
  }

  /** Duplicates count once; nothing completes nothing. */
  @Scenario("172_wait_as_completed_duplicates_and_empty")
  void asCompletedDuplicatesAndEmpty() {
    Mono<String> work = coro(co -> "w");
    run(
        co -> {
          Task<String> t = co.spawn(work);
          List<Task<String>> out = co.await(asCompleted(List.of(t, t, t)).collectList());
          print(out.size(), out.get(0).result());
          print("empty:", co.await(asCompleted(List.<Task<String>>of()).collectList()));
          return null;
        });
  }

  /** What is shielded goes on when its waiter is cancelled. */
  @Scenario("173_wait_shield_protects_inner")
  void shieldProtectsInner() {
    Mono<String> work =
        coro(
            co -> {
              co.await(nap(3));
              print("  work finished");
              return "value";
            });
    run(
        co -> {
          Task<String> t = co.spawn(work);
          Mono<String> waiter =
              coro(
                  inner -> {
                    try {
                      return inner.await(shield(t));
                    } catch (CancelledError e) {
                      print("waiter cancelled, work cancelled", t.isCancelled());
                      throw e;
                    }
                  });
          Task<String> w = co.spawn(waiter);
          co.await(nap(1));
          w.cancel();
          co.await(waitUntil(List.of(w), When.ALL_COMPLETED));
          print(co.await(t));
          return null;
        });
  }

  /** A shield protects in one direction only. */
  @Scenario("174_wait_shield_inner_cancelled")
  void shieldInnerCancelled() {
    run(
        co -> {
          Task<Void> t = co.spawn(sleepLong());
          Mono<Void> s = shield(t);
          co.loop().callLater(ms(10), t::cancel);
          try {
            co.await(s);
          } catch (CancelledError e) {
            print("CancelledError, own requests", co.task().cancelling());
          }
          return null;
        });
  }

  /** Results and errors pass through. */
  @Scenario("175_wait_shield_result_and_error")
  void shieldResultAndError() {
    Mono<String> good = nap(1).thenReturn("value");
    Mono<String> bad =
        coro(
            co -> {
              throw new ValueError("inner");
            });
    run(
        co -> {
          print(co.await(shield(good)));
          try {
            co.await(shield(bad));
          } catch (ValueError e) {
            print("error", e);
          }
          return null;
        });
  }
}
