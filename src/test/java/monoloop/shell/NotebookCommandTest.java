package monoloop.shell;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command line says and returns, above all about notebooks that are wrong. */
@Tag("engines")
class NotebookCommandTest {
  @TempDir Path directory;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Path file = Path.of("");

  @BeforeEach
  void name() {
    file = directory.resolve("lesson.ipynb");
  }

  @Test
  void a_missing_file_is_named() {
    assertEquals(2, command("notebook", file.toString()));
    assertEquals("cannot be read or written: " + file + ": there is no such file\n", said(err));
  }

  @Test
  void a_file_that_is_not_json_says_where() throws IOException {
    Files.writeString(file, "{\n \"cells\": [oops]\n}\n");

    assertEquals(2, command("notebook", file.toString()));
    assertEquals(
        file + " is not a notebook: line 2, column 12: expected a value, found 'o'\n", said(err));
  }

  @Test
  void json_that_is_no_notebook_says_what_it_lacks() throws IOException {
    Files.writeString(file, "{\"worksheets\": []}");

    assertEquals(2, command("run", file.toString()));
    assertEquals(
        file
            + " is not a notebook: it has no list \"cells\". A notebook is saved by Jupyter as"
            + " .ipynb\n",
        said(err));
  }

  @Test
  void a_cell_that_does_not_compile_is_named_with_its_line() throws IOException {
    notebook(cell("int a = 1;", ""), cell("int b = a;\nint c = b + nobody;", ""));

    assertEquals(1, command("notebook", file.toString()));
    String said = said(err);
    assertTrue(
        said.startsWith(file + ", cell 2 (\"int b = a;\"): does not compile: cannot find symbol"),
        said);
    assertTrue(said.endsWith("\n    int c = b + nobody;\n"), said);
  }

  @Test
  void a_cell_that_stops_in_the_middle_of_a_statement_does_not_compile() throws IOException {
    notebook(cell("if (true) {", ""));

    assertEquals(1, command("notebook", file.toString()));
    assertEquals(
        file + ", cell 1 (\"if (true) {\"): does not compile: the end is missing of\n"
            + "    if (true) {\n",
        said(err));
  }

  @Test
  void a_method_that_uses_what_nobody_declares_does_not_compile() throws IOException {
    notebook(cell("void f() { nobody(); }", ""));

    assertEquals(1, command("notebook", file.toString()));
    assertTrue(
        said(err).contains("does not compile: nothing declares method nobody()"), said(err));
  }

  @Test
  void a_cell_that_never_ends_is_cancelled_and_named() throws IOException {
    notebook(
        Map.of("cell_type", "markdown", "source", "# Title"),
        cell("while (true) {\n  Thread.onSpinWait();\n}\nSystem.out.println();", ""));

    assertEquals(1, command("notebook", "--limit", "1", file.toString()));
    assertEquals(
        file + ", cell 2 (\"while (true) {\"): did not end within 1.0 s and was cancelled\n",
        said(err));
  }

  @Test
  void a_loop_that_never_ends_is_cancelled() throws IOException {
    notebook(cell("monoloop.Async.run(reactor.core.publisher.Mono.never());", ""));

    assertEquals(1, command("notebook", "--limit", "1", file.toString()));
    assertTrue(said(err).endsWith("did not end within 1.0 s and was cancelled\n"), said(err));
  }

  @Test
  void changed_output_is_shown_line_by_line() throws IOException {
    notebook(cell("System.out.println(\"one\\ntwo\\nthree\");", "one\n2\nthree\n"));

    assertEquals(1, command("notebook", file.toString()));
    assertEquals(
        file
            + ", cell 1 (\"System.out.println(\"one\\ntwo\\nthree\");\"): the output is not the"
            + " stored one (- stored, + printed now)\n    one\n  - 2\n  + two\n    three\n",
        said(err));
  }

  @Test
  void a_measured_number_stands_for_any_other() throws IOException {
    notebook(cell("System.out.println(\"took ~12.5 ms for 3\");", "took ~7 ms for 3\n"));

    assertEquals(0, command("notebook", file.toString()), () -> said(err));
  }

  @Test
  void a_number_without_tilde_does_not() throws IOException {
    notebook(cell("System.out.println(\"took ~12.5 ms for 3\");", "took ~7 ms for 4\n"));

    assertEquals(1, command("notebook", file.toString()));
  }

  @Test
  void an_error_fails_the_notebook() throws IOException {
    notebook(cell("throw new IllegalStateException(\"boom\");", ""));

    assertEquals(1, command("run", file.toString()));
    assertTrue(said(err).contains("threw IllegalStateException: boom"), said(err));
  }

  @Test
  void an_error_that_the_cell_is_there_to_show_is_an_output() throws IOException {
    Map<String, Object> cell = cell("throw new IllegalStateException(\"boom\");", "");
    cell.put("metadata", Map.of("tags", List.of("raises-exception")));
    notebook(cell);

    assertEquals(0, command("notebook", "--update", file.toString()), () -> said(err));
    assertEquals(0, command("notebook", file.toString()), () -> said(err));
    assertTrue(Files.readString(file).contains("\"evalue\": \"boom\""));
  }

  @Test
  void update_stores_outputs_and_values_and_changes_nothing_the_second_time() throws Exception {
    notebook(cell("System.out.println(\"~\" + System.nanoTime() + \" ns\");\n1 + 1", ""));

    assertEquals(0, command("notebook", "--update", file.toString()), () -> said(err));
    String once = Files.readString(file);
    assertEquals(0, command("notebook", "--update", file.toString()), () -> said(err));

    assertEquals(once, Files.readString(file));
    assertEquals("2", Notebook.read(file).cells().getFirst().stored().value());
    assertEquals(file + ": updated\n" + file + ": as stored\n", said(out));
  }

  @Test
  void run_prints_text_code_and_output() throws IOException {
    notebook(Map.of("cell_type", "markdown", "source", "# Title"), cell("\"a\" + 1", ""));

    assertEquals(0, command("run", file.toString()), () -> said(err));
    assertEquals("# Title\n\n    \"a\" + 1\n\n\"a1\"\n\n", said(out));
  }

  @Test
  void a_script_sees_the_library_and_what_jshell_imports() throws IOException {
    file = directory.resolve("lesson.jsh");
    Files.writeString(
        file,
        """
        import monoloop.Async;
        int sum = Async.run(co -> co.await(Async.sleep(Duration.ZERO).thenReturn(41)) + 1);
        if (sum != 42) {
          throw new IllegalStateException("got " + sum);
        }
        """);

    assertEquals(0, command("run", file.toString()), () -> said(err));
  }

  @Test
  void a_script_that_throws_is_named() throws IOException {
    file = directory.resolve("lesson.jsh");
    Files.writeString(file, "var list = List.of(1);\nlist.add(2);\n/exit\n");

    assertEquals(1, command("run", file.toString()));
    assertEquals(
        file + ": threw UnsupportedOperationException\n    at `list.add(2);`\n", said(err));
  }

  @Test
  void a_script_may_leave_out_semicolons_at_line_ends_and_leave_with_a_status() throws IOException {
    file = directory.resolve("lesson.jsh");
    Files.writeString(
        file,
        """
        var list = new ArrayList<Integer>() // as in JShell
        list.add(1)
        if (list.size() != 1) {
          throw new Exception();
        }
        /exit 3
        /vars
        """);

    assertEquals(3, command("run", file.toString()), () -> said(err));
  }

  @Test
  void a_semicolon_within_a_body_is_missed() throws IOException {
    file = directory.resolve("lesson.jsh");
    Files.writeString(file, "int f() {\n  return 1\n}\n");

    assertEquals(1, command("run", file.toString()));
    assertEquals(file + ": does not compile: ';' expected\n    return 1\n", said(err));
  }

  @Test
  void a_command_of_a_shell_is_no_java() throws IOException {
    file = directory.resolve("lesson.jsh");
    Files.writeString(file, "int a = 1;\n/vars\n");

    assertEquals(1, command("run", file.toString()));
    assertEquals(
        file
            + ": does not compile: /vars is a command of a shell, and here stands only Java\n",
        said(err));
  }

  @Test
  void a_file_in_another_encoding_and_a_folder_are_named() throws IOException {
    file = directory.resolve("lesson.jsh");
    Files.writeString(file, "String s = \"\u00e9\";", ISO_8859_1);

    assertEquals(2, command("run", file.toString()));
    assertEquals("cannot be read or written: " + file + " is not UTF-8\n", said(err));
    err.reset();
    assertEquals(2, command("notebook", directory.toString()));
    assertEquals(
        "cannot be read or written: " + directory + " is a folder, not a file\n", said(err));
  }

  @Test
  void cells_that_are_wrong_are_counted_once() throws IOException {
    notebook(cell("1 + 1", ""), cell("List.of().getFirst();", ""));

    assertEquals(1, command("notebook", file.toString()));
    assertEquals(file + ": 2 cells differ or fail\n", said(out));
    assertTrue(
        said(err)
            .contains(
                "threw NoSuchElementException\n    at `List.of().getFirst();`\n    If it is there"),
        said(err));
    notebook(cell("List.of().getFirst();", ""));
    out.reset();
    assertEquals(1, command("notebook", file.toString()));
    assertEquals(file + ": 1 cell differs or fails\n", said(out));
  }

  @Test
  void a_cell_cannot_end_the_command() throws Exception {
    notebook(cell("void bye() { System.exit(0); }\nbye();", ""));

    Process notebook =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp", System.getProperty("java.class.path"),
                "monoloop.shell.Main", "notebook", file.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(notebook.getInputStream().readAllBytes(), UTF_8);

    assertEquals(1, notebook.waitFor(), said);
    assertTrue(
        said.contains(
            file + ", cell 1 (\"void bye() { System.exit(0); }\"): called System.exit"),
        said);
  }

  @Test
  void a_wrong_command_line_says_how() {
    assertEquals(2, command("walk"));
    assertEquals(
        "Unmatched argument at index 0: 'walk'\nUsage: monoloop [-hV] [COMMAND]\n"
            + "Try monoloop --help\n",
        said(err));
  }

  private int command(String... args) {
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

  private static Map<String, Object> cell(String source, String printed) {
    Map<String, Object> cell = new HashMap<>();
    cell.put("cell_type", "code");
    cell.put("source", List.of(source));
    cell.put(
        "outputs",
        printed.isEmpty()
            ? List.of()
            : List.of(Map.of("output_type", "stream", "name", "stdout", "text", List.of(printed))));
    return cell;
  }

  private void notebook(Map<?, ?>... cells) throws IOException {
    Files.writeString(file, JsonWriter.write(Map.of("cells", List.of(cells))));
  }
}
