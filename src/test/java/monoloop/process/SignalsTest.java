package monoloop.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import monoloop.Async;
import monoloop.CoroutineWith;
import monoloop.ExitRequest;
import monoloop.file.AsyncFiles;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** What signals do to a program, tried on programs in JVMs of their own. */
class SignalsTest {
  private static final Duration LONG = Duration.ofSeconds(25);

  /** A program of this JDK. */
  private static Command program(String... arguments) {
    assumeFalse(areIgnored(), "HUP or INT is ignored: by nohup, or in the background of a script");
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.add("-XX:TieredStopAtLevel=1");
    line.add("-Dmonoloop.engine=" + System.getProperty("monoloop.engine", "compiled"));
    line.addAll(List.of("-cp", System.getProperty("java.class.path")));
    line.add(SignalPrograms.class.getName());
    line.addAll(List.of(arguments));
    return Command.of(line).grace(Duration.ZERO);
  }

  /** Whether this process was started to ignore them: then its children do so, too. */
  private static boolean areIgnored() {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return false;
    }
    String mask =
        Async.run(AsyncFiles.lines(status).filter(line -> line.startsWith("SigIgn:")).next());
    int hangUpAndInterrupt = 0b11;
    return (Long.parseUnsignedLong(mask.substring("SigIgn:".length()).strip(), 16)
            & hangUpAndInterrupt)
        != 0;
  }

  /** Waits until the program says so, then lets the test do its part, and returns the end. */
  private static Completed when(
      Command program, CoroutineWith<? super Subprocess, ?> ready) {
    return Async.run(
        co ->
            co.await(
                program.using(
                    (inner, child) -> {
                      assertEquals("ready", inner.await(child.stdout().readLine()));
                      inner.await(Async.async(ready, child));
                      return inner.await(Async.waitFor(child.communicate(), LONG));
                    })));
  }

  private static Mono<Completed> send(String signal, Subprocess child) {
    return Command.of("kill", "-" + signal, "" + child.pid()).run();
  }

  @Test
  void the_first_signal_cancels_the_main_task_and_the_others() {
    Completed done = when(program("polite"), (co, child) -> child.terminate());

    assertEquals("main cleaned up\nchild task cleaned up", done.text());
    assertEquals(143, done.exitCode());
  }

  @Test
  void the_exit_status_tells_which_signal_it_was() {
    Completed done = when(program("polite"), (co, child) -> co.await(send("INT", child)));

    assertEquals("main cleaned up\nchild task cleaned up", done.text());
    assertEquals(130, done.exitCode());
  }

  @Test
  void a_main_task_that_catches_it_and_returns_ends_well() {
    Completed done = when(program("draining"), (co, child) -> child.terminate());

    assertEquals("SIGTERM", done.text());
    assertEquals(0, done.exitCode());
  }

  @Test
  void the_second_signal_is_immediate() {
    Completed done =
        when(
            program("stubborn", "1000000"),
            (co, child) -> {
              child.terminate();
              assertEquals("no", co.await(child.stdout().readLine()));
              return co.await(send("INT", child));
            });

    assertEquals(143, done.exitCode());
  }

  @Test
  void what_does_not_stop_is_named_and_ended() {
    Completed done = when(program("stubborn", "300"), (co, child) -> child.terminate());

    String log = new String(done.stderr());
    assertTrue(log.contains("did not stop within PT0.3S: [Task["), log);
    assertEquals(143, done.exitCode());
  }

  @Test
  void what_holds_the_loop_is_named_and_ended() {
    Completed done = when(program("blocked"), (co, child) -> child.terminate());

    String log = new String(done.stderr());
    assertTrue(log.contains("its loop is held by"), log);
    assertEquals(143, done.exitCode());
  }

  @Test
  void an_exit_request_is_the_exit_status() {
    assertEquals(7, Program.run(
        co -> {
          throw new ExitRequest(7);
        }));
    assertEquals(0, Program.run(co -> null));
  }

  @Test
  void signals_are_a_flux() {
    Completed done =
        when(
            program("reloading"),
            (co, child) -> {
              co.await(send("HUP", child));
              assertEquals("HUP", co.await(child.stdout().readLine()));
              return co.await(send("INT", child));
            });

    assertEquals("INT", done.text());
    assertEquals(3, done.exitCode());
  }

  @Test
  void a_signal_that_nobody_can_have_is_refused() {
    assertThrows(
        IllegalArgumentException.class, () -> Async.run(Signals.of("NO-SUCH-SIGNAL").next()));
    assertThrows(IllegalArgumentException.class, () -> Signals.of());
  }
}
