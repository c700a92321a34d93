package monoloop;

import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/** What a task says of itself: {@code Task[parse-7, suspended in sleep at Parser.java:41]}. */
final class TaskText {
  private TaskText() {}

  static String of(Task<?> task) {
    StringBuilder s = new StringBuilder("Task[").append(task.name()).append(", ");
    CoroutineFrame frame = task.root;
    if (frame == null) {
      s.append(task.word());
      if (task.outcome == Outcome.FAILED && task.value != null) {
        s.append(" with ").append(task.value.getClass().getSimpleName());
      }
    } else if (task.running) {
      s.append("running");
    } else if (!frame.begun()) {
      s.append("created");
    } else {
      appendSuspended(s, task, frame);
    }
    if (task.cancelling() > 0) {
      s.append(", cancelling ").append(task.cancelling());
    }
    return s.append(']').toString();
  }

  /** Where a task waits, for messages: {@code suspended in sleep at Parser.java:41}; else empty. */
  static String place(Task<?> task) {
    CoroutineFrame frame = task.root;
    StringBuilder s = new StringBuilder();
    if (frame != null && !task.running && frame.begun() && task.waiting != null) {
      appendSuspended(s, task, frame);
    }
    return s.toString();
  }

  private static void appendSuspended(StringBuilder s, Task<?> task, CoroutineFrame frame) {
    s.append("suspended");
    if (task.waiting != null) {
      s.append(" in ").append(waitingIn(task.waiting));
    }
    StackTraceElement at = frame.waitsAt();
    if (at != null) {
      s.append(" at ").append(at.getFileName()).append(':').append(at.getLineNumber());
    }
  }

  /** Another task by its name only: texts must not nest. */
  static String waitingIn(@Nullable Object waiting) {
    return switch (waiting) {
      case null -> "checkpoint";
      case Disposable timer -> "sleep";
      case Task<?> other -> "Task " + other.name();
      case Deferred<?> deferred when deferred.owner != null -> deferred.owner.toString();
      default -> waiting.toString();
    };
  }
}
