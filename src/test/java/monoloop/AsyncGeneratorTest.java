package monoloop;

import static monoloop.Async.async;
import static monoloop.Async.checkpoint;
import static monoloop.Async.gather;
import static monoloop.Async.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import monoloop.generator.GeneratorExit;
import monoloop.generator.GeneratorState;
import monoloop.generator.StopIteration;
import monoloop.test.Trail;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Two-way async generators, one step at a time. */
class AsyncGeneratorTest {
  private static final Duration LONG = Duration.ofSeconds(100);

  private final Trail trail = new Trail();

  private AsyncGenerator<Integer, String> counter(int end) {
    return AsyncGenerator.of(
        co -> {
          try {
            for (int i = 0; i < end; i++) {
              String got = co.yield(i);
              co.await(checkpoint());
              trail.say("got " + got);
            }
          } finally {
            co.await(checkpoint());
            trail.say("cleaned");
          }
          return null;
        });
  }

  private static AsyncGenerator<Integer, Object> stubborn() {
    return AsyncGenerator.of(
        co -> {
          for (int i = 0; ; i++) {
            try {
              co.yield(i);
            } catch (GeneratorExit exit) {
              if (i > 1) {
                return null;
              }
            }
          }
        });
  }

  @Test
  void values_go_both_ways_and_the_end_is_empty() {
    AsyncGenerator<Integer, String> g = counter(2);

    Async.run(
        co -> {
          trail.say("" + co.await(g.next()));
          trail.say("" + co.await(g.send("a")));
          trail.say("" + co.await(g.send("b")));
          trail.say("" + co.await(g.send("c")));
          return null;
        });

    assertEquals("0, got a, 1, got b, cleaned, null, null", trail.toString());
    assertEquals("AsyncGenerator[closed]", g.toString());
  }

  @Test
  void a_step_does_nothing_until_it_is_awaited_and_each_await_is_a_step() {
    AsyncGenerator<Integer, String> g = counter(5);
    Mono<Integer> step = g.next();
    assertEquals(GeneratorState.CREATED, g.state());

    List<Integer> both =
        Async.run(
            co -> {
              Integer first = co.await(step);
              Integer second = co.await(step);
              co.await(g.close());
              return List.of(first, second);
            });

    assertEquals(List.of(0, 1), both);
  }

  @Test
  void a_first_send_with_a_value_is_refused_and_does_not_start_the_body() {
    AsyncGenerator<Integer, String> g = counter(1);

    Async.run(
        co -> {
          try {
            co.await(g.send("early"));
          } catch (IllegalStateException e) {
            trail.say(e.getMessage());
          }
          trail.say("" + co.await(g.send(null)));
          return co.await(g.close());
        });

    assertEquals(
        "send(value) needs a generator that waits at a yield, but AsyncGenerator[created] has not"
            + " started. Await next() first, 0, cleaned",
        trail.toString());
  }

  @Test
  void a_raised_error_can_be_answered() throws Exception {
    AsyncGenerator<String, Object> g =
        AsyncGenerator.of(
            co -> {
              try {
                co.yield("work");
              } catch (IOException e) {
                co.await(checkpoint());
                co.yield("handled " + e.getMessage());
              }
              return null;
            });

    String answer =
        Async.run(
            co -> {
              co.await(g.next());
              String a = co.await(g.raise(new IOException("disk")));
              assertNull(co.await(g.next()));
              return a;
            });

    assertEquals("handled disk", answer);
  }

  @Test
  void what_the_body_lets_out_comes_out_of_the_step_and_ends_it() {
    IOException error = new IOException("lost");
    AsyncGenerator<String, Object> g =
        AsyncGenerator.of(
            co -> {
              co.yield("one");
              throw error;
            });

    Async.run(
        co -> {
          co.await(g.next());
          assertSame(error, assertThrows(IOException.class, () -> blocking(co, g)));
          return null;
        });

    assertEquals(GeneratorState.CLOSED, g.state());
  }

  /** The handle escapes on purpose: both engines must do for a generator's puller. */
  private static Object blocking(Co co, AsyncGenerator<?, ?> g) throws Exception {
    return co.await(g.next());
  }

  @Test
  void raising_in_one_that_has_not_started_or_has_ended_gives_the_error_back() {
    AsyncGenerator<Integer, String> g = counter(3);
    IOException error = new IOException("unheard");

    Async.run(
        co -> {
          for (int i = 0; i < 2; i++) {
            try {
              co.await(g.raise(error));
            } catch (IOException e) {
              trail.say(e == error ? "same" : "another");
            }
          }
          trail.say("" + co.await(g.next()));
          return null;
        });

    assertEquals("same, same, null", trail.toString());
  }

  @Test
  void a_stop_iteration_that_leaves_the_body_is_replaced() {
    AsyncGenerator<String, Object> g =
        AsyncGenerator.of(
            co -> {
              throw new StopIteration("v");
            });

    IllegalStateException e =
        assertThrows(IllegalStateException.class, () -> Async.run(g.next()));

    assertInstanceOf(StopIteration.class, e.getCause());
  }

  @Test
  void yielding_null_is_an_error_at_the_yield() {
    AsyncGenerator<String, Object> g =
        AsyncGenerator.of(
            co -> {
              try {
                co.yield(null);
              } catch (NullPointerException e) {
                trail.say(e.getMessage());
              }
              co.yield("something");
              return null;
            });

    assertEquals("something", Async.run(g.next()));
    assertTrue(
        trail.toString().startsWith("yield(null): null is the end of AsyncGenerator[running"),
        trail.toString());
  }

  @Test
  void a_step_during_a_step_is_refused() {
    AsyncGenerator<String, Object> g =
        AsyncGenerator.of(
            co -> {
              co.await(checkpoint());
              co.yield("first");
              co.yield("second");
              return null;
            });

    Async.run(
        co -> {
          Task<String> a = co.spawn("a", g.next());
          co.await(checkpoint());
          for (Mono<?> step : List.of(g.next(), g.raise(new IOException()), g.close())) {
            try {
              co.await(step);
            } catch (IllegalStateException e) {
              trail.say(e.getMessage().replaceFirst(", at .*]", "]"));
            }
          }
          trail.say(co.await(a));
          trail.say(co.await(g.next()));
          return null;
        });

    assertEquals(
        "next() cannot be awaited: AsyncGenerator[running] is running already for Task \"a\"."
            + " Await one step at a time, raise() cannot be awaited: AsyncGenerator[running] is"
            + " running already for Task \"a\". Await one step at a time, close() cannot be"
            + " awaited: AsyncGenerator[running] is running already for Task \"a\". Await one step"
            + " at a time, first, second",
        trail.toString());
  }

  @Test
  void a_body_cannot_step_itself() {
    List<AsyncGenerator<String, Object>> self = new ArrayList<>();
    self.add(
        AsyncGenerator.of(
            co -> {
              co.await(self.get(0).next());
              return null;
            }));

    IllegalStateException e =
        assertThrows(IllegalStateException.class, () -> Async.run(self.get(0).next()));

    assertTrue(e.getMessage().contains("is running already"), e.getMessage());
  }

  @Test
  void closing_waits_for_the_clean_up_and_is_idempotent() {
    AsyncGenerator<Integer, String> g = counter(3);

    Async.run(
        co -> {
          co.await(g.next());
          co.await(g.close());
          trail.say("closed");
          co.await(g.close());
          trail.say("" + co.await(g.next()));
          return null;
        });

    assertEquals("cleaned, closed, null", trail.toString());
  }

  @Test
  void closing_one_that_has_not_started_runs_nothing() {
    AsyncGenerator<Integer, String> g = counter(3);

    Async.run(g.close());

    assertEquals("", trail.toString());
    assertEquals(GeneratorState.CLOSED, g.state());
    assertNull(Async.run(g.next()));
  }

  @Test
  void a_body_that_yields_while_it_is_closed_fails_the_closing_and_can_be_closed_again() {
    AsyncGenerator<Integer, Object> g = stubborn();

    Async.run(
        co -> {
          co.await(g.next());
          try {
            co.await(g.close());
          } catch (IllegalStateException e) {
            trail.say(e.getMessage().replaceFirst(", at .*]", "]"));
          }
          trail.say("" + co.await(g.next()));
          co.await(g.close());
          return null;
        });

    assertEquals(
        "AsyncGenerator[suspended] ignored GeneratorExit: its body yielded while it was being"
            + " closed, 2",
        trail.toString());
    assertEquals(GeneratorState.CLOSED, g.state());
  }

  @Test
  void cancelling_a_step_raises_at_the_bodys_await() {
    AsyncGenerator<String, Object> g =
        AsyncGenerator.of(
            co -> {
              try {
                co.await(sleep(LONG));
              } catch (CancelledError e) {
                trail.say("body: " + e.reason());
                co.yield("kept on");
              }
              return null;
            });

    Async.run(
        co -> {
          Task<String> step = co.spawn(g.next());
          co.await(checkpoint());
          step.cancel("enough");
          trail.say(co.await(step));
          return null;
        });

    assertEquals("body: enough, kept on", trail.toString());
  }

  @Test
  void a_cancelled_step_whose_body_does_not_answer_ends_the_generator() {
    AsyncGenerator<String, Object> g =
        AsyncGenerator.of(
            co -> {
              co.await(sleep(LONG));
              return null;
            });

    Async.run(
        co -> {
          Task<String> step = co.spawn(g.next());
          co.await(checkpoint());
          step.cancel();
          try {
            co.await(step);
          } catch (CancelledError e) {
            trail.say("cancelled");
          }
          trail.say("" + co.await(g.next()));
          return null;
        });

    assertEquals("cancelled, null", trail.toString());
  }

  @Test
  void the_body_runs_in_the_task_and_the_context_of_who_asks() {
    AsyncGenerator<String, Object> g =
        AsyncGenerator.of(
            co -> {
              while (true) {
                co.await(checkpoint());
                named(co);
              }
            });

    String names =
        Async.run(
            co -> {
              Task<String> a = co.spawn("a", g.next());
              String first = co.await(a);
              Mono<String> pull = async(in -> in.await(g.next()));
              String second = co.await(pull.contextWrite(c -> c.put("user", "ann")));
              co.await(g.close());
              return first + "; " + second.replaceFirst("Task-[0-9]+", "Task");
            });

    assertEquals("a nobody; Task ann", names);
  }

  private static void named(AsyncYielder<String, Object> co) throws Exception {
    co.yield(co.task().name() + " " + co.context().getOrDefault("user", "nobody"));
  }

  @Test
  void tasks_may_take_turns() {
    AsyncGenerator<Integer, String> g = counter(4);

    Async.run(
        co -> {
          Coroutine<Void> consumer =
              in -> {
                for (Integer i; (i = in.await(g.next())) != null; ) {
                  trail.say(in.task().name() + " " + i);
                }
                return null;
              };
          Task<Void> a = co.spawn("a", consumer);
          co.await(a);
          return null;
        });

    assertEquals(
        "a 0, got null, a 1, got null, a 2, got null, a 3, got null, cleaned", trail.toString());
  }

  @Test
  void a_generator_belongs_to_the_loop_of_its_first_step() {
    AsyncGenerator<Integer, Object> g =
        AsyncGenerator.of(
            co -> {
              co.yield(1);
              co.yield(2);
              return null;
            });

    try (Runner home = new Runner();
        Runner other = new Runner()) {
      assertEquals(1, home.run(g.next()));
      IllegalStateException e =
          assertThrows(IllegalStateException.class, () -> other.run(g.next()));
      assertTrue(e.getMessage().contains("it belongs to Loop[stopped"), e.getMessage());
      assertEquals(2, home.run(g.next()));
    }

    assertEquals("AsyncGenerator[closed]", g.toString());
    assertNull(Async.run(g.next()));
  }

  @Test
  void it_works_from_plain_reactor_code() {
    AsyncGenerator<Integer, String> g = counter(3);

    assertEquals(0, g.next().block());
    assertEquals(1, g.send("x").block());
    assertEquals(List.of(2), g.asFlux().collectList().block());
    assertNull(g.next().block());
    assertNull(g.close().block());
    assertEquals("got x, got null, got null, cleaned", trail.toString());
  }

  @Test
  void a_flux_asks_for_what_is_requested_and_leaves_it_open() {
    AsyncGenerator<Integer, String> g = counter(9);

    Async.run(
        co -> {
          trail.say("" + co.await(g.asFlux().take(2).collectList()));
          trail.say("" + co.await(g.next()));
          co.await(g.close());
          return null;
        });

    assertEquals("got null, [0, 1], got null, 2, cleaned", trail.toString());
  }

  @Test
  void close_after_closes_on_every_way_out() {
    Async.run(
        co -> {
          AsyncGenerator<Integer, String> g = counter(9);
          trail.say(co.await(g.closeAfter(in -> "first " + in.await(g.next()))));
          AsyncGenerator<Integer, String> h = counter(9);
          try {
            co.await(
                h.closeAfter(
                    in -> {
                      in.await(h.next());
                      throw new IOException("inside");
                    }));
          } catch (IOException e) {
            trail.say(e.getMessage());
          }
          return null;
        });

    assertEquals("cleaned, first 0, cleaned, inside", trail.toString());
  }

  @Test
  void close_after_keeps_both_errors() {
    AsyncGenerator<Integer, Object> g = stubborn();

    Async.run(
        co -> {
          try {
            co.await(
                g.closeAfter(
                    in -> {
                      in.await(g.next());
                      throw new IOException("inside");
                    }));
          } catch (IOException e) {
            assertInstanceOf(IllegalStateException.class, e.getSuppressed()[0]);
            trail.say(e.getMessage());
          }
          co.await(g.next());
          return co.await(g.close());
        });

    assertEquals("inside", trail.toString());
  }

  @Test
  void close_after_closes_when_it_is_cancelled() {
    AsyncGenerator<Integer, String> g = counter(9);

    Async.run(
        co -> {
          Coroutine<Void> use =
              in -> {
                in.await(g.next());
                in.await(sleep(LONG));
                return null;
              };
          Task<Void> task = co.spawn(g.closeAfter(use));
          co.await(checkpoint());
          task.cancel();
          try {
            co.await(task);
          } catch (CancelledError e) {
            trail.say("cancelled");
          }
          return null;
        });

    assertEquals("cleaned, cancelled", trail.toString());
  }

  @Test
  void a_yield_inside_a_time_limit_is_refused() {
    AsyncGenerator<Integer, Object> g =
        AsyncGenerator.of(
            co -> {
              co.await(
                  Async.timeout(
                      LONG,
                      in -> {
                        in.await(checkpoint());
                        return co.yield(1);
                      }));
              return null;
            });

    assertThrows(IllegalStateException.class, () -> Async.run(g.next()));
  }

  @Test
  void two_generators_feed_each_other() {
    AsyncGenerator<Integer, Object> numbers =
        AsyncGenerator.of(
            co -> {
              for (int i = 1; i <= 3; i++) {
                co.await(checkpoint());
                co.yield(i);
              }
              return null;
            });
    AsyncGenerator<Integer, Object> squares =
        AsyncGenerator.of(
            co -> {
              for (Integer i; (i = co.await(numbers.next())) != null; ) {
                co.yield(i * i);
              }
              return null;
            });

    assertEquals(List.of(1, 4, 9), Async.run(squares.asFlux().collectList()));
  }

  @Test
  void both_sides_of_gather_can_step_different_ones() {
    AsyncGenerator<Integer, String> a = counter(1);
    AsyncGenerator<Integer, String> b = counter(1);

    assertEquals(List.of(0, 0), Async.run(gather(a.next(), b.next())));
    assertEquals("cleaned, cleaned", trail.toString());
  }
}
