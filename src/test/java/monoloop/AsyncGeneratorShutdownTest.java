package monoloop;

import static monoloop.Async.checkpoint;
import static monoloop.Async.sleep;
import static monoloop.test.Turns.turns;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import monoloop.generator.GeneratorExit;
import monoloop.test.Trail;
import org.junit.jupiter.api.Test;

/** Async generators that nobody closes. */
class AsyncGeneratorShutdownTest {
  private final Trail trail = new Trail();
  private final List<Object> kept = new ArrayList<>();

  private AsyncGenerator<String, Object> named(String name) {
    AsyncGenerator<String, Object> g =
        AsyncGenerator.of(
            co -> {
              try {
                co.yield(name);
              } finally {
                co.await(checkpoint());
                trail.say("closed " + name);
              }
              return null;
            });
    kept.add(g);
    return g;
  }

  @Test
  void a_closing_loop_ends_plain_tasks_first_and_then_closes_generators() {
    Async.run(
        co -> {
          co.await(named("a").next());
          Coroutine<Void> sleeper =
              in -> {
                try {
                  in.await(sleep(Duration.ofSeconds(100)));
                } finally {
                  in.await(turns(2));
                  trail.say("task ended");
                }
                return null;
              };
          co.spawn(sleeper);
          co.await(named("b").next());
          co.await(checkpoint());
          trail.say("main ends");
          return null;
        });

    assertEquals("main ends, task ended, closed a, closed b", trail.toString());
  }

  @Test
  void errors_are_reported_for_each_generator() {
    Async.run(
        co -> {
          co.loop()
              .exceptionHandler(
                  (loop, message, error, source) ->
                      trail.say(message.replaceFirst(", at [^]]*", "") + ": " + error));
          for (int i = 0; i < 2; i++) {
            int n = i;
            AsyncGenerator<Integer, Object> g =
                AsyncGenerator.of(
                    out -> {
                      try {
                        out.yield(n);
                      } finally {
                        out.await(checkpoint());
                        fail("clean-up " + n);
                      }
                      return null;
                    });
            kept.add(g);
            co.await(g.next());
          }
          co.await(named("good").next());
          return null;
        });

    assertEquals(
        "closed good, AsyncGenerator[suspended] failed while the closing loop closed it:"
            + " java.lang.IllegalArgumentException: clean-up 0, AsyncGenerator[suspended] failed"
            + " while the closing loop closed it: java.lang.IllegalArgumentException: clean-up 1",
        sorted());
  }

  private String sorted() {
    String all = trail.toString();
    int good = all.indexOf("closed good");
    assertTrue(good >= 0, all);
    return "closed good, " + all.replaceFirst("closed good(, )?", "").replaceFirst(", $", "");
  }

  private static void fail(String message) {
    throw new IllegalArgumentException(message);
  }

  @Test
  void one_that_ignores_its_closing_is_reported_and_does_not_keep_the_loop() {
    Async.run(
        co -> {
          co.loop()
              .exceptionHandler(
                  (loop, message, error, source) ->
                      trail.say(error.getMessage().replaceFirst(", at [^]]*", "")));
          AsyncGenerator<Integer, Object> g =
              AsyncGenerator.of(
                  out -> {
                    while (true) {
                      try {
                        out.yield(1);
                      } catch (GeneratorExit exit) {
                        trail.say("ignored");
                      }
                    }
                  });
          kept.add(g);
          return co.await(g.next());
        });

    assertEquals(
        "ignored, AsyncGenerator[suspended] ignored GeneratorExit: its body yielded while it was"
            + " being closed",
        trail.toString());
  }

  @Test
  void one_that_was_dropped_is_closed_on_its_loop() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    List<Boolean> onLoop = new ArrayList<>();
    startAndDrop(closed, onLoop);

    while (!closed.await(10, TimeUnit.MILLISECONDS)) {
      System.gc();
    }

    assertEquals(List.of(true), onLoop);
  }

  private static void startAndDrop(CountDownLatch closed, List<Boolean> onLoop) {
    AsyncGenerator<Integer, Object> g =
        AsyncGenerator.of(
            co -> {
              try {
                co.yield(1);
              } finally {
                co.await(checkpoint());
                onLoop.add(Loop.shared().isCurrent());
                closed.countDown();
              }
              return null;
            });
    assertEquals(1, g.next().block());
  }
}
