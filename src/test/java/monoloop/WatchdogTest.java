package monoloop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import monoloop.generator.Generator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** The warning of steps that hold the loop. */
class WatchdogTest {
  private static final Pattern WARNING =
      Pattern.compile(
          "WARNING (.*) held the loop for (\\d+) ms"
              + " \\(limit (\\d+) ms\\) at (.*)\\((.*):(\\d+)\\)");

  /** Much longer than a step takes that loads classes on a busy machine. */
  private static final Duration LIMIT = Duration.ofMillis(150);

  private final Loop loop = Loop.create();
  private final CountDownLatch release = new CountDownLatch(1);

  @AfterEach
  void close() {
    loop.close();
  }

  /** Holds whoever calls it until the test lets go. */
  private void hold() {
    try {
      release.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Runs the loop until it was warned of, and only then lets go. */
  private Matcher warningOf(Runnable slow) throws Exception {
    loop.callSoon(slow);
    // behind a task that the slow step spawns
    loop.callSoon(() -> loop.callSoon(() -> loop.callSoon(loop::stop)));
    try (LogCapture log = new LogCapture()) {
      Thread runner = Thread.ofPlatform().start(loop::runForever);
      String line = log.take();
      release.countDown();
      runner.join();
      assertEquals(List.of(), log.lines(), "one warning per step");
      Matcher m = WARNING.matcher(line);
      assertTrue(m.matches(), line);
      return m;
    }
  }

  @Test
  void names_the_line_that_blocks_while_it_blocks() throws Exception {
    loop.slowStep(LIMIT);

    Matcher warning = warningOf(this::hold);

    assertEquals("A callback", warning.group(1));
    assertTrue(Integer.parseInt(warning.group(2)) >= 150, warning::group);
    assertEquals("150", warning.group(3));
    assertEquals("WatchdogTest.hold", warning.group(4));
    assertEquals("WatchdogTest.java", warning.group(5));
  }

  @Test
  void looks_into_a_body_that_has_a_thread_of_its_own() throws Exception {
    loop.slowStep(LIMIT);

    Generator<Integer, Void, Void> body =
        Generator.of(
            out -> {
              out.yield(1);
              hold();
              return null;
            });
    // compiling it is none of the slow steps that this test is about
    body.next();

    Matcher warning = warningOf(body::tryNext);

    assertEquals("WatchdogTest.hold", warning.group(4));
  }

  @Test
  void names_the_task_whose_step_it_is() throws Exception {
    loop.slowStep(LIMIT);
    Mono<Void> main =
        Async.async(
            co -> {
              co.await(
                  co.spawn(
                      "load-config",
                      inner -> {
                        hold();
                        return null;
                      }));
              return null;
            });

    Matcher warning = warningOf(main::subscribe);

    assertEquals("Task \"load-config\"", warning.group(1));
    assertEquals("WatchdogTest.hold", warning.group(4));
  }

  @Test
  void says_nothing_while_the_loop_only_waits() {
    loop.slowStep(Duration.ofMillis(50));
    loop.callLater(Duration.ofMillis(150), loop::stop);

    try (LogCapture log = new LogCapture()) {
      loop.runForever();
      assertEquals(List.of(), log.lines());
    }
  }

  @Test
  void can_be_switched_off_and_refuses_a_negative_limit() {
    loop.slowStep(Duration.ofMillis(1));
    loop.slowStep(Duration.ZERO);

    var e =
        assertThrows(
            IllegalArgumentException.class, () -> loop.slowStep(Duration.ofMillis(-1)));

    assertEquals("limit must be >= 0, was PT-0.001S", e.getMessage());
  }
}
