package monoloop;

import static monoloop.Async.checkpoint;
import static monoloop.Async.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import monoloop.test.Trail;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** A whole program: what run() returns, throws and leaves behind. */
class RunTest {
  private static final Duration LONG = Duration.ofDays(1);

  private final Trail trail = new Trail();

  @Test
  void run_returns_what_the_body_returns() {
    assertEquals("result", Async.run(co -> "result"));
    assertEquals(1, Async.run(Mono.just(1)));
    assertNull(Async.run(Mono.empty()));
  }

  @Test
  void run_throws_the_error_as_it_is() {
    IOException broken = new IOException("broken");

    assertSame(
        broken,
        assertThrows(
            IOException.class,
            () ->
                Async.run(
                    co -> {
                      co.await(checkpoint());
                      throw broken;
                    })));
    assertThrows(
        CancelledError.class,
        () ->
            Async.run(
                co -> {
                  co.task().cancel("by itself");
                  return co.await(checkpoint());
                }));
  }

  @Test
  void leftover_tasks_are_cancelled_and_waited_for() {
    String result =
        Async.run(
            co -> {
              co.spawn(
                  inner -> {
                    try {
                      inner.await(sleep(LONG));
                    } finally {
                      inner.await(sleep(Duration.ofMillis(2)));
                      trail.say("cleaned up");
                    }
                    return null;
                  });
              co.await(checkpoint());
              trail.say("main returns");
              return "result";
            });
    trail.say(result);

    assertEquals("main returns, cleaned up, result", trail.toString());
  }

  @Test
  void tasks_that_leftover_tasks_start_are_cancelled_too() {
    Async.run(
        co -> {
          co.spawn(
              inner -> {
                try {
                  inner.await(sleep(LONG));
                } finally {
                  inner.spawn(
                      late -> {
                        try {
                          late.await(sleep(LONG));
                        } finally {
                          trail.say("late one cleaned up");
                        }
                        return null;
                      });
                  inner.await(checkpoint());
                }
                return null;
              });
          co.await(checkpoint());
          return null;
        });

    assertEquals("late one cleaned up", trail.toString());
  }

  @Test
  void an_error_of_a_leftover_task_is_reported() {
    Async.run(
        co -> {
          co.loop()
              .exceptionHandler(
                  (loop, message, error, source) -> trail.say(message + ": " + error.getMessage()));
          co.spawn(
              "left",
              inner -> {
                try {
                  return inner.await(sleep(LONG));
                } catch (CancelledError e) {
                  throw new IOException("clean-up failed");
                }
              });
          co.await(checkpoint());
          return null;
        });

    assertEquals(
        "Task \"left\" failed while the closing loop cancelled it: clean-up failed",
        trail.toString());
  }

  @Test
  void leftovers_are_cancelled_when_the_main_coroutine_fails() {
    assertThrows(
        IOException.class,
        () ->
            Async.run(
                co -> {
                  co.spawn(
                      inner -> {
                        try {
                          return inner.await(sleep(LONG));
                        } finally {
                          trail.say("cleaned up");
                        }
                      });
                  co.await(checkpoint());
                  throw new IOException("main failed");
                }));

    assertEquals("cleaned up", trail.toString());
  }

  @Test
  void a_run_inside_a_run_is_refused() {
    String message =
        Async.run(
            co -> {
              try {
                return Async.run(inner -> "inner");
              } catch (IllegalStateException e) {
                return e.getMessage();
              }
            });

    assertEquals(
        "Async.run() cannot be called from inside a task; call the body directly or spawn it",
        message);
  }

  @Test
  void an_exit_request_leaves_the_run_after_the_others_were_cancelled() {
    AtomicReference<Throwable> stored = new AtomicReference<>();

    ExitRequest exit =
        assertThrows(
            ExitRequest.class,
            () ->
                Async.run(
                    co -> {
                      Task<Object> quits =
                          co.spawn(
                              inner -> {
                                inner.await(checkpoint());
                                throw new ExitRequest(4);
                              });
                      try {
                        co.await(sleep(LONG));
                      } finally {
                        stored.set(quits.exception());
                      }
                      return null;
                    }));

    assertEquals(4, exit.status());
    assertSame(exit, stored.get());
  }

  @Test
  void an_exit_request_of_a_leftover_task_comes_out_after_the_others_have_ended() {
    Coroutine<Object> cleaning =
        co -> {
          try {
            return co.await(sleep(Duration.ofDays(1)));
          } finally {
            co.await(sleep(Duration.ofMillis(1)));
            trail.say("cleaned up");
          }
        };
    Coroutine<Object> leaving =
        co -> {
          try {
            return co.await(sleep(Duration.ofDays(1)));
          } catch (CancelledError e) {
            throw new ExitRequest(3);
          }
        };

    ExitRequest e =
        assertThrows(
            ExitRequest.class,
            () ->
                Async.run(
                    co -> {
                      co.spawn(leaving);
                      co.spawn(cleaning);
                      co.await(checkpoint());
                      return "result";
                    }));

    assertEquals(3, e.status());
    assertEquals("cleaned up", trail.toString());
  }

  @Test
  void a_stack_overflow_fails_its_task_and_nothing_else() {
    Async.run(
        co -> {
          Task<Object> deep =
              co.spawn(
                  inner -> {
                    return endless(0);
                  });
          co.await(checkpoint());
          assertInstanceOf(StackOverflowError.class, deep.exception());
          return null;
        });
  }

  private static int endless(int n) {
    return endless(n + 1) + 1;
  }

  @Test
  void the_loop_is_closed_afterwards() {
    Loop loop = Async.run(co -> co.loop());

    assertTrue(loop.isClosed());
  }

  @Test
  void a_missing_body_is_refused() {
    assertThrows(NullPointerException.class, () -> Async.run((Coroutine<Object>) null));
    assertThrows(NullPointerException.class, () -> Async.run((Mono<Object>) null));
  }
}
