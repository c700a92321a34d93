package monoloop.conformance;

import static monoloop.Async.gather;
import static monoloop.Async.gatherSettled;
import static monoloop.Async.waitUntil;

import java.util.List;
import monoloop.CancelledError;
import monoloop.Settled;
import monoloop.Task;
import monoloop.When;
import reactor.core.publisher.Mono;

/** Twins of 158 to 164: several at once. */
final class GatherTwins extends AsyncTwins {

  /** Results come in the order of the arguments. */
  @Scenario("158_gather_results_in_argument_order")
  void resultsInArgumentOrder() {
    run(
        co -> {
          List<String> names =
              co.await(gather(napping("slow", 3), napping("fast", 1), napping("mid", 2)));
          print(String.join(" ", names));
          List<Object> none = co.await(gather());
          print(none);
          return null;
        });
  }

  private Mono<String> napping(String name, int n) {
    return coro(
        co -> {
          co.await(nap(n));
          print("  done", name);
          return name;
        });
  }

  /** Errors and cancellations can be collected as values. */
  @Scenario("159_gather_return_exceptions")
  void returnExceptions() {
    Mono<Integer> ok = coro(co -> 1);
    Mono<Integer> bad =
        coro(
            co -> {
              throw new ValueError("v");
            });
    Mono<Integer> stops =
        coro(
            co -> {
              throw new CancelledError(null);
            });
    Mono<Integer> again = coro(co -> 1);
    run(
        co -> {
          for (Settled<Integer> r : co.await(gatherSettled(List.of(ok, bad, stops, again)))) {
            print(r.isSuccess() ? r.value() : nameOf(r.error()));
          }
          return null;
        });
  }

  /** Cancelling the waiter cancels the children and waits for them. */
  @Scenario("160_gather_cancel_outer_cancels_all")
  void cancelOuterCancelsAll() {
    Mono<List<Void>> parent = coro(co -> co.await(gather(cleaning("a"), cleaning("b"))));
    run(
        co -> {
          Task<List<Void>> t = co.spawn(parent);
          co.await(nap(1));
          t.cancel();
          try {
            co.await(t);
          } catch (CancelledError e) {
            print("parent cancelled");
          }
          return null;
        });
  }

  private Mono<Void> cleaning(String name) {
    return coro(
        co -> {
          try {
            return co.await(sleepLong());
          } finally {
            print("  cleanup", name);
          }
        });
  }

  /** What is given twice runs once. */
  @Scenario("161_gather_duplicate_awaitable")
  void duplicateAwaitable() {
    Mono<Integer> c =
        coro(
            co -> {
              print("  runs once");
              return 7;
            });
    run(
        co -> {
          Task<Integer> t = co.spawn(c);
          print(co.await(gather(List.of(t, t))));
          print(co.await(gather(List.of(c, c))));
          return null;
        });
  }

  /** Later errors are absorbed. */
  @Scenario("162_gather_second_error_is_dropped")
  void secondErrorIsDropped() {
    run(
        co -> {
          co.loop().exceptionHandler((loop, message, error, source) -> print("handler called"));
          try {
            co.await(gather(failing(1, "first"), failing(2, "second")));
          } catch (ValueError e) {
            print("caught", e);
          }
          co.await(nap(3));
          System.gc();
          co.await(nap(1));
          print("end");
          return null;
        });
  }

  private Mono<Void> failing(int n, String name) {
    return coro(
        co -> {
          co.await(nap(n));
          print("  raising", name);
          throw new ValueError(name);
        });
  }

  /** Cancelling the waiter is a cancellation even if errors are collected. */
  @Scenario("163_gather_outer_cancel_with_return_exceptions")
  void outerCancelWithReturnExceptions() {
    Mono<Void> parent =
        coro(
            co -> {
              try {
                print(
                    "  list of", co.await(gatherSettled(List.of(sleepLong(), sleepLong()))).size());
              } catch (CancelledError e) {
                print("  CancelledError");
                throw e;
              }
              return null;
            });
    run(
        co -> {
          Task<Void> t = co.spawn(parent);
          co.await(nap(1));
          t.cancel();
          co.await(waitUntil(List.of(t), When.ALL_COMPLETED));
          print("cancelled", t.isCancelled());
          return null;
        });
  }

  /** After a failure there is nothing to cancel, and the others go on. */
  @Scenario("164_gather_cancel_after_child_failed")
  void cancelAfterChildFailed() {
    Mono<String> failing =
        coro(
            co -> {
              throw new ValueError("v");
            });
    Mono<String> slow =
        coro(
            co -> {
              co.await(nap(1));
              return "slow result";
            });
    run(
        co -> {
          Task<String> t = co.spawn(slow);
          Task<List<String>> g = co.spawn(gather(List.of(failing, t)));
          try {
            co.await(g);
          } catch (ValueError e) {
            print("failed, cancel accepted", g.cancel());
          }
          print(co.await(t));
          return null;
        });
  }
}
