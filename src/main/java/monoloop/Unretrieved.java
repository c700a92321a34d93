package monoloop;

import java.lang.ref.Cleaner;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The failures of one loop's tasks that nobody has looked at. Each is reported once: when its task
 * becomes unreachable or when the loop closes, whichever comes first.
 */
final class Unretrieved {
  /** Its thread starts at the first failure, not with the first loop. */
  private static final class Lazy {
    static final Cleaner CLEANER = Cleaner.create();
  }

  private final Loop loop;

  /** Strong, unlike the tasks: a failure must outlive the task that nobody holds. */
  private final Set<Failure> failures = new LinkedHashSet<>();

  Unretrieved(Loop loop) {
    this.loop = loop;
  }

  /** Watches a task that has failed; called on the loop. */
  Failure watch(Object task, String name, Throwable error) {
    Failure failure = new Failure(name, error);
    failures.add(failure);
    Lazy.CLEANER.register(task, failure);
    return failure;
  }

  boolean isEmpty() {
    return failures.isEmpty();
  }

  /** Reports what is left; called when the loop closes. */
  void reportAll() {
    List<Failure> left = new ArrayList<>(failures);
    failures.clear();
    for (Failure f : left) {
      f.report();
    }
  }

  /** One failure. It must not refer to its task, or the task would never become unreachable. */
  final class Failure implements Runnable {
    private final String name;
    private @Nullable Throwable error;

    private Failure(String name, Throwable error) {
      this.name = name;
      this.error = error;
    }

    /** Somebody looked at it; called on the loop. */
    void retrieved() {
      error = null;
      failures.remove(this);
    }

    /** The task is unreachable; called by the cleaner's thread. */
    @Override
    public void run() {
      loop.post(this::reportUnlessDone); // a closed loop has reported what was left
    }

    private void reportUnlessDone() {
      if (failures.remove(this)) {
        report();
      }
    }

    private void report() {
      Throwable e = error;
      error = null;
      if (e != null) {
        loop.report(name + " failed and nobody looked at its error", e, null);
      }
    }
  }
}
