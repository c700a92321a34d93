package monoloop.conformance;

import static monoloop.Async.checkpoint;
import static monoloop.Async.gather;
import static monoloop.Async.sleep;

import java.util.List;
import monoloop.AsyncGenerator;
import monoloop.generator.GeneratorExit;
import monoloop.generator.StopIteration;
import reactor.core.publisher.Mono;

/** Twins of 071 to 080: steps of async generators. */
final class AsyncGenTwins extends AsyncTwins {

  /** The body may await between yields; the loop ends when the body returns. */
  @Scenario("071_asyncgen_basic_iteration")
  void basicIteration() {
    run(
        co -> {
          AsyncGenerator<Integer, Object> ticks = ticks(3);
          for (Integer x; (x = co.await(ticks.next())) != null; ) {
            print("item", x);
          }
          print("loop over");
          return null;
        });
  }

  private AsyncGenerator<Integer, Object> ticks(int n) {
    return agen(
        co -> {
          for (int i = 0; i < n; i++) {
            co.await(checkpoint());
            co.yield(i);
          }
          print("  body ends");
          return null;
        });
  }

  /** The value that is sent is the value of the yield. */
  @Scenario("072_asyncgen_asend_two_way")
  void asendTwoWay() {
    AsyncGenerator<String, String> g =
        agen(
            co -> {
              String got = co.yield("ready");
              while (true) {
                co.await(checkpoint());
                got = co.yield("echo " + str(got));
              }
            });
    run(
        co -> {
          print(co.await(g.send(null)));
          print(co.await(g.send("a")));
          print(co.await(g.next()));
          print(co.await(g.send("b")));
          return co.await(g.close());
        });
  }

  /** A refused first value leaves the generator as it was. */
  @Scenario("073_asyncgen_asend_value_before_start")
  void asendValueBeforeStart() {
    AsyncGenerator<Integer, String> it =
        agen(
            co -> {
              String x = co.yield(1);
              print("  got", x);
              return null;
            });
    run(
        co -> {
          try {
            co.await(it.send("early"));
          } catch (IllegalStateException e) {
            print(nameOf(e));
          }
          print(co.await(it.send(null)));
          if (co.await(it.send("now")) == null) {
            print("finished");
          }
          return null;
        });
  }

  /** A body that catches and yields makes the step return that value. */
  @Scenario("074_asyncgen_athrow_caught")
  void athrowCaught() {
    AsyncGenerator<String, Object> it =
        agen(
            co -> {
              while (true) {
                try {
                  co.yield("work");
                } catch (ValueError e) {
                  co.await(checkpoint());
                  co.yield("handled " + str(e));
                }
              }
            });
    run(
        co -> {
          print(co.await(it.next()));
          print(co.await(it.raise(new ValueError("v"))));
          print(co.await(it.next()));
          return co.await(it.close());
        });
  }

  /** Closing waits for clean-up that awaits. */
  @Scenario("075_asyncgen_aclose_runs_awaiting_cleanup")
  void acloseRunsAwaitingCleanup() {
    AsyncGenerator<Integer, Object> it =
        agen(
            co -> {
              try {
                co.yield(1);
              } finally {
                print("  cleanup begins");
                co.await(sleep(ms(10)));
                print("  cleanup ends");
              }
              return null;
            });
    run(
        co -> {
          co.await(it.next());
          co.await(it.close());
          print("closed");
          co.await(it.close());
          print("closed twice");
          return null;
        });
  }

  /** Nothing of a body that has not started runs. */
  @Scenario("076_asyncgen_aclose_not_started")
  void acloseNotStarted() {
    AsyncGenerator<Integer, Object> it =
        agen(
            co -> {
              print("  body");
              try {
                co.yield(1);
              } finally {
                print("  finally");
              }
              return null;
            });
    run(
        co -> {
          co.await(it.close());
          for (Integer x; (x = co.await(it.next())) != null; ) {
            print("item", x);
          }
          print("empty");
          return null;
        });
  }

  /** A yield in answer to the exit is an error, a return is fine. */
  @Scenario("077_asyncgen_aclose_body_yields")
  void acloseBodyYields() {
    run(
        co -> {
          co.loop().exceptionHandler((loop, message, error, source) -> {});
          co.await(closing("stubborn", true));
          co.await(closing("polite", false));
          return null;
        });
  }

  private Mono<Void> closing(String name, boolean yields) {
    AsyncGenerator<Integer, Object> it =
        agen(
            co -> {
              try {
                co.yield(1);
              } catch (GeneratorExit exit) {
                if (yields) {
                  co.yield(2);
                }
              }
              return null;
            });
    return coro(
        co -> {
          co.await(it.next());
          try {
            print(name, co.await(it.close()));
          } catch (IllegalStateException e) {
            print(name, nameOf(e));
          }
          return null;
        });
  }

  /** The signal of an end does not leave a body as it is. */
  @Scenario("078_asyncgen_stop_signals_leak")
  void stopSignalsLeak() {
    AsyncGenerator<Integer, Object> it =
        agen(
            co -> {
              co.yield(1);
              throw new StopIteration("v");
            });
    run(
        co -> {
          co.await(it.next());
          try {
            co.await(it.next());
          } catch (IllegalStateException e) {
            print(nameOf(e), "caused by", nameOf(e.getCause()));
          }
          return null;
        });
  }

  /** One step at a time. */
  @Scenario("079_asyncgen_concurrent_step_refused")
  void concurrentStepRefused() {
    AsyncGenerator<String, Object> it =
        agen(
            co -> {
              co.await(sleep(ms(10)));
              co.yield("first");
              co.yield("second");
              return null;
            });
    run(
        co -> {
          co.await(gather(List.of(ask("a", it), ask("b", it))));
          co.await(ask("c", it));
          return co.await(it.close());
        });
  }

  private Mono<Void> ask(String name, AsyncGenerator<String, Object> it) {
    return coro(
        co -> {
          try {
            print(name, co.await(it.next()));
          } catch (IllegalStateException e) {
            print(name, "refused");
          }
          return null;
        });
  }

  /** Making a step runs nothing. */
  @Scenario("080_asyncgen_step_is_lazy")
  void stepIsLazy() {
    AsyncGenerator<Integer, Object> it =
        agen(
            co -> {
              print("  body at 1");
              co.yield(1);
              print("  body at 2");
              co.yield(2);
              return null;
            });
    run(
        co -> {
          Mono<Integer> s = it.next();
          print("created");
          print(co.await(s));
          co.await(s);
          print(co.await(it.next()));
          return co.await(it.close());
        });
  }
}
