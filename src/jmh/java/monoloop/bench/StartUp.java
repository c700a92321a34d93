package monoloop.bench;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * Milliseconds from the start of a process to its end, for {@link Hello} and its peers, with and
 * without an AOT cache of the JDK. Such a cache wants jars, so directories of the class path are
 * packed first.
 */
public final class StartUp {
  private static final int ROUNDS = 20;

  /** What a short program on a small machine would choose. */
  private static final String GC = "-XX:+UseSerialGC";

  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  private StartUp() {}

  /** Prints the table. */
  public static void main(String[] args) throws Exception {
    Path directory = Files.createTempDirectory("start-up");
    try {
      String classPath = jarsOnly(directory);
      System.out.printf("%-42s %8s %8s %8s%n", "process, ms", "median", "min", "max");
      for (Class<?> main : List.of(BareHello.class, Hello.class)) {
        String name = main.getSimpleName();
        measure(name, List.of("-cp", classPath, main.getName()));
        Path cache = directory.resolve(name + ".aot");
        run(List.of("-XX:AOTCacheOutput=" + cache, "-cp", classPath, main.getName()));
        measure(
            name + " with an AOT cache",
            List.of("-XX:AOTCache=" + cache, "-cp", classPath, main.getName()));
      }
    } finally {
      delete(directory);
    }
  }

  private static void measure(String what, List<String> arguments) throws Exception {
    double[] millis = new double[ROUNDS];
    run(arguments); // fills the caches of the file system
    for (int i = 0; i < ROUNDS; i++) {
      long start = System.nanoTime();
      run(arguments);
      millis[i] = (System.nanoTime() - start) / 1e6;
    }
    Arrays.sort(millis);
    System.out.printf(
        "%-42s %8.1f %8.1f %8.1f%n",
        what, (millis[ROUNDS / 2 - 1] + millis[ROUNDS / 2]) / 2, millis[0], millis[ROUNDS - 1]);
  }

  private static void run(List<String> arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(JAVA, GC));
    command.addAll(arguments);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String printed = new String(process.getInputStream().readAllBytes());
    if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
      throw new IllegalStateException(command + " failed:\n" + printed);
    }
    boolean makesCache = arguments.getFirst().startsWith("-XX:AOTCacheOutput");
    if (!makesCache && !printed.strip().equals("hello")) {
      throw new IllegalStateException(command + " must say hello and nothing else:\n" + printed);
    }
  }

  private static String jarsOnly(Path directory) throws IOException {
    List<String> jars = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path path = Path.of(entry);
      jars.add(
          Files.isDirectory(path)
              ? packed(path, directory.resolve(jars.size() + ".jar")).toString()
              : entry);
    }
    return String.join(File.pathSeparator, jars);
  }

  private static Path packed(Path classes, Path jar) throws IOException {
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file);
        Stream<Path> files = Files.walk(classes)) {
      for (Path f : files.filter(Files::isRegularFile).sorted().toList()) {
        out.putNextEntry(new JarEntry(classes.relativize(f).toString().replace('\\', '/')));
        Files.copy(f, out);
        out.closeEntry();
      }
    }
    return jar;
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path f : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(f);
      }
    }
  }
}
