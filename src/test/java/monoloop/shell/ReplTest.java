package monoloop.shell;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.DumbTerminal;
import org.jline.terminal.impl.ExternalTerminal;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the shell answers, line by line, and what its terminal does. */
@Tag("engines")
class ReplTest {
  @TempDir Path directory;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Interpreter java = new Interpreter();

  @BeforeEach
  void begin() {
    java.importLibrary();
  }

  @AfterEach
  void end() {
    java.close();
  }

  @Test
  void values_are_named_and_errors_are_short() throws Exception {
    assertEquals("$1 ==> 2\n", typed("1 + 1"));
    assertEquals("a ==> \"x\"\n", typed("var a = \"x\""));
    assertEquals("", typed("int f(int x) { return x / 0; }"));
    assertEquals(
        "ArithmeticException: / by zero\n"
            + "    at `int f(int x) { return x / 0; }`\n    at `f(1)`\n",
        typed("f(1)"));
    assertTrue(typed("nobody").startsWith("does not compile: cannot find symbol"));
  }

  @Test
  void an_error_names_the_line_of_a_long_snippet_and_what_it_declares() throws Exception {
    assertEquals(
        "ArithmeticException: / by zero\n    at `x / 0)`\n    at `.toList();`\n",
        typed("var y = List.of(0, 1)\n  .stream()\n  .map(x ->\n    x / 0)\n  .toList();"));
    assertTrue(
        typed("Object o = null", "o.toString()")
            .endsWith("because \"o\" is null\n    at `o.toString()`\n"),
        said());
    assertEquals(
        "does not compile: cannot find symbol\n  symbol:   variable no\n    no\n", typed("no"));
  }

  @Test
  void a_body_that_returns_nothing_is_told_to() throws Exception {
    String said = typed("await(co -> { co.await(sleep(ofMillis(1))); })");

    assertTrue(said.contains("\n  A body returns a value: end it with \"return null;\""), said);
    assertFalse(said.contains("CompletionStage"), "methods that were not meant are left out");
  }

  @Test
  void a_list_of_what_was_typed_holds_nothing_else() throws Exception {
    assertEquals(
        "b ==> 1\nimport java.sql.*;\nint f() { return 1; }\nint b = f();\nf();\n",
        typed("import java.sql.*;", "int f() { return 1; }", "int b = f();", "f();", "/list")
            .replaceAll("\\$.*\n", ""));
  }

  @Test
  void what_was_pasted_is_read_as_if_it_was_typed() throws Exception {
    assertEquals(
        "a ==> []\n$1 ==> true\n$2 ==> 1\n",
        typed("var a = new ArrayList<String>()\na.add(\"x\")\na.size()"));
  }

  @Test
  void a_pipe_has_failed_if_a_snippet_has() throws Exception {
    Streams streams =
        new Streams(
            new ByteArrayInputStream("nobody\n1 + 1\n".getBytes(UTF_8)), stream(), stream());

    assertEquals(1, Main.run(List.of("repl"), streams));
    assertTrue(said().endsWith("$1 ==> 2\n"), said());
  }

  @Test
  void a_pipe_is_read_until_a_snippet_is_whole() throws Exception {
    ByteArrayInputStream in = new ByteArrayInputStream("int f() {\n  return 7;\n}\nf()".getBytes(UTF_8));
    LineInput lines = new PipedInput(in, text -> Repl.isComplete(java, text));

    assertEquals("int f() {\n  return 7;\n}", lines.read());
    assertEquals("f()", lines.read());
    assertNull(lines.read());
  }

  @Test
  void the_failure_of_a_task_is_shown_before_the_next_prompt() throws Exception {
    String said =
        typed(
            "var t = spawn(\"bad\", co -> { throw new IllegalStateException(\"boom\"); }); var n = 1",
            "await(sleep(ofMillis(20)))",
            "1 + 1");

    assertTrue(said.contains("! Task \"bad\" failed: IllegalStateException: boom\n"), said);
  }

  @Test
  void ctrl_c_cancels_the_snippet_and_not_the_tasks_of_others() throws Exception {
    Script script = new Script(
        "var word = new CompletableFuture<String>()",
        "var t = spawn(\"echo\", co -> co.await(word) + \"!\")",
        "((Runnable) System.getProperties().get(\"waits\")).run(); await(Mono.never())",
        "word.complete(\"go\")",
        "await(t)");

    Runnable interrupt = script::interrupt;
    System.getProperties().put("waits", interrupt); // seen by snippets
    try {
      new Repl(java, script, stream()).run();
    } finally {
      System.getProperties().remove("waits");
    }

    assertTrue(said().contains("\ncancelled\n"), said());
    assertTrue(said().endsWith(" ==> \"go!\"\n"), said());
  }

  @Test
  void ctrl_c_ends_a_flux_that_is_being_shown() throws Exception {
    Script script =
        new Script(
            "Flux.just(1).doOnNext(x -> ((Runnable) System.getProperties().get(\"waits\")).run())"
                + ".concatWith(Flux.never())",
            "1 + 1");
    Runnable interrupt = script::interrupt;
    System.getProperties().put("waits", interrupt);
    try {
      new Repl(java, script, stream()).run();
    } finally {
      System.getProperties().remove("waits");
    }

    assertEquals(
        "$1 ==>\n#  value\n1  1\n1 element, cancelled\ncancelled\n$2 ==> 2\n", said());
  }

  @Test
  void tasks_are_listed_and_cancelled_by_name() throws Exception {
    String said =
        typed(
            "var t = spawn(\"sleeper\", co -> co.await(sleep(ofDays(1))))",
            "await(sleep(ofMillis(1)))",
            "/tasks",
            "/cancel sleeper",
            "/cancel nobody");

    assertTrue(said.contains("sleeper  sleep at `var t = spawn("), said);
    assertTrue(said.endsWith("asked 1 to end\nThere is no task \"nobody\". /tasks lists them\n"), said);
  }

  @Test
  void commands_say_what_was_declared() throws Exception {
    assertEquals(
        "a ==> 1\nint a = 1\nf(int)int\nrecord R\n",
        typed("int a = 1", "int f(int x) { return x; }", "record R() { }", "/vars", "/methods", "/types"));
    assertTrue(typed("/help").contains("/tasks"));
    assertEquals("There is no command /dance. /help lists them\n", typed("/dance"));
  }

  @Test
  void what_was_typed_can_be_saved_and_opened() throws Exception {
    Path file = directory.resolve("typed.jsh");
    typed("int a = 41", "/save " + file);
    Files.writeString(file, Files.readString(file) + "a++;\n");

    assertTrue(typed("/open " + file, "a").endsWith("a ==> 42\n"), said());
    assertEquals(
        "cannot be read or written: " + directory.resolve("none") + ": there is no such file\n",
        typed("/open " + directory.resolve("none")));
  }

  @Test
  void names_are_completed() {
    assertEquals(List.of("sleep("), Completion.at(java, "slee", 4));
    assertEquals(List.of("/tasks"), Completion.at(java, "/ta", 3));
  }

  @Test
  void a_terminal_edits_asks_for_more_and_gives_up_a_line() throws Exception {
    PipedOutputStream keys = new PipedOutputStream();
    try (Terminal terminal =
            new ExternalTerminal( // a pseudo-terminal may take Ctrl-D away before it is read
                "test",
                "xterm",
                new PipedInputStream(keys, 4096),
                new ByteArrayOutputStream(),
                UTF_8);
        TerminalInput input =
            new TerminalInput(
                terminal, null, text -> Repl.isComplete(java, text), (text, at) -> List.of())) {
      keys.write("1 +\n2x\b\n".getBytes(UTF_8));
      keys.flush();
      assertEquals("1 +\n2", input.read());

      keys.write("String s = \"{ }\"; { }\n".getBytes(UTF_8));
      keys.flush();
      assertEquals("String s = \"{ }\"; { }", input.read(), "no blank goes");

      keys.write("\u0004".getBytes(UTF_8));
      keys.flush();
      assertNull(input.read());
    }
  }

  @Test
  void a_dumb_terminal_hears_ctrl_c_as_well() throws Exception {
    assumeTrue(File.separatorChar == '/', "signals are sent with kill");
    CompletableFuture<String> heard = new CompletableFuture<>();
    try (Terminal terminal = new DumbTerminal(InputStream.nullInputStream(), out);
        TerminalInput input =
            new TerminalInput(terminal, null, text -> true, (text, at) -> List.of())) {
      input.onInterrupt(() -> heard.complete("Ctrl-C"));
      new ProcessBuilder("kill", "-INT", String.valueOf(ProcessHandle.current().pid()))
          .start()
          .waitFor();

      assertEquals("Ctrl-C", heard.get(20, TimeUnit.SECONDS));
    }
  }

  private String typed(String... lines) throws IOException, InterruptedException {
    out.reset();
    new Repl(java, new Script(lines), stream()).run();
    return said();
  }

  private PrintStream stream() {
    return new PrintStream(out, true, UTF_8);
  }

  private String said() {
    assertFalse(out.toString(UTF_8).contains("\tat "), "no whole stack traces");
    return out.toString(UTF_8).replace("\r\n", "\n");
  }

  /** Lines that are there from the beginning. */
  private static final class Script implements LineInput {
    private final Deque<String> lines;
    private Runnable handler = () -> {};

    Script(String... lines) {
      this.lines = new ArrayDeque<>(List.of(lines));
    }

    @Override
    public @Nullable String read() {
      return lines.poll();
    }

    @Override
    public void onInterrupt(Runnable handler) {
      this.handler = handler;
    }

    void interrupt() {
      handler.run();
    }

    @Override
    public void close() {}
  }
}
