package monoloop;

import static monoloop.Async.async;
import static monoloop.Async.cancelScope;
import static monoloop.Async.checkpoint;
import static monoloop.Async.shielded;
import static monoloop.Async.sleep;
import static monoloop.Async.taskGroup;
import static monoloop.Async.timeout;
import static monoloop.test.Turns.turns;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import monoloop.sync.AsyncCondition;
import monoloop.test.Trail;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Blocks that are cancelled as a whole and stay so. */
class CancelScopeTest {
  private static final Duration LONG = Duration.ofDays(1);

  private final Trail trail = new Trail();

  /** Says whether an await raises. */
  private Mono<Void> probe(String name) {
    return async(
        co -> {
          try {
            co.await(checkpoint());
            trail.say(name + " goes on");
          } catch (CancelledError e) {
            trail.say(name + " raises " + e.reason());
          }
          return null;
        });
  }

  @Test
  void a_scope_that_nobody_cancels_ends_with_the_result_of_its_body() {
    String got =
        Async.run(
            cancelScope(
                (co, scope) -> {
                  co.await(checkpoint());
                  assertFalse(scope.cancelCalled());
                  return "result";
                }));

    assertEquals("result", got);
  }

  @Test
  void every_await_in_a_cancelled_scope_raises_and_the_block_ends_empty() {
    CancelScope[] kept = new CancelScope[1];

    Object got =
        Async.run(
            co -> {
              Object result =
                  co.await(
                      cancelScope(
                          (inner, scope) -> {
                            kept[0] = scope;
                            scope.cancel("enough");
                            inner.await(probe("first"));
                            inner.await(probe("second"));
                            try {
                              return inner.await(Mono.just("never"));
                            } finally {
                              inner.await(probe("last"));
                            }
                          }));
              co.await(probe("behind"));
              return result;
            });

    assertNull(got);
    assertTrue(kept[0].cancelCalled());
    assertTrue(kept[0].cancelledCaught());
    assertEquals(
        "first raises enough, second raises enough, last raises enough, behind goes on",
        trail.toString());
  }

  @Test
  void the_await_in_a_cancelled_scope_does_not_begin() {
    Async.run(
        cancelScope(
            (co, scope) -> {
              scope.cancel();
              co.await(Mono.fromRunnable(() -> trail.say("subscribed")));
              return null;
            }));

    assertEquals("", trail.toString());
  }

  @Test
  void cancelling_ends_the_present_wait_and_tells_who_and_why() {
    Async.run(
        co -> {
          Deferred<CancelScope> scopes = new Deferred<>();
          Task<String> worker =
              co.spawn(
                  cancelScope(
                      (inner, scope) -> {
                        scopes.complete(scope);
                        try {
                          inner.await(sleep(LONG));
                        } catch (CancelledError e) {
                          trail.say("raises " + e.reason());
                          throw e;
                        }
                        return "never";
                      }));
          CancelScope scope = co.await(scopes);
          Task<Object> boss =
              co.spawn(
                  "boss",
                  inner -> {
                    scope.cancel("no money");
                    return null;
                  });
          co.await(boss);
          assertNull(co.await(worker));
          assertEquals("boss", scope.cancelledBy());
          assertEquals("CancelScope[cancelled by task \"boss\": no money]", scope.toString());
          assertEquals(0, worker.cancelling());
          return null;
        });

    assertEquals("raises no money", trail.toString());
  }

  @Test
  void a_value_that_is_on_its_way_is_still_delivered() {
    Async.run(
        co -> {
          Deferred<String> value = new Deferred<>();
          Deferred<CancelScope> scopes = new Deferred<>();
          Task<String> worker =
              co.spawn(
                  cancelScope(
                      (inner, scope) -> {
                        scopes.complete(scope);
                        String got = inner.await(value);
                        inner.await(probe("after " + got));
                        return got;
                      }));
          CancelScope scope = co.await(scopes);
          value.complete("it");
          scope.cancel("late");
          assertEquals("it", co.await(worker));
          assertFalse(scope.cancelledCaught());
          return null;
        });

    assertEquals("after it raises late", trail.toString());
  }

  @Test
  void a_deadline_cancels_the_scope() {
    Async.run(
        co -> {
          assertNull(
              co.await(
                  cancelScope(
                      Duration.ZERO,
                      (inner, scope) -> {
                        try {
                          return inner.await(sleep(LONG));
                        } finally {
                          trail.say(scope.reason() + " by " + scope.cancelledBy());
                        }
                      })));
          return null;
        });

    assertEquals("the deadline of its scope has passed by null", trail.toString());
  }

  @Test
  void a_shielded_scope_protects_from_the_scopes_around_it() {
    Async.run(
        cancelScope(
            (co, outer) -> {
              try {
                outer.cancel("outer");
                co.await(checkpoint());
              } finally {
                co.await(
                    shielded(
                        inner -> {
                          inner.await(probe("shielded"));
                          return null;
                        }));
                co.await(probe("unprotected"));
              }
              return null;
            }));

    assertEquals("shielded goes on, unprotected raises outer", trail.toString());
  }

  @Test
  void a_shielded_scope_that_is_cancelled_itself_raises() {
    Async.run(
        cancelScope(
            (co, scope) -> {
              scope.shield(true);
              scope.cancel("own");
              co.await(probe("inside"));
              assertEquals("CancelScope[cancelled by task \"Task-1\": own, shielded]", scope + "");
              return null;
            }));

    assertEquals("inside raises own", trail.toString());
  }

  @Test
  void a_request_to_cancel_the_task_is_held_until_the_shield_ends() {
    Async.run(
        co -> {
          Deferred<String> open = new Deferred<>();
          Task<String> task =
              co.spawn(
                  async(
                      inner -> {
                        inner.await(
                            shielded(
                                deep -> {
                                  deep.await(open);
                                  deep.await(probe("shielded"));
                                  return null;
                                }));
                        inner.await(probe("behind"));
                        inner.await(probe("once"));
                        return "done";
                      }));
          co.await(turns(2));
          task.cancel("request");
          co.await(checkpoint());
          open.complete("");
          assertEquals("done", co.await(task));
          assertEquals(1, task.cancelling());
          return null;
        });

    assertEquals("shielded goes on, behind raises request, once goes on", trail.toString());
  }

  @Test
  void a_timeout_around_a_shield_expires_behind_it() {
    Async.run(
        co -> {
          try {
            co.await(
                timeout(
                    Duration.ZERO,
                    inner -> {
                      inner.await(
                          shielded(
                              deep -> {
                                deep.await(probe("one"));
                                deep.await(probe("two"));
                                deep.await(probe("three"));
                                return null;
                              }));
                      inner.await(sleep(LONG));
                      return null;
                    }));
          } catch (TimeoutException e) {
            trail.say("timeout");
          }
          assertEquals(0, co.task().cancelling());
          return null;
        });

    assertEquals("one goes on, two goes on, three goes on, timeout", trail.toString());
  }

  @Test
  void a_timeout_inside_a_shield_expires_there() {
    Async.run(
        shielded(
            co -> {
              try {
                co.await(timeout(Duration.ZERO, inner -> inner.await(sleep(LONG))));
              } catch (TimeoutException e) {
                trail.say("timeout");
              }
              return null;
            }));

    assertEquals("timeout", trail.toString());
  }

  @Test
  void ending_the_shield_lets_the_outer_cancellation_in() {
    Async.run(
        cancelScope(
            (co, outer) ->
                co.await(
                    cancelScope(
                        (inner, scope) -> {
                          scope.shield(true);
                          outer.cancel("outer");
                          inner.await(probe("shielded"));
                          inner.loop().callSoon(() -> scope.shield(false));
                          try {
                            inner.await(sleep(LONG));
                          } catch (CancelledError e) {
                            trail.say("raises " + e.reason());
                          }
                          return null;
                        }))));

    assertEquals("shielded goes on, raises outer", trail.toString());
  }

  @Test
  void the_outer_one_of_two_cancelled_scopes_catches() {
    Async.run(
        cancelScope(
            (co, outer) -> {
              CancelScope[] kept = new CancelScope[1];
              try {
                co.await(
                    cancelScope(
                        (inner, scope) -> {
                          kept[0] = scope;
                          scope.cancel("inner");
                          outer.cancel("outer");
                          return inner.await(sleep(LONG));
                        }));
              } finally {
                trail.say("inner caught " + kept[0].cancelledCaught());
              }
              trail.say("never");
              return null;
            }));

    assertEquals("inner caught false", trail.toString());
  }

  @Test
  void a_request_to_cancel_the_task_goes_through_a_cancelled_scope() {
    Async.run(
        co -> {
          Deferred<CancelScope> scopes = new Deferred<>();
          Task<String> task =
              co.spawn(
                  cancelScope(
                      (inner, scope) -> {
                        scopes.complete(scope);
                        return inner.await(Mono.<String>never());
                      }));
          CancelScope scope = co.await(scopes);
          scope.cancel();
          task.cancel("request");
          co.await(Async.gatherSettled(List.of(task)));
          assertTrue(task.isCancelled());
          assertFalse(scope.cancelledCaught());
          return null;
        });
  }

  @Test
  void the_children_of_a_group_in_the_scope_are_inside_of_it() {
    Async.run(
        co -> {
          co.await(
              cancelScope(
                  (inner, scope) ->
                      inner.await(
                          taskGroup(
                              (body, group) -> {
                                group.spawn(
                                    child -> {
                                      try {
                                        child.await(sleep(LONG));
                                      } finally {
                                        child.await(probe("child's first"));
                                        child.await(probe("child's second"));
                                      }
                                      return null;
                                    });
                                body.await(turns(2));
                                scope.cancel("all");
                                return body.await(sleep(LONG));
                              }))));
          trail.say("end");
          return null;
        });

    assertEquals(
        "child's first raises all, child's second raises all, end", trail.toString());
  }

  @Test
  void a_cancelled_group_waits_for_a_child_that_cleans_up_under_a_shield() {
    Async.run(
        co -> {
          co.await(
              cancelScope(
                  (inner, scope) ->
                      inner.await(
                          taskGroup(
                              (body, group) -> {
                                group.spawn(
                                    child -> {
                                      try {
                                        return child.await(sleep(LONG));
                                      } finally {
                                        child.await(
                                            shielded(
                                                deep -> {
                                                  deep.await(probe("one"));
                                                  deep.await(probe("two"));
                                                  deep.await(probe("three"));
                                                  return null;
                                                }));
                                      }
                                    });
                                body.await(turns(2));
                                scope.cancel();
                                return null;
                              }))));
          trail.say("end");
          return null;
        });

    assertEquals("one goes on, two goes on, three goes on, end", trail.toString());
  }

  @Test
  void a_body_in_a_shield_does_not_protect_the_children_of_its_group() {
    Async.run(
        cancelScope(
            (co, scope) ->
                co.await(
                    taskGroup(
                        (body, group) -> {
                          Task<Object> child =
                              group.spawn(
                                  inner -> {
                                    try {
                                      return inner.await(sleep(LONG));
                                    } catch (CancelledError e) {
                                      trail.say("child raises");
                                      throw e;
                                    }
                                  });
                          body.await(turns(2));
                          body.await(
                              shielded(
                                  inner -> {
                                    scope.cancel();
                                    inner.await(probe("body"));
                                    inner.await(probe("body"));
                                    assertTrue(child.isCancelled());
                                    return null;
                                  }));
                          return null;
                        }))));

    assertEquals("child raises, body goes on, body goes on", trail.toString());
  }

  @Test
  void a_race_in_a_cancelled_scope_waits_for_its_runners() {
    Mono<Object> runner =
        async(
            co -> {
              try {
                return co.await(Mono.never());
              } finally {
                co.await(turns(3));
                trail.say("runner has cleaned up");
              }
            });
    Async.run(
        co -> {
          co.await(
              cancelScope(
                  (inner, scope) -> {
                    Task<?> task = inner.task();
                    inner.loop().callSoon(() -> inner.loop().callSoon(scope::cancel));
                    try {
                      return inner.await(Async.race(runner));
                    } finally {
                      trail.say("race ends with " + task.cancelling());
                    }
                  }));
          return null;
        });

    assertEquals("runner has cleaned up, race ends with 0", trail.toString());
  }

  @Test
  void a_condition_is_left_with_the_lock_held() {
    Async.run(
        co -> {
          AsyncCondition condition = new AsyncCondition();
          Deferred<CancelScope> scopes = new Deferred<>();
          Task<Object> waiter =
              co.spawn(
                  cancelScope(
                      (inner, scope) -> {
                        scopes.complete(scope);
                        inner.await(condition.lock().acquire());
                        try {
                          return inner.await(condition.await());
                        } finally {
                          trail.say("waiter holds " + condition.lock().isLocked());
                          condition.lock().release();
                        }
                      }));
          CancelScope scope = co.await(scopes);
          co.await(condition.lock().acquire());
          scope.cancel();
          co.await(turns(3));
          trail.say("other releases");
          condition.lock().release();
          co.await(waiter);
          return null;
        });

    assertEquals("other releases, waiter holds true", trail.toString());
  }

  @Test
  void a_scope_ended_by_another_error_lets_it_out() {
    assertThrows(
        IllegalStateException.class,
        () ->
            Async.run(
                cancelScope(
                    (co, scope) -> {
                      scope.cancel();
                      throw new IllegalStateException("worse");
                    })));
  }

  @Test
  void a_cancelled_or_ended_scope_cannot_be_rescheduled() {
    CancelScope[] kept = new CancelScope[1];
    Async.run(
        cancelScope(
            (co, scope) -> {
              kept[0] = scope;
              scope.reschedule(co.loop().time() + LONG.toNanos());
              scope.reschedule(null);
              assertNull(scope.deadline());
              return null;
            }));

    IllegalStateException e =
        assertThrows(IllegalStateException.class, () -> kept[0].reschedule(null));
    assertEquals(
        "CancelScope[exited] can be rescheduled only while it is active", e.getMessage());
  }

  @Test
  void cancelling_from_another_thread_is_refused() {
    Async.run(
        cancelScope(
            (co, scope) -> {
              try {
                co.await(CompletableFuture.runAsync(scope::cancel));
              } catch (NotOnLoopException e) {
                trail.say("refused");
              }
              assertFalse(scope.cancelCalled());
              return null;
            }));

    assertEquals("refused", trail.toString());
  }
}
