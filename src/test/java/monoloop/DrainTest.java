package monoloop;

import static monoloop.Async.cancelScope;
import static monoloop.Async.checkpoint;
import static monoloop.Async.sleep;
import static monoloop.Async.taskGroup;
import static monoloop.test.Turns.turns;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import monoloop.sync.AsyncQueue;
import monoloop.test.Trail;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Cancelling in two phases: first softly, then hard. */
class DrainTest {
  private static final Duration LONG = Duration.ofDays(1);

  private final Trail trail = new Trail();

  @Test
  void a_worker_finishes_its_work_and_takes_no_more() {
    Async.run(
        cancelScope(
            (co, scope) -> {
              AsyncQueue<String> queue = AsyncQueue.bounded(8);
              co.await(queue.put("a"));
              co.await(
                  taskGroup(
                      (body, group) -> {
                        group.spawn(
                            worker -> {
                              for (String s;
                                  (s = worker.await(scope.unlessDraining(queue.take()))) != null; ) {
                                trail.say("begins " + s);
                                worker.await(turns(2));
                                trail.say("ends " + s);
                              }
                              trail.say("goes home");
                              return null;
                            });
                        body.await(turns(2));
                        scope.drain(LONG);
                        body.await(queue.put("b"));
                        return null;
                      }));
              assertEquals(1, queue.size());
              assertFalse(scope.cancelCalled());
              return null;
            }));

    assertEquals("begins a, ends a, goes home", trail.toString());
  }

  @Test
  void a_worker_that_waits_for_work_goes_home_at_once() {
    Async.run(
        cancelScope(
            (co, scope) -> {
              co.loop().callSoon(() -> scope.drain(LONG));
              assertNull(co.await(scope.unlessDraining(Mono.never())));
              assertTrue(scope.draining());
              assertNull(co.await(scope.unlessDraining(Mono.just("more"))));
              co.await(checkpoint());
              trail.say("goes on");
              return null;
            }));

    assertEquals("goes on", trail.toString());
  }

  @Test
  void who_is_not_done_when_the_grace_period_is_over_is_cancelled() {
    Async.run(
        cancelScope(
            (co, scope) -> {
              scope.drain(Duration.ZERO);
              try {
                return co.await(sleep(LONG));
              } catch (CancelledError e) {
                trail.say(e.reason() + "");
                throw e;
              }
            }));

    assertEquals("the grace period of PT0S is over", trail.toString());
  }

  @Test
  void scopes_inside_drain_too() {
    Async.run(
        cancelScope(
            (co, outer) ->
                co.await(
                    cancelScope(
                        (inner, scope) -> {
                          inner.loop().callSoon(() -> outer.drain(LONG));
                          assertNull(inner.await(scope.unlessDraining(Mono.never())));
                          assertTrue(scope.draining());
                          return null;
                        }))));
  }

  @Test
  void a_value_that_is_on_its_way_is_not_lost() {
    Async.run(
        cancelScope(
            (co, scope) -> {
              Deferred<String> work = new Deferred<>();
              co.loop()
                  .callSoon(
                      () -> {
                        work.complete("a");
                        scope.drain(LONG);
                      });
              assertEquals("a", co.await(scope.unlessDraining(work)));
              return null;
            }));
  }
}
