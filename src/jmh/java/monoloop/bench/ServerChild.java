package monoloop.bench;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A server in a JVM of its own, on the first processor if {@code taskset} is there; the load gets
 * the second one. Without the optional libraries of the class path, which the peers do not use
 * either: thread-locals that follow tasks would cost something at each step.
 */
final class ServerChild implements AutoCloseable {
  private static final boolean PINS =
      Runtime.getRuntime().availableProcessors() > 1 && Files.isExecutable(Path.of("/usr/bin/taskset"));

  /** Threads of the JVM that are not the server's. */
  private static final List<String> FOREIGN = List.of("C1 ", "C2 ", "G1 ", "GC ", "VM ");

  final String mode;
  final int port;
  private final Process process;

  ServerChild(String main, String mode, String... options) throws Exception {
    this.mode = mode;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    List<String> arguments = new ArrayList<>(List.of(options));
    arguments.addAll(List.of(main, mode, String.valueOf(port)));
    process = onCpu(0, java(arguments)).inheritIO().start();
    while (!listens()) {
      if (!process.isAlive()) {
        throw new IllegalStateException(main + " " + mode + " has ended. Its error is above");
      }
      Thread.sleep(50);
    }
  }

  /** The command of a JVM with this class path. */
  static List<String> java(List<String> arguments) {
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(p -> !p.contains("micrometer") && !p.contains("context-propagation"))
            .collect(Collectors.joining(File.pathSeparator));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", classPath));
    command.addAll(arguments);
    return command;
  }

  static ProcessBuilder onCpu(int cpu, List<String> command) {
    List<String> all = new ArrayList<>();
    if (PINS) {
      all.addAll(List.of("taskset", "-c", String.valueOf(cpu)));
    }
    all.addAll(command);
    return new ProcessBuilder(all);
  }

  private boolean listens() {
    try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return probe.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * How long each thread of the server has been on a processor, as Linux counts: waits for it
   * because of others are not in it, but what they do to the caches is.
   *
   * @return of the busiest thread, in nanoseconds; 0 elsewhere
   */
  long busiestThreadNanos() throws IOException {
    Path tasks = Path.of("/proc", String.valueOf(process.pid()), "task");
    if (!Files.isDirectory(tasks)) {
      return 0;
    }
    long most = 0;
    try (Stream<Path> threads = Files.list(tasks)) {
      for (Path thread : threads.toList()) {
        try {
          String name = Files.readString(thread.resolve("comm"));
          if (FOREIGN.stream().noneMatch(name::startsWith) && !name.startsWith("java")) {
            String[] times = Files.readString(thread.resolve("schedstat")).split(" ");
            most = Math.max(most, Long.parseLong(times[0]));
          }
        } catch (IOException e) {
          continue; // it has ended
        }
      }
    }
    return most;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
