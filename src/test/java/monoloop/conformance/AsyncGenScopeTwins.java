package monoloop.conformance;

import static monoloop.Async.checkpoint;
import static monoloop.Async.gather;

import java.util.ArrayList;
import java.util.List;
import monoloop.AsyncGenerator;
import monoloop.CancelledError;
import monoloop.Task;
import reactor.core.publisher.Mono;

/** Twins of 081 to 088: how async generators are left, cancelled and shared. */
final class AsyncGenScopeTwins extends AsyncTwins {
  private final List<Object> keep = new ArrayList<>();

  private AsyncGenerator<Integer, Object> ten(String cleanup) {
    return agen(
        co -> {
          try {
            for (int i = 0; i < 10; i++) {
              co.yield(i);
            }
          } finally {
            co.await(checkpoint());
            print(cleanup);
          }
          return null;
        });
  }

  /** Leaving the loop leaves the generator paused. */
  @Scenario("081_asyncgen_break_does_not_close")
  void breakDoesNotClose() {
    run(
        co -> {
          AsyncGenerator<Integer, Object> it = ten("  cleanup");
          for (Integer x; (x = co.await(it.next())) != null; ) {
            if (x == 2) {
              break;
            }
          }
          print("after break, next is", co.await(it.next()));
          co.await(it.close());
          print("closed");
          return null;
        });
  }

  /** A closing scope closes on every way out. */
  @Scenario("082_asyncgen_aclosing_scope")
  void aclosingScope() {
    run(
        co -> {
          for (String kind : List.of("break", "return", "error")) {
            try {
              print(co.await(leaveBy(kind)));
            } catch (ValueError e) {
              print("error", str(e));
            }
          }
          return null;
        });
  }

  private Mono<String> leaveBy(String kind) {
    AsyncGenerator<Integer, Object> it = ten("  closed " + kind);
    return it.closeAfter(
        coro(
            co -> {
              for (Integer x; (x = co.await(it.next())) != null; ) {
                if (kind.equals("break")) {
                  break;
                }
                if (kind.equals("return")) {
                  return "returned";
                }
                throw new ValueError("inside");
              }
              return "fell through";
            }));
  }

  /** A loop that shuts down closes what is still paused. */
  @Scenario("083_asyncgen_shutdown_at_loop_end")
  void shutdownAtLoopEnd() {
    run(
        co -> {
          AsyncGenerator<String, Object> it = named("forgotten");
          keep.add(it);
          print(co.await(it.next()));
          print("main returns");
          return null;
        });
    print("after run");
  }

  private AsyncGenerator<String, Object> named(String name) {
    return agen(
        co -> {
          try {
            co.yield(name);
          } finally {
            co.await(checkpoint());
            print("  closed", name);
          }
          return null;
        });
  }

  /** What goes wrong there is told to the loop's handler. */
  @Scenario("084_asyncgen_shutdown_reports_cleanup_error")
  void shutdownReportsCleanupError() {
    String result =
        run(
            co -> {
              co.loop()
                  .exceptionHandler(
                      (loop, message, error, source) ->
                          print("handler:", nameOf(error), str(error)));
              AsyncGenerator<Integer, Object> it =
                  agen(
                      out -> {
                        try {
                          out.yield(1);
                        } finally {
                          cleanup();
                        }
                        return null;
                      });
              keep.add(it);
              co.await(it.next());
              return "main result";
            });
    print(result);
  }

  private static void cleanup() {
    throw new ValueError("cleanup");
  }

  /** A cancel during a step is raised at the body's await. */
  @Scenario("085_asyncgen_cancel_while_body_awaits")
  void cancelWhileBodyAwaits() {
    AsyncGenerator<Integer, Object> g =
        agen(
            co -> {
              try {
                co.yield(1);
                co.await(sleepLong());
                co.yield(2);
              } catch (CancelledError e) {
                print("  body sees cancel");
                throw e;
              } finally {
                print("  body cleanup");
              }
              return null;
            });
    run(
        co -> {
          Task<Void> t =
              co.spawn(
                  coro(
                      consume -> {
                        try {
                          for (Integer x; (x = consume.await(g.next())) != null; ) {
                            print("item", x);
                          }
                        } finally {
                          print("consumer cleanup");
                        }
                        return null;
                      }));
          co.await(nap(1));
          t.cancel();
          try {
            co.await(t);
          } catch (CancelledError e) {
            print("task cancelled");
          }
          return null;
        });
  }

  /** A cancel between two steps does not reach the generator. */
  @Scenario("086_asyncgen_cancel_while_consumer_awaits")
  void cancelWhileConsumerAwaits() {
    AsyncGenerator<Integer, Object> it =
        agen(
            co -> {
              try {
                co.yield(1);
              } catch (CancelledError e) {
                print("  must not see cancel");
              } finally {
                print("  body cleanup");
              }
              return null;
            });
    run(
        co -> {
          Task<Void> t =
              co.spawn(
                  coro(
                      consume -> {
                        for (Integer x; (x = consume.await(it.next())) != null; ) {
                          print("item", x);
                          consume.await(sleepLong());
                        }
                        return null;
                      }));
          co.await(nap(1));
          t.cancel();
          try {
            co.await(t);
          } catch (CancelledError e) {
            print("task cancelled");
          }
          print("generator still open");
          return co.await(it.close());
        });
  }

  /** Yielding again in a loop hands on the values, not what is sent. */
  @Scenario("087_asyncgen_manual_delegation")
  void manualDelegation() {
    AsyncGenerator<String, String> inner =
        agen(
            co -> {
              String got = co.yield("a");
              print("  inner got", got);
              got = co.yield("b");
              print("  inner got", got);
              return null;
            });
    AsyncGenerator<String, String> outer =
        agen(
            co -> {
              for (String x; (x = co.await(inner.next())) != null; ) {
                String sent = co.yield(x);
                print("  outer got", sent);
              }
              return null;
            });
    run(
        co -> {
          print(co.await(outer.send(null)));
          print(co.await(outer.send("one")));
          if (co.await(outer.send("two")) == null) {
            print("end");
          }
          return null;
        });
  }

  /** Tasks may take turns; each item goes to one of them. */
  @Scenario("088_asyncgen_two_consumers_share_items")
  void twoConsumersShareItems() {
    AsyncGenerator<Integer, Object> it =
        agen(
            co -> {
              for (int i = 0; i < 6; i++) {
                co.yield(i);
              }
              return null;
            });
    run(co -> co.await(gather(List.of(consumer("a", it), consumer("b", it)))));
  }

  private Mono<Void> consumer(String name, AsyncGenerator<Integer, Object> it) {
    return coro(
        co -> {
          for (Integer x; (x = co.await(it.next())) != null; ) {
            print(name, x);
            co.await(checkpoint());
          }
          return null;
        });
  }
}
