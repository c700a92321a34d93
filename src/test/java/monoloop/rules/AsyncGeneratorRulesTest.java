package monoloop.rules;

import static java.time.Duration.ofSeconds;
import static monoloop.Async.checkpoint;
import static monoloop.Async.sleep;
import static monoloop.Async.taskGroup;
import static monoloop.Async.timeout;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import monoloop.Async;
import monoloop.AsyncGenerator;
import monoloop.CancelledError;
import monoloop.Co;
import monoloop.Runner;
import monoloop.Task;
import monoloop.TaskGroupException;
import monoloop.generator.GeneratorExit;
import monoloop.generator.GeneratorState;
import monoloop.generator.StopIteration;
import monoloop.test.LoopTest;
import monoloop.test.Trail;
import org.junit.jupiter.api.Test;

/** Rules 21 to 28 and 31: async generators (PEP 492, 525, 530). */
class AsyncGeneratorRulesTest {
  private final Trail trail = new Trail();

  /** What the garbage collector must not take. */
  private final List<Object> kept = new ArrayList<>();

  /** Yields 1, 2, 3 and cleans up with an await. */
  private AsyncGenerator<Integer, Object> counting() {
    return AsyncGenerator.of(
        co -> {
          try {
            for (int i = 1; i <= 3; i++) {
              co.await(checkpoint());
              co.yield(i);
            }
          } finally {
            co.await(checkpoint());
            trail.say("cleaned up");
          }
          return null;
        });
  }

  @LoopTest
  void rule_21_a_value_cannot_be_sent_to_a_fresh_one(Co co) throws Exception {
    AsyncGenerator<Integer, Object> g = counting();

    assertThrows(IllegalStateException.class, () -> co.await(g.send("too early")));

    assertEquals(1, co.await(g.next()));
    co.await(g.close());
  }

  @LoopTest
  void rule_22_a_second_step_while_one_is_in_progress_is_refused(Co co) throws Exception {
    AsyncGenerator<Integer, Object> g = counting();
    Task<Integer> first = co.spawn(g.next());
    co.await(checkpoint());

    assertThrows(IllegalStateException.class, () -> co.await(g.next()));
    assertThrows(IllegalStateException.class, () -> co.await(g.close()));

    assertEquals(1, co.await(first));
    co.await(g.close());
  }

  @LoopTest
  void rule_23_a_close_that_is_answered_by_a_yield_fails(Co co) throws Exception {
    AsyncGenerator<Integer, Object> stubborn =
        AsyncGenerator.of(
            inner -> {
              try {
                inner.yield(1);
              } catch (GeneratorExit e) {
                trail.say("ignores the close");
                inner.yield(2);
              }
              return null;
            });
    co.await(stubborn.next());

    assertThrows(IllegalStateException.class, () -> co.await(stubborn.close()));

    co.await(stubborn.close());
    assertEquals("ignores the close", trail.toString());
  }

  @LoopTest
  void rule_23_a_clean_up_may_await(Co co) throws Exception {
    AsyncGenerator<Integer, Object> g = counting();
    co.await(g.next());

    co.await(g.close());
    trail.say("closed");

    assertEquals("cleaned up, closed", trail.toString());
  }

  @LoopTest
  void rule_24_a_stop_iteration_that_leaves_the_body_is_replaced(Co co) {
    StopIteration stop = new StopIteration(7);
    AsyncGenerator<Integer, Object> g =
        AsyncGenerator.of(
            inner -> {
              inner.await(checkpoint());
              throw stop;
            });

    IllegalStateException e =
        assertThrows(IllegalStateException.class, () -> co.await(g.next()));

    assertSame(stop, e.getCause());
  }

  @LoopTest
  void rule_25_after_its_end_every_step_is_empty(Co co) throws Exception {
    AsyncGenerator<Integer, Object> exhausted = counting();
    for (int i = 1; i <= 3; i++) {
      assertEquals(i, co.await(exhausted.next()));
    }
    AsyncGenerator<Integer, Object> closed = counting();
    co.await(closed.close());

    assertNull(co.await(exhausted.next()));
    assertNull(co.await(exhausted.next()));
    assertNull(co.await(closed.next()));
  }

  @LoopTest
  void rule_26_leaving_a_loop_over_it_does_not_close_it_but_close_after_does(Co co)
      throws Exception {
    AsyncGenerator<Integer, Object> g = counting();
    for (Integer i; (i = co.await(g.next())) != null; ) {
      break;
    }
    assertEquals(GeneratorState.SUSPENDED, g.state());

    assertEquals(2, co.await(g.closeAfter(g.next())));

    assertEquals(GeneratorState.CLOSED, g.state());
    assertEquals("cleaned up", trail.toString());
  }

  @Test
  void rule_26_a_closing_loop_closes_what_is_left_and_reports_the_errors_of_each() {
    AsyncGenerator<Integer, Object> good = counting();
    AsyncGenerator<Integer, Object> failing =
        AsyncGenerator.of(
            co -> {
              try {
                co.yield(1);
              } finally {
                refuse();
              }
              return null;
            });
    kept.addAll(List.of(good, failing));
    Async.run(
        co -> {
          co.loop()
              .exceptionHandler((loop, message, error, source) -> trail.say(error.getMessage()));
          co.await(failing.next());
          co.await(good.next());
          trail.say("main ends");
          return null;
        });

    assertEquals("main ends, clean-up failed, cleaned up", trail.toString());
  }

  private static void refuse() {
    throw new IllegalArgumentException("clean-up failed");
  }

  @Test
  void rule_27_one_that_was_dropped_is_closed_on_its_loop() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    try (Runner runner = new Runner()) {
      runner.run(
          co -> {
            dropOne(co, closed);
            while (!closed.await(1, TimeUnit.MILLISECONDS)) {
              System.gc();
              co.await(checkpoint());
            }
            return null;
          });
    }

    assertEquals("closed on the loop", trail.toString());
  }

  private void dropOne(Co co, CountDownLatch closed) {
    co.spawn(
        inner -> {
          AsyncGenerator<Integer, Object> g =
              AsyncGenerator.of(
                  out -> {
                    try {
                      out.yield(1);
                    } finally {
                      trail.say(out.loop().isCurrent() ? "closed on the loop" : "astray");
                      closed.countDown();
                    }
                    return null;
                  });
          return inner.await(g.next());
        });
  }

  @LoopTest
  void rule_28_a_cancelled_step_leaves_it_usable_if_the_body_handles_the_cancel(Co co)
      throws Exception {
    AsyncGenerator<String, Object> patient =
        AsyncGenerator.of(
            inner -> {
              try {
                inner.await(sleep(ofSeconds(1)));
              } catch (CancelledError e) {
                inner.yield("handled");
              }
              inner.yield("and on");
              return null;
            });
    Task<String> step = co.spawn(patient.next());
    co.await(checkpoint());
    step.cancel();

    assertEquals("handled", co.await(step));
    assertEquals("and on", co.await(patient.next()));
    co.await(patient.close());
  }

  @LoopTest
  void rule_28_a_cancelled_step_ends_it_if_the_body_lets_the_cancel_out(Co co) throws Exception {
    AsyncGenerator<Integer, Object> g =
        AsyncGenerator.of(
            inner -> {
              inner.await(sleep(ofSeconds(1)));
              inner.yield(1);
              return null;
            });
    Task<Integer> step = co.spawn(g.next());
    co.await(checkpoint());
    step.cancel();

    assertThrows(CancelledError.class, () -> co.await(step));

    assertEquals(GeneratorState.CLOSED, g.state());
    assertNull(co.await(g.next()));
  }

  @LoopTest
  void rule_31_a_yield_inside_a_time_limit_or_a_task_group_is_refused(Co co) {
    AsyncGenerator<Integer, Object> limited =
        AsyncGenerator.of(
            out -> {
              out.await(timeout(ofSeconds(9), inner -> out.yield(1)));
              return null;
            });
    AsyncGenerator<Integer, Object> grouped =
        AsyncGenerator.of(
            out -> {
              out.await(taskGroup((inner, group) -> out.yield(1)));
              return null;
            });

    assertSaysWhy(
        assertThrows(IllegalStateException.class, () -> co.await(limited.next())));
    assertSaysWhy(
        assertThrows(TaskGroupException.class, () -> co.await(grouped.next()))
            .failures()
            .getFirst());
  }

  private static void assertSaysWhy(Throwable refusal) {
    assertTrue(
        refusal.getMessage().startsWith("yield() was called inside of a time limit"),
        refusal::toString);
  }
}
