package monoloop.conformance;

import static monoloop.Async.checkpoint;
import static monoloop.Async.waitUntil;

import java.util.List;
import monoloop.CancelledError;
import monoloop.Deferred;
import monoloop.Task;
import monoloop.When;
import reactor.core.publisher.Mono;

/** Twins of 114 to 127: where a cancellation goes. */
final class CancelTwins extends AsyncTwins {

  /** A task that is cancelled before its first step runs nothing. */
  @Scenario("114_cancel_before_first_step")
  void beforeFirstStep() {
    Mono<Void> work =
        coro(
            co -> {
              try {
                print("  body");
              } finally {
                print("  finally");
              }
              return null;
            });
    run(
        co -> {
          Task<Void> t = co.spawn(work);
          t.cancel();
          try {
            co.await(t);
          } catch (CancelledError e) {
            print("cancelled without running");
          }
          return null;
        });
  }

  /** A task may catch the cancellation and go on. */
  @Scenario("115_cancel_swallowed")
  void swallowed() {
    Mono<String> stubborn =
        coro(
            co -> {
              try {
                co.await(sleepLong());
              } catch (CancelledError e) {
                print("  ignoring");
              }
              co.await(checkpoint());
              return "finished anyway";
            });
    run(
        co -> {
          Task<String> t = co.spawn(stubborn);
          co.await(checkpoint());
          t.cancel();
          print(co.await(t));
          print("cancelled", t.isCancelled(), "requests counted", t.cancelling());
          return null;
        });
  }

  /** Handlers of ordinary errors do not stop a cancellation. */
  @Scenario("116_cancel_not_an_ordinary_exception")
  void notAnOrdinaryException() {
    Mono<Void> loopForever =
        coro(
            co -> {
              while (true) {
                try {
                  co.await(sleepLong());
                } catch (Exception e) {
                  print("must not happen");
                }
              }
            });
    run(
        co -> {
          Task<Void> t = co.spawn(loopForever);
          co.await(checkpoint());
          t.cancel();
          co.await(waitUntil(List.of(t), When.ALL_COMPLETED));
          print("cancelled", t.isCancelled());
          return null;
        });
  }

  /** An awaited task is cancelled first; the waiter hears of it when that has ended. */
  @Scenario("117_cancel_propagates_to_awaited_task")
  void propagatesToAwaitedTask() {
    run(
        co -> {
          Task<Void> ti = co.spawn(ending("  inner ends", sleepLong()));
          Task<Void> to = co.spawn(ending("  outer ends", ti));
          co.await(nap(1));
          to.cancel();
          co.await(waitUntil(List.of(to), When.ALL_COMPLETED));
          print("inner cancelled", ti.isCancelled(), "outer cancelled", to.isCancelled());
          return null;
        });
  }

  private Mono<Void> ending(String word, Mono<Void> awaited) {
    return coro(
        co -> {
          try {
            return co.await(awaited);
          } finally {
            print(word);
          }
        });
  }

  /** A waiter whose task is cancelled by others was not cancelled itself. */
  @Scenario("118_cancel_of_awaited_task_by_third_party")
  void ofAwaitedTaskByThirdParty() {
    run(
        co -> {
          Task<Void> t = co.spawn(sleepLong());
          Mono<String> waiter =
              coro(
                  inner -> {
                    try {
                      inner.await(t);
                    } catch (CancelledError e) {
                      print("  waiter sees it, own requests", inner.task().cancelling());
                    }
                    return "waiter continues";
                  });
          Task<String> w = co.spawn(waiter);
          co.await(nap(1));
          t.cancel();
          print(co.await(w));
          return null;
        });
  }

  /** The message is seen inside and outside. */
  @Scenario("119_cancel_message")
  void message() {
    Mono<Void> work =
        coro(
            co -> {
              try {
                return co.await(sleepLong());
              } catch (CancelledError e) {
                print("  inside:", e.reason());
                throw e;
              }
            });
    run(
        co -> {
          Task<Void> t = co.spawn(work);
          co.await(checkpoint());
          t.cancel("shutting down");
          try {
            co.await(t);
          } catch (CancelledError e) {
            print("outside:", e.reason());
          }
          return null;
        });
  }

  /** A second cancel interrupts the clean-up. */
  @Scenario("120_cancel_repeated_during_cleanup")
  void repeatedDuringCleanup() {
    Mono<Void> work =
        coro(
            co -> {
              try {
                return co.await(sleepLong());
              } finally {
                print("  cleanup begins");
                try {
                  co.await(sleepLong());
                } catch (CancelledError e) {
                  print("  cleanup interrupted");
                }
                print("  cleanup ends");
              }
            });
    run(
        co -> {
          Task<Void> t = co.spawn(work);
          co.await(checkpoint());
          t.cancel();
          co.await(checkpoint());
          t.cancel();
          co.await(waitUntil(List.of(t), When.ALL_COMPLETED));
          print("cancelled", t.isCancelled(), "requests", t.cancelling());
          return null;
        });
  }

  /** Requests are counted; taking one back neither raises nor hides an error. */
  @Scenario("121_cancel_uncancel_counter")
  void uncancelCounter() {
    Mono<String> work =
        coro(
            co -> {
              Task<?> me = co.task();
              try {
                co.await(sleepLong());
              } catch (CancelledError e) {
                print("  requests", me.cancelling());
                print("  uncancel ->", me.uncancel());
                print("  uncancel ->", me.uncancel());
                print("  uncancel ->", me.uncancel());
              }
              co.await(checkpoint());
              return "went on";
            });
    run(
        co -> {
          Task<String> t = co.spawn(work);
          co.await(checkpoint());
          t.cancel();
          t.cancel();
          print(co.await(t));
          return null;
        });
  }

  /** A request that was taken back before it was delivered is withdrawn. */
  @Scenario("122_cancel_uncancel_withdraws_pending")
  void uncancelWithdrawsPending() {
    Mono<Void> work =
        coro(
            co -> {
              Task<?> me = co.task();
              me.cancel();
              print("requested", me.cancelling());
              me.uncancel();
              print("taken back", me.cancelling());
              try {
                co.await(checkpoint());
                print("not interrupted");
              } catch (CancelledError e) {
                print("interrupted");
              }
              return null;
            });
    run(co -> co.await(co.spawn(work)));
  }

  /** A task that cancels itself goes on to its next suspension. */
  @Scenario("123_cancel_self")
  void self() {
    Mono<Void> work =
        coro(
            co -> {
              co.task().cancel();
              print("  still running after self cancel");
              try {
                co.await(checkpoint());
                print("  not reached");
              } finally {
                print("  cleanup");
              }
              return null;
            });
    run(
        co -> {
          Task<Void> t = co.spawn(work);
          co.await(waitUntil(List.of(t), When.ALL_COMPLETED));
          print("cancelled", t.isCancelled());
          return null;
        });
  }

  /** A task that cancels itself and returns is cancelled. */
  @Scenario("124_cancel_self_then_return")
  void selfThenReturn() {
    Mono<String> work =
        coro(
            co -> {
              co.task().cancel();
              return "lost";
            });
    Mono<String> raises =
        coro(
            co -> {
              co.task().cancel();
              throw new ValueError("kept");
            });
    run(
        co -> {
          Task<String> t1 = co.spawn(work);
          Task<String> t2 = co.spawn(raises);
          co.await(waitUntil(List.of(t1, t2), When.ALL_COMPLETED));
          print("returned: cancelled", t1.isCancelled());
          print("raised: cancelled", t2.isCancelled(), nameOf(t2.exception()));
          return null;
        });
  }

  /** Cancel wins over a result that was not delivered yet. */
  @Scenario("125_cancel_task_about_to_resume")
  void taskAboutToResume() {
    run(
        co -> {
          Deferred<String> f = new Deferred<>();
          Mono<Void> work =
              coro(
                  inner -> {
                    try {
                      print("  got", inner.await(f));
                    } catch (CancelledError e) {
                      print("  cancelled, although the future holds", f.result());
                      throw e;
                    }
                    return null;
                  });
          Task<Void> t = co.spawn(work);
          co.await(checkpoint());
          f.complete("ready");
          t.cancel();
          co.await(waitUntil(List.of(t), When.ALL_COMPLETED));
          print("cancelled", t.isCancelled());
          return null;
        });
  }

  /** Throwing CancelledError makes a task cancelled. */
  @Scenario("126_cancel_explicit_raise")
  void explicitRaise() {
    Mono<Void> work =
        coro(
            co -> {
              throw new CancelledError("own decision");
            });
    run(
        co -> {
          Task<Void> t = co.spawn(work);
          try {
            co.await(t);
          } catch (CancelledError e) {
            print("message", e.reason());
          }
          print("cancelled", t.isCancelled(), "requests", t.cancelling());
          try {
            t.exception();
          } catch (CancelledError e) {
            print("exception() raises CancelledError");
          }
          return null;
        });
  }

  /** Done callbacks run for a cancelled task too. */
  @Scenario("127_cancel_done_callback_on_cancelled")
  void doneCallbackOnCancelled() {
    run(
        co -> {
          Task<Void> t = co.spawn(sleepLong());
          t.addDoneCallback(this::callback);
          t.cancel();
          co.await(nap(1));
          return null;
        });
  }

  private void callback(Task<Void> t) {
    print("callback, cancelled", t.isCancelled());
    raises("result", t::result);
    raises("exception", t::exception);
  }

  private void raises(String name, Runnable call) {
    try {
      call.run();
    } catch (CancelledError e) {
      print("  ", name, "raises CancelledError");
    }
  }
}
