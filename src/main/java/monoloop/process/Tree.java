package monoloop.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import monoloop.Async;
import reactor.core.publisher.Mono;

/** Ends a child, or a child with all its descendants: politely, and after a while by force. */
final class Tree {
  /** Between two looks at processes that only somebody else is told the end of. */
  private static final Duration PAUSE = Duration.ofMillis(10);

  private Tree() {}

  static Mono<Integer> stop(Subprocess child, boolean whole, Duration grace) {
    Objects.requireNonNull(grace, "grace");
    return Async.shielded(
        co -> {
          boolean politely = grace.isPositive();
          List<ProcessHandle> all;
          if (whole) {
            all = Objects.requireNonNull(co.await(Async.toThread(() -> end(child, politely))));
          } else {
            all = List.of();
            if (politely) {
              child.terminate();
            }
          }
          if (politely) {
            co.await(Async.moveOnAfter(grace, limited -> limited.await(ended(child, all))));
          }
          if (child.isAlive() || all.stream().anyMatch(Tree::isRunning)) {
            // once more, for what they have started meanwhile
            List<ProcessHandle> left = Objects.requireNonNull(co.await(below(all, child, whole)));
            child.kill();
            left.forEach(ProcessHandle::destroyForcibly);
            co.await(ended(child, left));
          }
          return co.await(child.exitCode());
        });
  }

  /** Ends those that it has found at once, for the child goes on to start others. */
  private static List<ProcessHandle> end(Subprocess child, boolean politely) {
    List<ProcessHandle> all = child.handle().descendants().toList();
    if (politely) {
      child.handle().destroy();
      all.forEach(ProcessHandle::destroy);
    } else {
      child.handle().destroyForcibly();
      all.forEach(ProcessHandle::destroyForcibly);
    }
    return all;
  }

  /** Ends a process that nobody wants with all its descendants. Blocks for a moment. */
  static void killAll(Process process) {
    List<ProcessHandle> all = process.descendants().toList();
    process.destroyForcibly();
    all.forEach(ProcessHandle::destroyForcibly);
  }

  private static Mono<List<ProcessHandle>> below(
      List<ProcessHandle> known, Subprocess child, boolean whole) {
    return whole
        ? Async.toThread(
            () ->
                Stream.concat(
                        child.handle().descendants(),
                        known.stream().flatMap(h -> Stream.concat(Stream.of(h), h.descendants())))
                    .distinct()
                    .toList())
        : Mono.just(List.of());
  }

  private static Mono<Void> ended(Subprocess child, List<ProcessHandle> others) {
    return Async.async(
        co -> {
          co.await(child.exitCode());
          while (!others.isEmpty() && Boolean.TRUE.equals(co.await(areRunning(others)))) {
            co.await(Async.sleep(PAUSE));
          }
          return null;
        });
  }

  private static Mono<Boolean> areRunning(List<ProcessHandle> processes) {
    return Async.toThread(() -> processes.stream().anyMatch(Tree::isRunning));
  }

  /**
   * Unlike for the JDK, a process has ended, too, if it waits for who has started it to ask for its
   * exit code: that may have died before, and who takes its place may never ask, such as a program
   * that is the first one in a container.
   */
  static boolean isRunning(ProcessHandle process) {
    return process.isAlive() && !isZombie(process.pid());
  }

  private static boolean isZombie(long pid) {
    try {
      Path stat = Path.of("/proc", Long.toString(pid), "stat");
      String line = Files.readString(stat, StandardCharsets.ISO_8859_1);
      return line.startsWith("Z", line.lastIndexOf(')') + 2);
    } catch (IOException e) {
      return false; // it has gone meanwhile, or this is not Linux
    }
  }
}
