package monoloop.conformance;

import static monoloop.Async.checkpoint;
import static monoloop.Async.gather;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import monoloop.Task;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** Twins of 089 to 097: what awaiting a coroutine means. */
final class CoroutineTwins extends AsyncTwins {

  /** Making a coroutine runs nothing. */
  @Scenario("089_coroutine_call_is_lazy")
  void callIsLazy() {
    run(
        co -> {
          Mono<Integer> c =
              coro(
                  work -> {
                    print("  running");
                    return 7;
                  });
          print("created");
          print("result", co.await(c));
          return null;
        });
  }

  /** Who awaits by hand: each suspension hands something out and takes the reply in. */
  private final class ByHand {
    private final AtomicReference<MonoSink<String>> waiting = new AtomicReference<>();

    Mono<String> suspend(String tag) {
      return Mono.create(
          sink -> {
            waiting.set(sink);
            print(tag);
          });
    }

    void send(String reply) {
      waiting.get().success(reply);
    }

    void raise(Throwable error) {
      waiting.get().error(error);
    }
  }

  /** Each suspension hands something out; the reply is the value of the await. */
  @Scenario("090_coroutine_driven_by_hand")
  void drivenByHand() {
    ByHand c = new ByHand();
    run(
        co -> {
          Task<String> work =
              co.spawn(
                  coro(
                      inner -> {
                        String a = inner.await(c.suspend("need a"));
                        String b = inner.await(c.suspend("need b"));
                        return a + "+" + b;
                      }));
          co.await(checkpoint());
          c.send("A");
          co.await(checkpoint());
          c.send("B");
          print("result", co.await(work));
          return null;
        });
  }

  /** A coroutine runs once per await; a task runs once. */
  @Scenario("091_coroutine_await_twice")
  void awaitTwice() {
    run(
        co -> {
          Mono<Integer> c = coro(work -> 5);
          print(co.await(c));
          print(co.await(c));
          Task<Integer> t = co.spawn(c);
          print(co.await(t), co.await(t));
          return null;
        });
  }

  /** Awaiting what does not wait gives nobody else a turn. */
  @Scenario("093_coroutine_await_without_suspension")
  void awaitWithoutSuspension() {
    run(
        co -> {
          Task<Void> t =
              co.spawn(
                  coro(
                      other -> {
                        print("  other runs");
                        return null;
                      }));
          for (int i = 0; i < 3; i++) {
            print("chain", co.await(chain(i)));
          }
          print("now sleep(0)");
          co.await(checkpoint());
          print("done", t.isDone());
          return null;
        });
  }

  private Mono<Integer> chain(int i) {
    Mono<Integer> leaf = coro(co -> i);
    return coro(co -> co.await(leaf) + 1);
  }

  /** An error surfaces at the innermost await and unwinds outwards. */
  @Scenario("094_coroutine_throw_through_awaits")
  void throwThroughAwaits() {
    ByHand c = new ByHand();
    Mono<String> awaitable = c.suspend("paused").doOnTerminate(() -> print("  awaitable cleanup"));
    Mono<String> inner =
        coro(
            co -> {
              try {
                return co.await(awaitable);
              } finally {
                print("  inner cleanup");
              }
            });
    Mono<String> outer =
        coro(
            co -> {
              try {
                return co.await(inner);
              } catch (ValueError e) {
                return "outer handled " + e.getMessage();
              }
            });
    run(
        co -> {
          Task<String> task = co.spawn(outer);
          co.await(checkpoint());
          c.raise(new ValueError("v"));
          print(co.await(task));
          return null;
        });
  }

  /** What an {@code async with} of 095 enters and exits. */
  private final class Res {
    private final String name;
    private final boolean suppress;

    Res(String name, boolean suppress) {
      this.name = name;
      this.suppress = suppress;
    }

    private Mono<String> enter() {
      return coro(
          co -> {
            co.await(checkpoint());
            print("enter", name);
            return name;
          });
    }

    private Mono<Boolean> exit(Exception error) {
      return coro(
          co -> {
            co.await(checkpoint());
            print("exit", name, "error", error == null ? null : nameOf(error));
            return suppress;
          });
    }

    Mono<Void> with(Function<String, Mono<Void>> block) {
      return coro(
          co -> {
            String entered = co.await(enter());
            Exception error = null;
            try {
              co.await(block.apply(entered));
            } catch (ValueError e) {
              error = e;
            }
            if (!co.await(exit(error)) && error != null) {
              throw error;
            }
            return null;
          });
    }
  }

  /** Enters left to right, exits right to left; an exit may await and suppress the error. */
  @Scenario("095_coroutine_async_with_order")
  void asyncWithOrder() {
    Res first = new Res("a", false);
    Res second = new Res("b", true);
    Res third = new Res("c", false);
    run(
        co -> {
          co.await(first.with(a -> second.with(b -> third.with(c -> failing(a, b, c)))));
          print("suppressed by b");
          return null;
        });
  }

  private Mono<Void> failing(String a, String b, String c) {
    return coro(
        co -> {
          print("body", a, b, c);
          throw new ValueError();
        });
  }

  /** sleep(0) gives every other ready task one turn. */
  @Scenario("096_coroutine_sleep_zero_yields_once")
  void sleepZeroYieldsOnce() {
    run(co -> co.await(gather(runner("a"), runner("b"), runner("c"))));
  }

  private Mono<Void> runner(String name) {
    return coro(
        co -> {
          for (int i = 0; i < 3; i++) {
            print(name, i);
            co.await(checkpoint());
          }
          return null;
        });
  }

  /** The awaiting side sees the very object that was thrown. */
  @Scenario("097_coroutine_error_chain_across_await")
  void errorChainAcrossAwait() {
    ValueError err = new ValueError("shared");
    Mono<Void> leaf =
        coro(
            co -> {
              co.await(checkpoint());
              throw err;
            });
    Mono<Void> mid =
        coro(
            co -> {
              try {
                return co.await(leaf);
              } catch (ValueError e) {
                throw new RuntimeError("mid failed", e);
              }
            });
    run(
        co -> {
          try {
            co.await(mid);
          } catch (RuntimeError e) {
            print(e, "| cause is the original object:", e.getCause() == err);
          }
          return null;
        });
  }
}
