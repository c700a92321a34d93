package monoloop.inspect;

import java.util.regex.Pattern;
import monoloop.AwaitPoint;
import monoloop.TaskDump;

/** One task in one line: {@code sleep at Parser.java:41, 2.5 s left}. */
final class TaskLine {
  private static final Pattern SEVERAL = Pattern.compile("^\\d+ of (\\d+): .*");

  private TaskLine() {}

  /** Whether it is one of several sources that an operator awaits at the same time. */
  static boolean isOneOfSeveral(String source) {
    return SEVERAL.matcher(source).matches();
  }

  static String of(TaskDump task) {
    StringBuilder s = new StringBuilder();
    AwaitPoint awaits = task.awaits();
    s.append(
        switch (task.state()) {
          case CREATED -> "created";
          case RUNNING -> "running";
          case READY -> awaits == null ? "ready" : "ready, woken from " + awaits;
          case SUSPENDED -> String.valueOf(awaits);
        });
    if (!task.source().isEmpty()) {
      String last = task.source().getLast();
      s.append(" ← ");
      s.append(isOneOfSeveral(last) ? SEVERAL.matcher(last).replaceFirst("$1 sources") : last);
    }
    if (task.remaining() != null) {
      s.append(", ").append(Durations.of(task.remaining())).append(" left");
    }
    if (task.cancelling() > 0) {
      s.append(", cancelling ").append(task.cancelling());
    }
    return s.toString();
  }
}
