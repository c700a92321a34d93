package monoloop.shell;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What doctor, ps, tree, where and run say of this machine and of other programs. */
@Tag("engines")
class LookingTest {
  @TempDir Path directory;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void the_doctor_says_which_engine_runs_a_body() {
    boolean compiled = !"thread".equals(System.getProperty("monoloop.engine"));
    String body = compiled ? "compiled" : "on a virtual thread, .*-Dmonoloop.engine=thread is set";
    String cell = compiled ? "compiled" : "on a virtual thread";

    assertEquals(0, command("doctor"), () -> said(out));
    assertTrue(
        said(out).matches("(?s).*\na generator +" + body + "\na coroutine +" + body + "\n.*"),
        said(out));
    assertTrue(said(out).contains("\na cell of a notebook          " + cell + "\n"), said(out));
    assertTrue(said(out).contains("\nJava                          25"), said(out));
  }

  @Test
  void an_unknown_process_is_named() {
    assertEquals(2, command("tree", "999999999"));
    assertTrue(said(err).contains("999999999"), said(err));
    assertEquals(2, command("where", "me"));
    assertTrue(said(err).contains("Invalid value for positional parameter"), said(err));
  }

  @Test
  void a_process_shows_its_tasks() throws Exception {
    String pid = String.valueOf(ProcessHandle.current().pid());
    try (Cells cells = new Cells(Duration.ofSeconds(25))) {
      cells.run(
          "var sleeper = spawn(\"looked-at\", co -> co.await(sleep(ofDays(1))));"
              + "await(sleep(ofMillis(1)))");

      assertEquals(0, command("tree", pid), () -> said(err));
      assertTrue(said(out).contains("looked-at  sleep at "), said(out));
      assertEquals(0, command("where", pid), () -> said(err));
      cells.run("await(co -> sleeper.cancel())");
    }
  }

  @Test
  void ps_answers_whatever_runs() {
    assertEquals(0, command("ps"), () -> said(err));
  }

  @Test
  void a_program_is_run_with_its_arguments_and_its_status_is_returned() throws IOException {
    Path file = directory.resolve("Ends.java");
    Files.writeString(
        file,
        """
        import monoloop.Async;
        void main(String[] args) {
          System.exit(Async.<Integer>run(co -> Integer.parseInt(args[0])));
        }
        """);

    assertEquals(7, command("run", file.toString(), "7"));
  }

  @Test
  void a_program_that_does_not_end_is_stopped_and_named() throws IOException {
    Path file = directory.resolve("Never.java");
    Files.writeString(
        file, "void main() throws Exception { new java.util.concurrent.CountDownLatch(1).await(); }");

    assertEquals(1, command("run", "--limit", "1", file.toString()));
    assertEquals(file + ": did not end within 1 s and was stopped\n", said(err));
  }

  @Test
  void a_completion_script_names_the_commands() {
    assertEquals(0, command("completion"));
    for (String name : List.of("repl", "run", "notebook", "kernel", "doctor", "tree")) {
      assertTrue(said(out).contains("\"" + name) || said(out).contains(" " + name), name);
    }
  }

  /** The way of java -jar, up to the jar. */
  @Test
  void the_launcher_is_of_java_17_and_starts_the_command_line() throws Exception {
    byte[] launcher;
    try (InputStream in =
        Objects.requireNonNull(Launcher.class.getResourceAsStream("Launcher.class"))) {
      launcher = in.readAllBytes();
    }
    assertEquals(61, launcher[7]);

    Process java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp", System.getProperty("java.class.path"),
                "monoloop.shell.Launcher", "walk")
            .redirectErrorStream(true)
            .start();
    String said = new String(java.getInputStream().readAllBytes(), UTF_8);
    assertTrue(java.waitFor(25, TimeUnit.SECONDS));
    assertEquals(2, java.exitValue(), said);
  }

  private int command(String... args) {
    out.reset();
    err.reset();
    return Main.run(
        List.of(args),
        new Streams(
            InputStream.nullInputStream(),
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8)));
  }

  private static String said(ByteArrayOutputStream stream) {
    return stream.toString(UTF_8).replace("\r\n", "\n");
  }
}
