package monoloop.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;

/** Programs of the running JDK, each in a process of its own. */
final class JavaProcess {
  private final Path folder;

  JavaProcess(Path folder) {
    this.folder = folder;
  }

  /** The class path of the tests. */
  static String classPath() {
    return System.getProperty("java.class.path");
  }

  /** Writes a source file below the folder. */
  void write(String file, String text) {
    try {
      Path path = folder.resolve(file);
      Files.createDirectories(path.getParent());
      Files.writeString(path, text);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Compiles what was written, in this process, into a folder below the folder. */
  void javac(String... arguments) {
    StringWriter messages = new StringWriter();
    PrintWriter out = new PrintWriter(messages);
    int status = ToolProvider.findFirst("javac").orElseThrow().run(out, out, arguments);
    assertEquals(0, status, messages::toString);
  }

  /** The absolute path of a file below the folder. */
  String path(String file) {
    return folder.resolve(file).toString();
  }

  /** Runs {@code java} in the folder: what it prints. It has to succeed. */
  List<String> java(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(List.of(arguments));
    Path output = folder.resolve("output.txt");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      boolean ended = process.waitFor(100, TimeUnit.SECONDS);
      process.destroyForcibly().waitFor();
      String text = Files.readString(output, StandardCharsets.UTF_8);
      assertTrue(ended, () -> "did not end: " + text);
      assertEquals(0, process.exitValue(), text);
      return text.lines().toList();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
