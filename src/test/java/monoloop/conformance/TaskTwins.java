package monoloop.conformance;

import static monoloop.Async.checkpoint;
import static monoloop.Async.gather;
import static monoloop.Async.sleep;

import java.util.function.Consumer;
import monoloop.Co;
import monoloop.Deferred;
import monoloop.Task;
import reactor.core.publisher.Mono;

/** Twins of 098 to 106: when tasks start, who hears of their ends. */
final class TaskTwins extends AsyncTwins {
  /** How many errors the handler of 105 has been told. */
  private int reported;

  /** A task begins when its creator gives up control. */
  @Scenario("098_task_starts_at_next_turn")
  void startsAtNextTurn() {
    run(
        co -> {
          Task<Void> a = co.spawn(startAndEnd("a"));
          Task<Void> b = co.spawn(startAndEnd("b"));
          print("both created");
          co.await(checkpoint());
          print("after one turn");
          co.await(b);
          print("a done", a.isDone());
          return null;
        });
  }

  private Mono<Void> startAndEnd(String name) {
    return coro(
        co -> {
          print("  start", name);
          co.await(checkpoint());
          print("  end", name);
          return null;
        });
  }

  /** All waiters get the result, in the order in which they began to wait. */
  @Scenario("099_task_await_same_task_many")
  void awaitSameTaskMany() {
    run(
        co -> {
          Task<String> t =
              co.spawn(
                  coro(
                      slow -> {
                        slow.await(sleep(ms(10)));
                        print("  slow done");
                        return "value";
                      }));
          co.await(gather(waiter("a", t), waiter("b", t), waiter("c", t)));
          print("again", co.await(t));
          return null;
        });
  }

  private Mono<Void> waiter(String name, Task<String> t) {
    return coro(
        co -> {
          print("  ", name, "waits");
          String r = co.await(t);
          print("  ", name, "got", r);
          return null;
        });
  }

  /** Handling an error in one waiter does not consume it. */
  @Scenario("100_task_error_reaches_every_waiter")
  void errorReachesEveryWaiter() {
    run(
        co -> {
          Task<Void> t =
              co.spawn(
                  coro(
                      bad -> {
                        throw new KeyError("k");
                      }));
          co.await(gather(handling("a", t), handling("b", t)));
          co.await(handling("late", t));
          return null;
        });
  }

  private Mono<Void> handling(String name, Task<Void> t) {
    return coro(
        co -> {
          try {
            co.await(t);
          } catch (KeyError e) {
            print(name, "handled KeyError");
          }
          return null;
        });
  }

  /** A task cannot await itself. */
  @Scenario("101_task_await_itself")
  void awaitItself() {
    run(
        co -> {
          Mono<String> selfish =
              coro(
                  inner -> {
                    inner.await(checkpoint());
                    try {
                      inner.await(inner.task());
                      return "awaited";
                    } catch (IllegalStateException e) {
                      return "refused";
                    }
                  });
          print(co.await(co.spawn(selfish)));
          return null;
        });
  }

  /** Callbacks run later, in order, before a waiter that came after them. */
  @Scenario("102_task_done_callback_order")
  void doneCallbackOrder() {
    run(
        co -> {
          Task<Integer> t =
              co.spawn(
                  coro(
                      work -> {
                        print("  work ends");
                        return 1;
                      }));
          t.addDoneCallback(done -> print("  callback 1", done.result()));
          t.addDoneCallback(done -> print("  callback 2"));
          co.await(t);
          print("waiter resumed");
          t.addDoneCallback(done -> print("  late callback"));
          print("late callback registered");
          co.await(checkpoint());
          return null;
        });
  }

  /** All registrations of a callback are removed at once. */
  @Scenario("103_task_done_callback_removed")
  void doneCallbackRemoved() {
    Consumer<Task<Void>> cb = t -> print("must not run");
    run(
        co -> {
          Task<Void> t = co.spawn(checkpoint());
          t.addDoneCallback(cb);
          t.addDoneCallback(cb);
          t.addDoneCallback(done -> print("other callback"));
          print("removed", t.removeDoneCallback(cb));
          print("removed", t.removeDoneCallback(cb));
          co.await(t);
          co.await(checkpoint());
          return null;
        });
  }

  /** Shorter sleeps end first. */
  @Scenario("104_task_completion_order_by_delay")
  void completionOrderByDelay() {
    run(co -> co.await(gather(nap("c", 5), nap("a", 1), nap("b", 3))));
  }

  private Mono<Void> nap(String name, int n) {
    return coro(
        co -> {
          co.await(sleep(ms(n * 50)));
          print(name, "done");
          return null;
        });
  }

  /** An error that nobody looked at is reported once its task is garbage. */
  @Scenario("105_task_never_retrieved_error_reported")
  void neverRetrievedErrorReported() {
    Mono<Void> bad =
        coro(
            co -> {
              throw new ValueError("nobody looks");
            });
    run(
        co -> {
          co.loop()
              .exceptionHandler(
                  (loop, message, error, source) -> {
                    reported++;
                    print("handler:", nameOf(error), error);
                  });
          co.spawn(bad);
          while (reported == 0) {
            System.gc();
            co.await(sleep(ms(10)));
          }
          print("after release");
          lookAtError(co, bad);
          for (int i = 0; i < 5; i++) {
            System.gc();
            co.await(sleep(ms(10)));
          }
          print("end");
          return null;
        });
  }

  private void lookAtError(Co co, Mono<Void> bad) throws Exception {
    Task<Void> t = co.spawn(bad);
    co.await(checkpoint());
    print("looked at:", nameOf(t.exception()));
  }

  /** Results cannot be started, only awaited. */
  @Scenario("106_task_only_coroutines")
  void onlyCoroutines() {
    run(
        co -> {
          try {
            co.spawn((Mono<Void>) null);
          } catch (NullPointerException e) {
            print("int TypeError");
          }
          try {
            co.spawn(new Deferred<Void>());
          } catch (IllegalArgumentException e) {
            print("future TypeError");
          }
          return null;
        });
  }
}
