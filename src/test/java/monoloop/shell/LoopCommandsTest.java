package monoloop.shell;

import static monoloop.Async.async;
import static monoloop.Async.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import monoloop.Loop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The commands that look into JVMs; here into this one. */
class LoopCommandsTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... args) {
    return CommandLines.run(
        List.of(args),
        new Streams(
            InputStream.nullInputStream(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8)));
  }

  @Test
  void tree_and_where_show_the_tasks_of_a_jvm() {
    String pid = Long.toString(ProcessHandle.current().pid());
    try (Loop loop = Loop.create()) {
      loop.run(
          async(
              co -> {
                co.spawn("sleeper", sleep(Duration.ofSeconds(100)));
                co.await(sleep(Duration.ofMillis(1)));
                return null;
              }));

      assertEquals(0, run("tree", pid));
      assertEquals(0, run("where", pid));
    }

    assertTrue(out.toString(StandardCharsets.UTF_8).contains("sleeper  sleep"));
  }

  @Test
  void a_process_that_is_not_there_is_an_error() {
    assertEquals(2, run("tree", "999999999"));

    assertEquals("no process 999999999 is running", err.toString(StandardCharsets.UTF_8).strip());
  }

  @Test
  void a_process_is_a_number() {
    assertEquals(2, run("where", "java"));

    assertTrue(err.toString(StandardCharsets.UTF_8).contains("PID"));
  }

  @Test
  void ps_lists_processes_under_a_heading() {
    assertEquals(0, run("ps"));

    assertEquals(
        "    PID  LOOPS  TASKS  PROGRAM",
        out.toString(StandardCharsets.UTF_8).lines().findFirst().orElseThrow());
  }

  @Test
  @Timeout(60)
  void ps_tells_which_jvm_does_not_answer_and_goes_on() throws Exception {
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "monoloop.inspect.RemoteLoopsTest$Stranger")
            .start();
    try {
      assertEquals("ready", other.inputReader().readLine());
      String pid = Long.toString(other.pid());
      assertEquals(0, new ProcessBuilder("kill", "-STOP", pid).start().waitFor());

      assertEquals(0, run("ps"));

      String told = err.toString(StandardCharsets.UTF_8);
      assertTrue(told.contains("process " + pid + " "), told);
    } finally {
      other.destroyForcibly().waitFor();
    }
  }
}
