package monoloop.shell;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The file kernel.json, by which Jupyter knows a kernel and starts it. */
final class KernelSpec {
  static final String NAME = "monoloop";

  private KernelSpec() {}

  /** Writes it below a folder "kernels", for the JDK and the class path of this JVM. */
  static Path write(Path kernels) throws IOException {
    Path folder = Files.createDirectories(kernels.resolve(NAME));
    Path file = folder.resolve("kernel.json");
    Files.writeString(
        file,
        JsonWriter.write(
            Map.of(
                "argv",
                    List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:+UseSerialGC",
                        "-cp", classPath(),
                        "monoloop.shell.Main", "kernel", "run", "{connection_file}"),
                "display_name", "Java (monoloop)",
                "language", "java",
                "interrupt_mode", "message")));
    return file;
  }

  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath().normalize().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** Where Jupyter looks for the kernels of this user. */
  static Path userFolder() {
    String data = System.getenv("JUPYTER_DATA_DIR");
    if (data != null && !data.isBlank()) {
      return Path.of(data, "kernels");
    }
    String home = System.getProperty("user.home");
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    if (system.contains("win")) {
      return Path.of(System.getenv("APPDATA"), "jupyter", "kernels");
    }
    return system.contains("mac")
        ? Path.of(home, "Library", "Jupyter", "kernels")
        : Path.of(home, ".local", "share", "jupyter", "kernels");
  }

  /** Where the Jupyter of a Python environment looks. */
  static Path below(Path prefix) {
    return prefix.resolve("share").resolve("jupyter").resolve("kernels");
  }

  /** Whether a program is on the path. */
  static boolean isOnPath(String program, String path) {
    return Arrays.stream(path.split(File.pathSeparator))
        .map(Path::of)
        .flatMap(folder -> Stream.of(folder.resolve(program), folder.resolve(program + ".exe")))
        .anyMatch(Files::isExecutable);
  }
}
