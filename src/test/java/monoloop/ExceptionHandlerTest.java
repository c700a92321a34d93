package monoloop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who hears of errors of callbacks, and that the loop survives them. */
class ExceptionHandlerTest {
  private final Loop loop = Loop.create();
  private final List<String> trail = new ArrayList<>();

  @AfterEach
  void close() {
    loop.close();
  }

  private void failThenGoOn(Throwable error) {
    loop.callSoon(
        () -> {
          throw monoloop.internal.frame.Sneaky.sneak(error);
        });
    loop.callSoon(() -> trail.add("the loop lives"));
    loop.callSoon(loop::stop);
    loop.runForever();
  }

  @Test
  void a_handler_hears_of_the_error_on_the_loop_which_goes_on() {
    RuntimeException bad = new RuntimeException("bad");
    loop.exceptionHandler(
        (l, message, error, source) -> {
          assertSame(loop, l);
          assertSame(bad, error);
          assertTrue(loop.isCurrent());
          trail.add(message);
        });

    failThenGoOn(bad);

    assertEquals(
        "a callback of " + loop.toString().replace("stopped", "running") + " failed",
        trail.get(0));
    assertEquals("the loop lives", trail.get(1));
  }

  @Test
  void a_handler_that_fails_too_is_logged_and_the_loop_goes_on() {
    RuntimeException bad = new RuntimeException("bad");
    RuntimeException worse = new RuntimeException("worse");
    loop.exceptionHandler(
        (l, message, error, source) -> {
          throw worse;
        });

    List<String> logged;
    try (LogCapture log = new LogCapture()) {
      failThenGoOn(bad);
      logged = log.lines();
    }

    assertEquals(List.of("the loop lives"), trail);
    assertEquals(1, logged.size());
    assertTrue(logged.get(0).startsWith("SEVERE the exception handler of Loop["), logged::toString);
    assertTrue(logged.get(0).endsWith("failed: worse"), logged::toString);
    assertEquals(List.of(bad), List.of(worse.getSuppressed()));
  }

  @Test
  void without_a_handler_errors_are_logged() {
    List<String> logged;
    try (LogCapture log = new LogCapture()) {
      failThenGoOn(new Exception("unheard"));
      logged = log.lines();
    }

    assertEquals(List.of("the loop lives"), trail);
    assertEquals(1, logged.size());
    assertTrue(logged.get(0).startsWith("SEVERE a callback of Loop[running"), logged::toString);
    assertTrue(logged.get(0).endsWith("failed: unheard"), logged::toString);
  }

  @Test
  void an_error_of_the_virtual_machine_is_reported_and_ends_the_run() {
    OutOfMemoryError fatal = new OutOfMemoryError("pretended");
    loop.exceptionHandler((l, message, error, source) -> trail.add(error.getMessage()));

    assertSame(fatal, assertThrows(OutOfMemoryError.class, () -> failThenGoOn(fatal)));
    assertEquals(List.of("pretended"), trail);

    loop.runForever();
    assertEquals(List.of("pretended", "the loop lives"), trail);
  }
}
