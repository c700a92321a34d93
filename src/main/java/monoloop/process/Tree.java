package monoloop.process;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import monoloop.Async;
import reactor.core.publisher.Mono;

/** Ends a child, or a child with all its descendants: politely, and after a while by force. */
final class Tree {
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
          if (child.isAlive() || all.stream().anyMatch(ProcessHandle::isAlive)) {
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
          for (ProcessHandle other : others) {
            co.await(other.onExit());
          }
          return null;
        });
  }
}
