package monoloop.conformance;

import static monoloop.Async.checkpoint;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import monoloop.CancelledError;
import monoloop.ExitRequest;
import monoloop.Task;
import monoloop.TaskGroupException;
import reactor.core.publisher.Mono;

/** Twins of 150, 151, 153, 154 and 157: which errors come out of a group. */
final class GroupErrorTwins extends AsyncTwins {
  /** A child of the program that the code after the block looks at. */
  private Task<?> child;

  private Mono<Void> failing(int n, RuntimeException error) {
    return coro(
        co -> {
          co.await(nap(n));
          throw error;
        });
  }

  /** The error of an inner group nests in that of the outer one. */
  @Scenario("150_group_nested_error_nests")
  void nestedErrorNests() {
    Mono<Void> inner =
        group(
            (co, g) -> {
              g.spawn(failing(0, new ValueError("v")));
              return null;
            });
    run(
        co -> {
          try {
            co.await(
                group(
                    (inside, g) -> {
                      g.spawn(inner);
                      g.spawn(failing(0, new KeyError("k")));
                      return null;
                    }));
          } catch (TaskGroupException eg) {
            eg.failures().forEach(this::printNames);
          }
          return null;
        });
  }

  private void printNames(Throwable e) {
    if (e instanceof TaskGroupException nested) {
      print(
          nameOf(e),
          nested.failures().stream().map(x -> nameOf(x)).collect(Collectors.joining(" ")));
    } else {
      print(nameOf(e));
    }
  }

  /** An exit request of the body comes out as it is. */
  @Scenario("151_group_base_error_unwrapped")
  void baseErrorUnwrapped() {
    Mono<Void> cleaning =
        coro(
            co -> {
              try {
                return co.await(sleepLong());
              } finally {
                print("  child cleaned up");
              }
            });
    run(
        co -> {
          try {
            co.await(
                group(
                    (inside, g) -> {
                      g.spawn(cleaning);
                      inside.await(checkpoint());
                      throw new ExitRequest(3);
                    }));
          } catch (TaskGroupException e) {
            print("wrapped");
          } catch (ExitRequest e) {
            print("bare exit", e.status());
          }
          return null;
        });
  }

  /** A child that has not begun when the group aborts never runs. */
  @Scenario("153_group_abort_reaches_unstarted_child")
  void abortReachesUnstartedChild() {
    Mono<Void> never =
        coro(
            co -> {
              try {
                print("must not run");
              } finally {
                print("nor this");
              }
              return null;
            });
    run(
        co -> {
          try {
            co.await(
                group(
                    (inside, g) -> {
                      child = g.spawn(never);
                      throw new ValueError("immediately");
                    }));
          } catch (TaskGroupException eg) {
            print("cancelled", child.isCancelled());
          }
          return null;
        });
  }

  /** A body may go on after a child failed; the error comes out at the end. */
  @Scenario("154_group_body_swallows_abort")
  void bodySwallowsAbort() {
    run(
        co -> {
          try {
            co.await(
                group(
                    (inside, g) -> {
                      g.spawn(failing(1, new ValueError("child")));
                      try {
                        inside.await(sleepLong());
                      } catch (CancelledError e) {
                        print("body swallowed");
                      }
                      inside.await(nap(1));
                      print("body goes on");
                      return null;
                    }));
          } catch (TaskGroupException eg) {
            print("group error");
          }
          print("requests", co.task().cancelling());
          return null;
        });
  }

  /** After a failure the children can still be looked at. */
  @Scenario("157_group_results_after_partial_failure")
  void resultsAfterPartialFailure() {
    Mono<String> quick = coro(co -> "quick result");
    Map<String, Task<?>> ts = new TreeMap<>();
    run(
        co -> {
          try {
            co.await(
                group(
                    (inside, g) -> {
                      ts.put("1 quick", g.spawn(quick));
                      ts.put("2 failing", g.spawn(failing(1, new ValueError("bad"))));
                      ts.put("3 slow", g.spawn(sleepLong()));
                      return null;
                    }));
          } catch (TaskGroupException eg) {
            eg.handle(ValueError.class, e -> {});
          }
          ts.forEach((name, t) -> print(name.substring(2), outcomeOf(t)));
          return null;
        });
  }

  private static Object outcomeOf(Task<?> t) {
    if (t.isCancelled()) {
      return "cancelled";
    }
    return t.exception() == null ? t.result() : t.exception();
  }
}
