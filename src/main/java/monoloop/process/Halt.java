package monoloop.process;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Processes that are held, with all their descendants, so that none of them starts another one
 * while they are being ended: one that is forked by a parent that dies at that moment would be
 * nobody's descendant.
 *
 * <p>Where the system has no SIGSTOP, or no shell that sends it, those that were found go on. All
 * methods block for a moment.
 */
final class Halt {
  /** How often it is looked for more: a tree that grows faster than it is held is given up. */
  private static final int MOST_ROUNDS = 50;

  private final Set<ProcessHandle> held = new LinkedHashSet<>();

  private Halt() {}

  /** Holds {@code roots}, and all that descends from them. */
  static Halt of(Collection<ProcessHandle> roots) {
    Halt halt = new Halt();
    int quiet = 0;
    for (int i = 0; i < MOST_ROUNDS && quiet < 2; i++) {
      List<ProcessHandle> more =
          roots.stream()
              .filter(ProcessHandle::isAlive)
              .flatMap(root -> Stream.concat(Stream.of(root), root.descendants()))
              .filter(halt.held::add)
              .toList();
      if (more.isEmpty() && halt.areStopped()) {
        quiet++; // what one was about to start when it was stopped is there by the second time
      } else {
        quiet = 0;
        if (!more.isEmpty() && !signal("STOP", more)) {
          break;
        }
      }
    }
    return halt;
  }

  /** What was found. */
  List<ProcessHandle> all() {
    return List.copyOf(held);
  }

  /** Asks them to end, and lets them go on to do so. */
  void terminate() {
    held.forEach(ProcessHandle::destroy);
    signal("CONT", held);
  }

  void kill() {
    held.forEach(ProcessHandle::destroyForcibly);
  }

  /** Whether none of them runs or sleeps, as far as the system tells. */
  private boolean areStopped() {
    return held.stream().noneMatch(h -> "RS".indexOf(state(h)) >= 0);
  }

  /** A letter, as of ps(1); a space if it has ended or the system does not tell. */
  static char state(ProcessHandle process) {
    try {
      Path stat = Path.of("/proc", Long.toString(process.pid()), "stat");
      String line = Files.readString(stat, StandardCharsets.ISO_8859_1);
      return line.charAt(line.lastIndexOf(')') + 2);
    } catch (IOException | RuntimeException e) {
      return ' ';
    }
  }

  /** Whether there was somebody who could send it; who has ended meanwhile does not matter. */
  private static boolean signal(String name, Collection<ProcessHandle> to) {
    List<String> line =
        new ArrayList<>(List.of("/bin/sh", "-c", "kill -" + name + " \"$@\"", "sh"));
    to.forEach(h -> line.add(Long.toString(h.pid())));
    Process kill;
    try {
      kill =
          new ProcessBuilder(line)
              .redirectOutput(Redirect.DISCARD)
              .redirectError(Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      return false;
    }
    boolean interrupted = false;
    while (true) {
      try {
        kill.waitFor();
        break;
      } catch (InterruptedException e) {
        interrupted = true; // those that are held must not stay so
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return true;
  }
}
