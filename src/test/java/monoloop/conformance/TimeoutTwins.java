package monoloop.conformance;

import static monoloop.Async.checkpoint;
import static monoloop.Async.sleep;
import static monoloop.Async.waitUntil;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import monoloop.CancelledError;
import monoloop.Deferred;
import monoloop.Loop;
import monoloop.Task;
import monoloop.Timeout;
import monoloop.When;
import reactor.core.publisher.Mono;

/** Twins of 128 to 136, 141 and 142: blocks with a time limit. */
final class TimeoutTwins extends AsyncTwins {
  private static final Duration ENOUGH = Duration.ofMinutes(1);

  /** The limit of the program, and the inner one of two. */
  private Timeout tm;

  private Timeout inner;

  /** The body is cancelled, and that becomes a TimeoutError outside of the block. */
  @Scenario("128_timeout_block_expires")
  void blockExpires() {
    run(
        co -> {
          try {
            co.await(within(ms(10), (limited, t) -> limited.await(sleeping(t))));
          } catch (TimeoutException e) {
            print("outside: TimeoutError, cause", nameOf(e.getCause()));
          }
          print("expired", tm.expired(), "own requests", co.task().cancelling());
          co.await(checkpoint());
          print("task goes on");
          return null;
        });
  }

  private Mono<Void> sleeping(Timeout t) {
    tm = t;
    return coro(
        co -> {
          try {
            return co.await(sleepLong());
          } catch (CancelledError e) {
            print("inside: CancelledError, expired", t.expired());
            throw e;
          }
        });
  }

  /** A body that ends in time is untouched, also later. */
  @Scenario("129_timeout_block_in_time")
  void blockInTime() {
    run(
        co -> {
          co.await(
              within(
                  ms(300),
                  (limited, t) -> {
                    tm = t;
                    limited.await(sleep(ms(10)));
                    print("body done");
                    return null;
                  }));
          co.await(sleep(ms(350)));
          print("expired", tm.expired());
          return null;
        });
  }

  /** A limit can be set and moved. */
  @Scenario("130_timeout_none_and_reschedule")
  void noneAndReschedule() {
    run(
        co -> {
          Loop loop = co.loop();
          co.await(
              withoutLimit(
                  (limited, t) -> {
                    print("deadline", t.when());
                    t.reschedule(loop.time() + ms(200).toNanos());
                    limited.await(sleep(ms(10)));
                    t.reschedule(loop.time() + ENOUGH.toNanos());
                    limited.await(sleep(ms(250)));
                    print("extended in time");
                    return null;
                  }));
          try {
            co.await(
                withoutLimit(
                    (limited, t) -> {
                      t.reschedule(loop.time() + ms(10).toNanos());
                      return limited.await(sleepLong());
                    }));
          } catch (TimeoutException e) {
            print("fired after reschedule");
          }
          return null;
        });
  }

  /** Of nested blocks the one whose time is over reports it. */
  @Scenario("131_timeout_nested_inner_fires")
  void nestedInnerFires() {
    run(
        co -> {
          co.await(
              within(
                  ENOUGH,
                  (outside, outer) -> {
                    tm = outer;
                    try {
                      outside.await(
                          within(
                              ms(10),
                              (inside, t) -> {
                                inner = t;
                                return inside.await(sleepLong());
                              }));
                    } catch (TimeoutException e) {
                      print("inner handled");
                    }
                    outside.await(nap(1));
                    print("outer body continues");
                    return null;
                  }));
          print("inner", inner.expired(), "outer", tm.expired());
          return null;
        });
  }

  /** The inner block lets the cancellation of the outer one through. */
  @Scenario("132_timeout_nested_outer_fires")
  void nestedOuterFires() {
    run(
        co -> {
          try {
            co.await(
                within(
                    ms(10),
                    (outside, outer) -> {
                      tm = outer;
                      try {
                        return outside.await(
                            within(
                                ENOUGH,
                                (inside, t) -> {
                                  inner = t;
                                  return inside.await(sleepLong());
                                }));
                      } catch (CancelledError e) {
                        print("inner passes CancelledError on");
                        throw e;
                      } catch (TimeoutException e) {
                        print("wrong");
                        return null;
                      }
                    }));
          } catch (TimeoutException e) {
            print("outer TimeoutError");
          }
          print("inner", inner.expired(), "outer", tm.expired());
          return null;
        });
  }

  /** A cancellation from outside stays one. */
  @Scenario("133_timeout_outside_cancel_is_not_timeout")
  void outsideCancelIsNotTimeout() {
    Mono<Void> work =
        coro(
            co -> {
              try {
                co.await(within(ENOUGH, (limited, t) -> limited.await(sleepLong())));
              } catch (TimeoutException e) {
                print("wrong");
              }
              return null;
            });
    run(
        co -> {
          Task<Void> t = co.spawn(work);
          co.await(nap(1));
          t.cancel();
          co.await(waitUntil(List.of(t), When.ALL_COMPLETED));
          print("cancelled", t.isCancelled(), "requests", t.cancelling());
          return null;
        });
  }

  /** If both come, the cancellation from outside wins. */
  @Scenario("134_timeout_both_cancel_and_expire")
  void bothCancelAndExpire() {
    run(
        co -> {
          Task<Void> t = co.spawn(withoutLimit((limited, own) -> limited.await(stubborn(own))));
          co.await(nap(1));
          t.cancel();
          co.await(nap(1));
          tm.reschedule(co.loop().time());
          try {
            co.await(t);
          } catch (Throwable e) {
            print(nameOf(e), "requests left", t.cancelling());
          }
          return null;
        });
  }

  private Mono<Void> stubborn(Timeout t) {
    tm = t;
    return coro(
        co -> {
          try {
            return co.await(sleepLong());
          } finally {
            try {
              co.await(sleepLong());
            } finally {
              print("  cleanup interrupted by the deadline");
            }
          }
        });
  }

  /** The body's own error comes out instead of the TimeoutError. */
  @Scenario("135_timeout_body_error_wins")
  void bodyErrorWins() {
    run(
        co -> {
          try {
            co.await(
                within(
                    ms(10),
                    (limited, t) -> {
                      tm = t;
                      try {
                        return limited.await(sleepLong());
                      } catch (CancelledError e) {
                        throw new ValueError("from cleanup");
                      }
                    }));
          } catch (ValueError e) {
            print(e, "expired", tm.expired());
          }
          print("requests", co.task().cancelling());
          return null;
        });
  }

  /** A limit belongs to its block. */
  @Scenario("136_timeout_misuse")
  void misuse() {
    run(
        co -> {
          co.await(
              within(
                  ENOUGH,
                  (limited, t) -> {
                    tm = t;
                    return null;
                  }));
          try {
            tm.reschedule(null);
          } catch (IllegalStateException e) {
            print("reschedule after exit refused");
          }
          return null;
        });
  }

  /** A limit around a group cancels the children and is reported as it is. */
  @Scenario("141_timeout_around_group")
  void aroundGroup() {
    Mono<Void> child =
        coro(
            co -> {
              try {
                return co.await(sleepLong());
              } finally {
                print("  cleanup");
              }
            });
    Mono<Void> group =
        group(
            (co, g) -> {
              g.spawn(child);
              g.spawn(child);
              return null;
            });
    run(
        co -> {
          try {
            co.await(within(ms(10), (limited, t) -> limited.await(group)));
          } catch (TimeoutException e) {
            print("TimeoutError");
          }
          print("requests", co.task().cancelling());
          return null;
        });
  }

  /** Of result and deadline in one round the deadline wins; the future keeps its result. */
  @Scenario("142_timeout_result_and_deadline_in_same_round")
  void resultAndDeadlineInSameRound() {
    run(
        co -> {
          Loop loop = co.loop();
          Deferred<String> f = new Deferred<>();
          Runnable sameRound =
              () -> {
                loop.callSoon(() -> f.complete("in time"));
                tm.reschedule(loop.time() - 1_000_000_000);
              };
          try {
            co.await(
                withoutLimit(
                    (limited, t) -> {
                      tm = t;
                      loop.callSoon(sameRound);
                      print("got", limited.await(f));
                      return null;
                    }));
          } catch (TimeoutException e) {
            print("TimeoutError, but the future holds:", f.result());
          }
          return null;
        });
  }
}
