package monoloop;

import static monoloop.Async.checkpoint;
import static monoloop.Async.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import monoloop.test.Trail;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Several runs on one loop. */
class RunnerTest {
  private final Trail trail = new Trail();

  @Test
  void a_task_left_pending_goes_on_in_the_next_run_and_is_cancelled_at_the_close() {
    try (Runner runner = new Runner()) {
      Deferred<String> gate =
          runner.run(
              co -> {
                Deferred<String> d = new Deferred<>();
                co.spawn(
                    inner -> {
                      try {
                        trail.say("waits");
                        trail.say(inner.await(d));
                        inner.await(sleep(Duration.ofDays(1)));
                      } finally {
                        trail.say("cancelled");
                      }
                      return null;
                    });
                co.await(checkpoint());
                return d;
              });
      trail.say("between");
      trail.say(
          runner.run(
              co -> {
                gate.complete("goes on");
                co.await(checkpoint());
                return "second";
              }));
    }
    trail.say("closed");

    assertEquals("waits, between, goes on, second, cancelled, closed", trail.toString());
  }

  @Test
  void all_runs_share_the_loop() {
    try (Runner runner = new Runner()) {
      Loop first = runner.run(co -> co.loop());
      assertSame(first, runner.run(co -> Loop.current()));
      assertSame(first, runner.loop());
    }
  }

  @Test
  void a_run_that_fails_leaves_the_runner_usable() {
    try (Runner runner = new Runner()) {
      assertThrows(IOException.class, () -> runner.run(Mono.error(new IOException("broken"))));
      assertEquals("next", runner.run(co -> "next"));
    }
  }

  @Test
  void a_closed_runner_refuses_to_run() {
    Runner runner = new Runner();
    runner.close();
    runner.close();

    assertThrows(IllegalStateException.class, () -> runner.run(co -> 1));
    assertTrue(runner.toString().startsWith("Runner[Loop[closed"), runner.toString());
  }
}
