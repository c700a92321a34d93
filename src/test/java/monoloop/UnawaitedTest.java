package monoloop;

import static monoloop.Async.async;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Coroutines that were made and forgotten, in debug mode. */
class UnawaitedTest {
  private final LogCapture log = new LogCapture();

  @BeforeEach
  void watch() {
    Unawaited.on = true;
  }

  @AfterEach
  void stop() {
    Unawaited.on = false;
    log.close();
  }

  @Test
  void rule_30_one_that_nobody_awaits_is_reported_with_the_place_where_it_was_made() {
    makeAndForget();
    while (log.lines().isEmpty()) {
      System.gc();
      Thread.onSpinWait();
    }

    String line = log.lines().getFirst();
    assertTrue(line.startsWith("WARNING async[a body of " + UnawaitedTest.class.getName()), line);
    assertTrue(line.contains("was never awaited: nothing of it ran"), line);
    assertTrue(line.endsWith(": made here"), line);
  }

  @Test
  void one_that_ran_is_not_reported() {
    Async.run(
        co -> {
          co.await(async(inner -> 1));
          async(inner -> 2).subscribe();
          co.await(co.spawn(inner -> 3));
          return null;
        });
    makeAndForget(); // it is reported last, so what came before would have been
    while (log.lines().isEmpty()) {
      System.gc();
      Thread.onSpinWait();
    }

    assertEquals(1, log.lines().size(), () -> log.lines().toString());
  }

  @Test
  void nobody_hears_of_it_outside_debug_mode() {
    Unawaited.on = false;
    makeAndForget();
    Unawaited.on = true;
    makeAndForget();
    while (log.lines().isEmpty()) {
      System.gc();
      Thread.onSpinWait();
    }

    List<String> lines = log.lines();
    assertEquals(1, lines.size(), lines::toString);
  }

  private static void makeAndForget() {
    async(co -> null);
  }
}
