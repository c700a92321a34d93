package monoloop.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Every notebook still prints what is stored in it. */
@Tag("engines")
class NotebooksTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TestFactory
  Stream<DynamicTest> every_cell_prints_what_is_stored() throws IOException {
    return notebooks().map(f -> DynamicTest.dynamicTest(f.toString(), () -> check(f)));
  }

  @TestFactory
  Stream<DynamicTest> begins_with_a_title_and_ends_with_what_was_learned() throws IOException {
    return notebooks()
        .map(f -> DynamicTest.dynamicTest(f.toString(), () -> checkFrame(Notebook.read(f))));
  }

  private static void check(Path file) throws Exception {
    List<String> problems = new NotebookRun(Notebook.read(file), LIMIT).check();

    assertEquals(
        List.of(),
        problems,
        () ->
            String.join("\n", problems)
                + "\nHow to fix: if the new output is right, store it with the command \"notebook"
                + " --update\" of the README");
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
