package monoloop.process;

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
            List<ProcessHandle> root = List.of(child.handle());
            all = Objects.requireNonNull(co.await(Async.toThread(() -> end(root, politely))));
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
            List<ProcessHandle> left = List.of();
            if (whole) {
              // once more, for what they have started meanwhile
              List<ProcessHandle> roots =
                  Stream.concat(Stream.of(child.handle()), all.stream()).distinct().toList();
              left = Objects.requireNonNull(co.await(Async.toThread(() -> end(roots, false))));
            } else {
              child.kill();
            }
            co.await(ended(child, left));
          }
          return co.await(child.exitCode());
        });
  }

  /** Blocks for a moment. */
  private static List<ProcessHandle> end(List<ProcessHandle> roots, boolean politely) {
    Halt halt = Halt.of(roots);
    if (politely) {
      halt.terminate();
    } else {
      halt.kill();
    }
    return halt.all();
  }

  /** Ends a process that nobody wants with all its descendants. Blocks for a moment. */
  static void killAll(Process process) {
    Halt.of(List.of(process.toHandle())).kill();
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
    return process.isAlive() && Halt.state(process) != 'Z';
  }
}
