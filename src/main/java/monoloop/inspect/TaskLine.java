package monoloop.inspect;

import monoloop.AwaitPoint;
import monoloop.TaskDump;

/** One task in one line: {@code sleep at Parser.java:41, 2.5 s left}. */
final class TaskLine {
  private TaskLine() {}

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
      s.append(" ← ").append(task.source().getLast());
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
