package monoloop.shell;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** Every notebook still prints what is stored in it. */
@Tag("engines")
class NotebooksTest {
  @TestFactory
  @Timeout(1200)
  Stream<DynamicTest> every_cell_prints_what_is_stored() throws Exception {
    List<Path> files = notebooks().toList();
    String said = check(files);
    return files.stream()
        .map(
            file ->
                DynamicTest.dynamicTest(
                    file.toString(),
                    () ->
                        assertTrue(
                            said.lines().toList().contains(file + ": as stored"),
                            () ->
                                said
                                    + "\nHow to fix: if the new output is right, store it with the"
                                    + " command \"notebook --update\" of the README")));
  }

  @TestFactory
  Stream<DynamicTest> begins_with_a_title_and_ends_with_what_was_learned() throws IOException {
    return notebooks()
        .map(f -> DynamicTest.dynamicTest(f.toString(), () -> checkFrame(Notebook.read(f))));
  }

  /** One JVM for all: it lives for seconds, in which the best compiler costs more than it gives. */
  private static String check(List<Path> files) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp", System.getProperty("java.class.path"),
                "monoloop.shell.Main", "notebook"));
    files.forEach(f -> command.add(f.toString()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      process.getOutputStream().close();
      return new String(process.getInputStream().readAllBytes(), UTF_8);
    } finally {
      process.destroyForcibly();
    }
  }

  private static void checkFrame(Notebook notebook) {
    List<Cell> cells = notebook.cells();

    assertTrue(cells.getFirst().source().startsWith("# "), "the first cell is the title");
    assertTrue(
        cells.stream().filter(Cell::isCode).findFirst().orElseThrow().source().contains("import "),
        "the first cell of code imports");
    assertTrue(
        cells.getLast().source().startsWith("## What you have learned"),
        "the last cell says what was learned");
    assertEquals(
        notebook.cells().size(),
        cells.stream().map(Cell::source).distinct().count(),
        "no cell says the same as another");
  }

  private static Stream<Path> notebooks() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(Path.of("notebooks"))) {
      files = all.filter(f -> f.toString().endsWith(".ipynb")).sorted().toList();
    }
    assertTrue(!files.isEmpty(), "there are notebooks");
    return files.stream();
  }
}
