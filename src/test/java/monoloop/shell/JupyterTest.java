package monoloop.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every notebook prints in Jupyter, through the kernel, what is stored in it. Without Jupyter this
 * is skipped, unless the profile of that name is on.
 */
@Tag("engines")
class JupyterTest {
  @TempDir Path directory;

  @Test
  @Timeout(1800)
  void every_notebook_prints_in_jupyter_what_is_stored() throws Exception {
    boolean isThere = jupyter("nbconvert", "--version").waitFor() == 0;
    assumeTrue(
        isThere || Boolean.getBoolean("jupyter.required"), "jupyter nbconvert is not installed");
    KernelSpec.write(directory.resolve("kernels"));
    List<Path> notebooks = notebooks();

    List<String> arguments = new ArrayList<>();
    arguments.addAll(
        List.of(
            "nbconvert", "--to", "notebook", "--execute", "--log-level=WARN",
            "--output-dir=" + directory.resolve("out")));
    notebooks.forEach(n -> arguments.add(n.toString()));
    Process nbconvert = jupyter(arguments.toArray(String[]::new));

    assertEquals(0, nbconvert.waitFor(), () -> said());
    List<String> problems = new ArrayList<>();
    for (Path notebook : notebooks) {
      compare(notebook, problems);
    }
    assertEquals(List.of(), problems, () -> String.join("\n", problems));
  }

  private void compare(Path stored, List<String> problems) throws Exception {
    Path executed = directory.resolve("out").resolve(stored.getFileName());
    List<Cell> expected = Notebook.read(stored).cells();
    List<Cell> actual = Notebook.read(executed).cells();
    for (int i = 0; i < expected.size(); i++) {
      String before = expected.get(i).stored().text();
      String now = actual.get(i).stored().text();
      if (!Difference.same(before, now)) {
        problems.add(
            stored + ", " + expected.get(i) + ": Jupyter shows something else (- stored, + now)\n"
                + Difference.show(before, now));
      }
    }
  }

  /** With no files but those of the test, and none of Python's warnings. */
  private Process jupyter(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(arguments));
    command.addFirst("jupyter");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("JUPYTER_PATH", directory.toString());
    builder.environment().put("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1"); // starts are most of it
    builder.environment().put("PYDEVD_DISABLE_FILE_VALIDATION", "1");
    for (String folder : List.of("JUPYTER_DATA_DIR", "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR",
        "IPYTHONDIR")) {
      builder.environment().put(folder, directory.resolve(folder).toString());
    }
    builder.redirectErrorStream(true).redirectOutput(directory.resolve("said").toFile());
    try {
      return builder.start();
    } catch (IOException e) {
      assumeTrue(Boolean.getBoolean("jupyter.required"), "there is no jupyter on the path");
      throw e;
    }
  }

  private String said() {
    try {
      return Files.readString(directory.resolve("said"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static List<Path> notebooks() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("notebooks"))) {
      return files.filter(f -> f.toString().endsWith(".ipynb")).sorted().toList();
    }
  }
}
