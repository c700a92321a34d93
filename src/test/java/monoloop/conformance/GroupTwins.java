package monoloop.conformance;

import static monoloop.Async.waitUntil;

import java.util.List;
import monoloop.CancelledError;
import monoloop.Task;
import monoloop.TaskGroup;
import monoloop.TaskGroupException;
import monoloop.When;
import reactor.core.publisher.Mono;

/** Twins of 143 to 149, 152, 155 and 156: what a group waits for, who is cancelled. */
final class GroupTwins extends AsyncTwins {
  /** The group of 148, after its block has ended. */
  private TaskGroup ended;

  /** A group ends when all its children have. */
  @Scenario("143_group_waits_for_all")
  void waitsForAll() {
    run(
        co -> {
          List<Task<String>> tasks =
              co.await(
                  group(
                      (inner, g) -> {
                        Task<String> a = g.spawn(napping("a", 2));
                        Task<String> b = g.spawn(napping("b", 1));
                        print("body ends");
                        return List.of(a, b);
                      }));
          print("group ends", tasks.get(0).result(), tasks.get(1).result());
          return null;
        });
  }

  private Mono<String> napping(String name, int n) {
    return coro(
        co -> {
          co.await(nap(n));
          print("  ", name, "done");
          return name.toUpperCase();
        });
  }

  private Mono<Void> failing(int n, String message) {
    return coro(
        co -> {
          co.await(nap(n));
          throw new ValueError(message);
        });
  }

  /** A child's failure interrupts the body; the task is not left cancelled. */
  @Scenario("144_group_child_error_interrupts_body")
  void childErrorInterruptsBody() {
    run(
        co -> {
          try {
            co.await(
                group(
                    (inner, g) -> {
                      g.spawn(failing(1, "child"));
                      try {
                        return inner.await(sleepLong());
                      } catch (CancelledError e) {
                        print("body interrupted");
                        throw e;
                      }
                    }));
          } catch (TaskGroupException eg) {
            print("handled", eg.subgroup(ValueError.class).failures().size());
          }
          print("requests", co.task().cancelling());
          co.await(nap(1));
          print("task goes on");
          return null;
        });
  }

  /** Cancelling the parent cancels the children and comes out as it is. */
  @Scenario("145_group_cancelled_from_outside")
  void cancelledFromOutside() {
    Mono<Void> child =
        coro(
            co -> {
              try {
                return co.await(sleepLong());
              } finally {
                co.await(nap(1));
                print("  child cleaned up");
              }
            });
    run(
        co -> {
          Task<Void> t = co.spawn(parentOf(child));
          co.await(nap(1));
          t.cancel();
          co.await(waitUntil(List.of(t), When.ALL_COMPLETED));
          print("parent cancelled", t.isCancelled());
          return null;
        });
  }

  private Mono<Void> parentOf(Mono<Void> child) {
    return coro(
        co ->
            co.await(
                group(
                    (inner, g) -> {
                      g.spawn(child);
                      return null;
                    })));
  }

  /** A child's error comes out first, the cancellation at the next await. */
  @Scenario("146_group_cancelled_and_child_fails")
  void cancelledAndChildFails() {
    Mono<Void> child =
        coro(
            co -> {
              try {
                return co.await(sleepLong());
              } catch (CancelledError e) {
                throw new ValueError("cleanup");
              }
            });
    Mono<Void> parent =
        coro(
            co -> {
              try {
                co.await(parentOf(child));
              } catch (TaskGroupException eg) {
                print("  group error, requests", co.task().cancelling());
              }
              co.await(nap(1));
              print("  next await passed");
              return null;
            });
    run(
        co -> {
          Task<Void> t = co.spawn(parent);
          co.await(nap(1));
          t.cancel();
          co.await(waitUntil(List.of(t), When.ALL_COMPLETED));
          print("parent cancelled", t.isCancelled());
          return null;
        });
  }

  /** Children may add siblings while the group waits. */
  @Scenario("147_group_spawn_from_child")
  void spawnFromChild() {
    run(
        co -> {
          co.await(
              group(
                  (inner, g) -> {
                    g.spawn(crawl(g, 2, "r"));
                    return null;
                  }));
          print("all visited");
          return null;
        });
  }

  private Mono<Void> crawl(TaskGroup g, int depth, String name) {
    return coro(
        co -> {
          print("visit", name);
          co.await(nap(1));
          if (depth > 0) {
            g.spawn(crawl(g, depth - 1, name + 1));
            g.spawn(crawl(g, depth - 1, name + 2));
          }
          return null;
        });
  }

  /** A group that has ended accepts no tasks. */
  @Scenario("148_group_closed_group_refuses")
  void closedGroupRefuses() {
    Mono<Void> work =
        coro(
            co -> {
              print("must not run");
              return null;
            });
    run(
        co -> {
          co.await(
              group(
                  (inner, g) -> {
                    ended = g;
                    return null;
                  }));
          try {
            ended.spawn(work);
          } catch (IllegalStateException e) {
            print("after refused");
          }
          return null;
        });
  }

  /** An inner group that fails and is handled does not touch the outer one. */
  @Scenario("149_group_nested_inner_error_handled")
  void nestedInnerErrorHandled() {
    Mono<Void> inner =
        coro(
            co -> {
              try {
                co.await(
                    group(
                        (inside, g) -> {
                          g.spawn(failing(1, "inner"));
                          g.spawn(sleepLong());
                          return null;
                        }));
              } catch (TaskGroupException eg) {
                print("inner group handled");
              }
              return null;
            });
    Mono<Void> outerSibling =
        coro(
            co -> {
              co.await(nap(3));
              print("outer sibling unaffected");
              return null;
            });
    run(
        co -> {
          co.await(
              group(
                  (outside, g) -> {
                    g.spawn(inner);
                    g.spawn(outerSibling);
                    return null;
                  }));
          print("outer ok");
          return null;
        });
  }

  /** A waiter is cancelled before it hears that its sibling failed. */
  @Scenario("152_group_child_awaits_sibling")
  void childAwaitsSibling() {
    run(
        co -> {
          try {
            co.await(
                group(
                    (inner, g) -> {
                      Task<Void> t = g.spawn(failing(1, "once"));
                      g.spawn(waiter(t));
                      return null;
                    }));
          } catch (TaskGroupException eg) {
            eg.failures().forEach(e -> print(e));
          }
          return null;
        });
  }

  private Mono<Void> waiter(Task<Void> t) {
    return coro(
        co -> {
          try {
            return co.await(t);
          } catch (ValueError e) {
            print("  waiter handled the sibling error");
            return null;
          } catch (CancelledError e) {
            print("  waiter cancelled");
            throw e;
          }
        });
  }

  /** Further cancellations do not cut the waiting short. */
  @Scenario("155_group_parent_cancelled_twice")
  void parentCancelledTwice() {
    Mono<Void> child =
        coro(
            co -> {
              try {
                return co.await(sleepLong());
              } finally {
                co.await(nap(4));
                print("  child cleanup complete");
              }
            });
    run(
        co -> {
          Task<Void> t = co.spawn(parentOf(child));
          for (int i = 0; i < 3; i++) {
            co.await(nap(1));
            t.cancel();
          }
          co.await(waitUntil(List.of(t), When.ALL_COMPLETED));
          print("cancelled", t.isCancelled(), "requests", t.cancelling());
          return null;
        });
  }

  /** A group takes back its own request only. */
  @Scenario("156_group_count_of_outer_requests_preserved")
  void countOfOuterRequestsPreserved() {
    Mono<Void> failing =
        coro(
            co -> {
              throw new ValueError();
            });
    Mono<Void> work =
        coro(
            co -> {
              Task<?> me = co.task();
              try {
                co.await(sleepLong());
              } catch (CancelledError e) {
                print("before group", me.cancelling());
              }
              try {
                co.await(parentOf(failing));
              } catch (TaskGroupException eg) {
                print("after group", me.cancelling());
              }
              me.uncancel();
              co.await(nap(1));
              print("goes on", me.cancelling());
              return null;
            });
    run(
        co -> {
          Task<Void> t = co.spawn(work);
          co.await(nap(1));
          t.cancel();
          return co.await(t);
        });
  }
}
