package monoloop.shell;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import monoloop.Loop;
import monoloop.Task;
import org.jspecify.annotations.Nullable;

/** The failures of tasks that run behind the prompt, until they are shown. Any thread. */
final class Background {
  /** What failed, and what to say of it. */
  private static final Map<Object, String> FAILURES = new LinkedHashMap<>();

  private Background() {}

  /** Hears of all errors of the shared loop that reach nobody. */
  static void listen() {
    Loop.shared()
        .exceptionHandler((loop, message, error, source) -> add(new Object(), message, error));
  }

  /** Hears of the failure of a task. */
  static void watch(Task<?> task) {
    Loop.shared().callSoonThreadsafe(() -> task.addDoneCallback(Background::ended));
  }

  private static void ended(Task<?> task) {
    if (!task.isCancelled()) {
      Throwable error = task.exception();
      if (error != null) {
        add(task, "Task \"" + task.name() + "\" failed", error);
      }
    }
  }

  private static void add(Object source, String message, Throwable error) {
    synchronized (FAILURES) {
      FAILURES.put(source, message + ": " + Errors.text(error));
    }
  }

  /** It was awaited: whoever did so has its error. */
  static void seen(@Nullable Object source) {
    synchronized (FAILURES) {
      FAILURES.remove(source);
    }
  }

  /** Returns what failed since the last time. */
  static List<String> take() {
    synchronized (FAILURES) {
      List<String> all = new ArrayList<>(FAILURES.values());
      FAILURES.clear();
      return all;
    }
  }
}
