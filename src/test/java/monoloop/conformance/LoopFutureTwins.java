package monoloop.conformance;

import static monoloop.Async.checkpoint;
import static monoloop.Async.gather;
import static monoloop.Async.waitFor;
import static monoloop.Async.waitUntil;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import monoloop.CancelledError;
import monoloop.Deferred;
import monoloop.InvalidStateException;
import monoloop.Loop;
import monoloop.NotOnLoopException;
import monoloop.Task;
import monoloop.When;
import monoloop.generator.StopIteration;
import reactor.core.publisher.Mono;

/** Twins of 222 to 230: results that are set by hand, foreign ones, turns. */
final class LoopFutureTwins extends AsyncTwins {
  /** What the clock of 230 counts. */
  private int turns;

  /** A future is set once. */
  @Scenario("222_loop_future_set_once")
  void futureSetOnce() {
    run(
        co -> {
          Deferred<Integer> f = new Deferred<>();
          print("done", f.isDone());
          f.complete(1);
          Deferred<Integer> g = new Deferred<>();
          g.cancel();
          refused("result again", () -> f.complete(2));
          refused("error after result", () -> f.fail(new ValueError()));
          refused("result after cancel", () -> g.complete(1));
          print("value", co.await(f), "| cancel now", f.cancel());
          return null;
        });
  }

  private void refused(String label, Runnable call) {
    try {
      call.run();
    } catch (InvalidStateException e) {
      print(label, "InvalidStateError");
    }
  }

  /** Setting a result schedules the callbacks. */
  @Scenario("223_loop_future_callbacks_scheduled")
  void futureCallbacksScheduled() {
    run(
        co -> {
          Deferred<String> f = new Deferred<>();
          f.addDoneCallback(done -> print("callback 1", done.result()));
          f.addDoneCallback(done -> print("callback 2"));
          f.complete("x");
          print("set_result returned");
          co.await(checkpoint());
          f.addDoneCallback(done -> print("callback on done future"));
          print("registered on done future");
          co.await(checkpoint());
          return null;
        });
  }

  /** Awaiting what is done does not give up control. */
  @Scenario("224_loop_future_await_done_is_immediate")
  void futureAwaitDoneIsImmediate() {
    run(
        co -> {
          Deferred<String> f = new Deferred<>();
          f.complete("ready");
          co.loop().callSoon(() -> print("callback"));
          print(co.await(f));
          print(co.await(f));
          co.await(checkpoint());
          return null;
        });
  }

  /** An error is thrown at every await; StopIteration cannot travel through a future. */
  @Scenario("225_loop_future_error")
  void futureError() {
    run(
        co -> {
          Deferred<Void> f = new Deferred<>();
          f.fail(new ValueError());
          for (int i = 0; i < 2; i++) {
            try {
              co.await(f);
            } catch (ValueError e) {
              print("ValueError");
            }
          }
          Deferred<Void> g = new Deferred<>();
          try {
            g.fail(new StopIteration(null));
            co.await(g);
          } catch (IllegalStateException e) {
            print("RuntimeError, cause", nameOf(e.getCause()));
          }
          return null;
        });
  }

  /** Cancelling a future schedules its callbacks and wakes its waiters. */
  @Scenario("226_loop_future_cancel")
  void futureCancel() {
    run(
        co -> {
          Deferred<Void> f = new Deferred<>();
          f.addDoneCallback(done -> print("callback, cancelled", done.isCancelled()));
          Task<Void> t =
              co.spawn(
                  coro(
                      waiter -> {
                        try {
                          waiter.await(f);
                        } catch (CancelledError e) {
                          print("waiter:", e.reason());
                        }
                        return null;
                      }));
          co.await(checkpoint());
          print("cancel", f.cancel("why"), "again", f.cancel());
          co.await(t);
          return null;
        });
  }

  /** A bare yield is one turn. */
  @Scenario("227_loop_bare_yield_objects")
  void bareYieldObjects() {
    run(
        co -> {
          co.loop().callSoon(() -> print("other callback"));
          co.await(checkpoint());
          print("a bare yield is one turn");
          return null;
        });
  }

  /** A task cannot await a future of another loop. */
  @Scenario("228_loop_wrong_loop_future")
  void wrongLoopFuture() {
    try (Loop other = Loop.create()) {
      Deferred<Void> foreign = new Deferred<>(other);
      run(
          co -> {
            try {
              co.await(foreign);
            } catch (IllegalStateException e) {
              print("RuntimeError, future untouched", !foreign.isDone());
            }
            return null;
          });
    }
  }

  /** Outside of a loop there is no current one. */
  @Scenario("229_loop_no_running_loop")
  void noRunningLoop() {
    Mono<String> c = coro(work -> "ok");
    try {
      Loop.current();
    } catch (NotOnLoopException e) {
      print("get_running_loop RuntimeError");
    }
    print(this.<String>run(co -> co.await(c)));
  }

  /** How many turns the basic operations take. */
  @Scenario("230_loop_turn_counting_trace")
  void turnCountingTrace() {
    Mono<Void> clock =
        coro(
            co -> {
              while (true) {
                co.await(checkpoint());
                turns++;
              }
            });
    Mono<Void> nothing = coro(co -> null);
    Mono<Void> other = coro(co -> null);
    Mono<Void> task = coro(co -> co.await(co.spawn(nothing)));
    Mono<Void> wait =
        coro(
            co -> {
              co.await(waitUntil(List.of(co.spawn(nothing)), When.ALL_COMPLETED));
              return null;
            });
    run(
        co -> {
          Task<Void> t = co.spawn(clock);
          co.await(measure("coroutine", () -> nothing));
          co.await(measure("sleep(0)", () -> checkpoint()));
          co.await(measure("task", () -> task));
          co.await(measure("gather", () -> gather(nothing, other)));
          co.await(measure("wait", () -> wait));
          co.await(measure("wait_for", () -> waitFor(nothing, Duration.ofSeconds(60))));
          t.cancel();
          return null;
        });
  }

  private Mono<Void> measure(String label, Supplier<Mono<?>> make) {
    return coro(
        co -> {
          co.await(checkpoint());
          int start = turns;
          co.await(make.get());
          print(label, turns - start);
          return null;
        });
  }
}
