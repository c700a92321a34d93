package monoloop.shell;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What {@code java -jar} starts, with Java 17 or later: it looks for a Java 25 on this machine and
 * starts {@link Main} with that, with the jars of the folder {@code lib} beside its own. Nothing of
 * the library can be used here: this class alone is compiled for Java 17.
 */
final class Launcher {
  private static final int NEEDED = 25;

  private Launcher() {}

  public static void main(String[] args) throws Exception {
    Optional<Path> java = java();
    if (java.isEmpty()) {
      System.err.println(
          "monoloop needs Java " + NEEDED + " or later, but this is Java "
              + Runtime.version().feature() + " in " + System.getProperty("java.home")
              + ", and none was found beside it, in JAVA_HOME or in the usual places."
              + " Install a JDK " + NEEDED + ", or set JAVA_HOME to one");
      System.exit(2);
    }
    Process process = new ProcessBuilder(command(java.get(), args)).inheritIO().start();
    leaveInterruptsTo(process);
    System.exit(process.waitFor());
  }

  private static List<String> command(Path java, String[] args) throws Exception {
    Path jar =
        Path.of(Launcher.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-XX:+UseSerialGC");
    command.add("-cp");
    command.add(jar + File.pathSeparator + jar.resolveSibling("lib").resolve("*"));
    command.add("monoloop.shell.Main");
    command.addAll(List.of(args));
    return command;
  }

  /** A terminal sends Ctrl-C to both; this one waits for what the other makes of it. */
  private static void leaveInterruptsTo(Process process) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  process.destroy();
                  try {
                    Runtime.getRuntime().halt(process.waitFor());
                  } catch (InterruptedException e) {
                    Runtime.getRuntime().halt(1);
                  }
                }));
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object nothing =
          Proxy.newProxyInstance(
              handler.getClassLoader(), new Class<?>[] {handler}, (self, method, with) -> null);
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance("INT"), nothing);
    } catch (ReflectiveOperationException e) {
      // a JVM without signals: Ctrl-C ends both
    }
  }

  /** The java of the newest JDK that is new enough: its own, JAVA_HOME's, or a usual place's. */
  private static Optional<Path> java() {
    List<Path> homes = new ArrayList<>();
    homes.add(Path.of(System.getProperty("java.home")));
    for (String variable : List.of("JAVA_HOME", "JDK_HOME")) {
      String home = System.getenv(variable);
      if (home != null && !home.isBlank()) {
        homes.add(Path.of(home));
      }
    }
    Path user = Path.of(System.getProperty("user.home"));
    for (Path folder :
        List.of(
            Path.of("/usr", "lib", "jvm"),
            Path.of("/Library/Java/JavaVirtualMachines"),
            Path.of("C:\\Program Files\\Java"),
            Path.of("C:\\Program Files\\Eclipse Adoptium"),
            user.resolve(".sdkman/candidates/java"),
            user.resolve(".jdks"))) {
      homes.addAll(below(folder));
    }
    return homes.stream()
        .filter(home -> version(home) >= NEEDED)
        .flatMap(home -> Stream.of(home.resolve("bin/java"), home.resolve("bin/java.exe")))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static List<Path> below(Path folder) {
    try (Stream<Path> homes = Files.list(folder)) {
      return homes
          .sorted()
          .flatMap(home -> Stream.of(home, home.resolve("Contents/Home")))
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  /** What the file "release" of a JDK says; 0 if there is none, or no compiler: no JDK. */
  private static int version(Path home) {
    if (!Files.isDirectory(home.resolve("jmods")) && !Files.exists(home.resolve("bin/javac"))
        && !Files.exists(home.resolve("bin/javac.exe"))) {
      return 0;
    }
    try (Stream<String> lines = Files.lines(home.resolve("release"))) {
      return lines
          .filter(line -> line.startsWith("JAVA_VERSION=\""))
          .map(line -> line.substring("JAVA_VERSION=\"".length()).split("[^0-9]", 2)[0])
          .filter(number -> !number.isEmpty())
          .mapToInt(Integer::parseInt)
          .findFirst()
          .orElse(0);
    } catch (IOException | java.io.UncheckedIOException | NumberFormatException e) {
      return 0;
    }
  }
}
