package monoloop.conformance;

import static monoloop.Async.checkpoint;
import static monoloop.Async.gather;
import static monoloop.Async.sleep;

import monoloop.Async;
import monoloop.CancelledError;
import monoloop.ExitRequest;
import monoloop.Runner;
import monoloop.Task;
import monoloop.sync.AsyncQueue;
import reactor.core.publisher.Mono;

/** Twins of 107 to 113: eager tasks, one thread, runs and their ends. */
final class TaskRunTwins extends AsyncTwins {

  /** An eager task runs inside its creation until it has to wait. */
  @Scenario("107_task_eager_factory")
  void eagerFactory() {
    run(
        co -> {
          Task<Integer> a =
              co.spawnEager(
                  coro(
                      quick -> {
                        print("  quick runs");
                        return 1;
                      }));
          print("quick done at once", a.isDone());
          Task<Integer> b =
              co.spawnEager(
                  coro(
                      waits -> {
                        print("  waits starts");
                        waits.await(checkpoint());
                        print("  waits ends");
                        return 2;
                      }));
          print("waits done at once", b.isDone());
          print(co.await(a), co.await(b));
          return null;
        });
  }

  /** Whoever computes without awaiting delays everybody, expired timers too. */
  @Scenario("108_task_blocking_code_blocks_everyone")
  void blockingCodeBlocksEveryone() {
    Mono<Void> ticker =
        coro(
            co -> {
              for (int i = 0; i < 3; i++) {
                print("tick", i);
                co.await(sleep(ms(50)));
              }
              return null;
            });
    Mono<Void> hog =
        coro(
            co -> {
              co.await(checkpoint());
              print("hog begins");
              long end = co.loop().time() + ms(100).toNanos();
              while (co.loop().time() < end) {
                Thread.onSpinWait();
              }
              print("hog ends");
              return null;
            });
    run(co -> co.await(gather(ticker, hog)));
  }

  /** A task of a task is queued behind everything that is ready. */
  @Scenario("109_task_nested_creation_order")
  void nestedCreationOrder() {
    run(co -> co.await(gather(node(1), node(2))));
  }

  private Mono<Void> node(int n) {
    return coro(
        co -> {
          print("node", n);
          co.await(gather(co.spawn(leaf(n + "x")), co.spawn(leaf(n + "y"))));
          print("node", n, "end");
          return null;
        });
  }

  private Mono<Void> leaf(String name) {
    return coro(
        co -> {
          print("leaf", name);
          return null;
        });
  }

  /** What main leaves behind is cancelled, and may clean up. */
  @Scenario("110_task_run_cancels_leftovers")
  void runCancelsLeftovers() {
    Mono<Void> background =
        coro(
            co -> {
              try {
                return co.await(sleep(ms(10_000)));
              } finally {
                co.await(sleep(ms(10)));
                print("  background cleaned up");
              }
            });
    print(
        this.<String>run(
            co -> {
              co.spawn(background);
              co.await(checkpoint());
              print("main returns");
              return "result";
            }));
  }

  /** There is no second loop inside of a running one. */
  @Scenario("111_task_run_nested_refused")
  void runNestedRefused() {
    run(
        co -> {
          Mono<Integer> c = coro(inner -> 1);
          try {
            Async.run(c);
          } catch (IllegalStateException e) {
            print("refused");
          }
          print(co.await(c));
          return null;
        });
  }

  /** What one run leaves pending goes on in the next, and is cancelled at the end. */
  @Scenario("112_task_runner_reuse")
  void runnerReuse() {
    Mono<AsyncQueue<String>> first =
        coro(
            co -> {
              AsyncQueue<String> gate = AsyncQueue.unbounded();
              co.spawn(background(gate));
              co.await(sleep(ms(10)));
              return gate;
            });
    try (Runner r = new Runner()) {
      AsyncQueue<String> gate = r.run(first);
      print("first done; between the runs nothing moves");
      Mono<String> second =
          coro(
              co -> {
                gate.tryPut("go on");
                co.await(sleep(ms(10)));
                return "second";
              });
      print(r.run(second));
    }
    print("closed");
  }

  private Mono<Void> background(AsyncQueue<String> gate) {
    return coro(
        co -> {
          try {
            for (int i = 0; i < 100; i++) {
              print("  bg", i);
              co.await(gate.take());
            }
          } catch (CancelledError e) {
            print("  bg cancelled");
            throw e;
          }
          return null;
        });
  }

  /** An exit request comes out of the run after the other tasks were cancelled. */
  @Scenario("113_task_exit_request_leaves_run")
  void exitRequestLeavesRun() {
    Mono<Void> quits =
        coro(
            co -> {
              co.await(sleep(ms(10)));
              throw new ExitRequest(4);
            });
    try {
      run(
          co -> {
            Task<Void> t = co.spawn(quits);
            try {
              return co.await(sleep(ms(10_000)));
            } finally {
              print("main cancelled, task exception", nameOf(t.exception()));
            }
          });
    } catch (ExitRequest e) {
      print("run raised exit", e.status());
    }
  }
}
