package monoloop;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of one loop that have not ended, oldest first: an intrusive list, so that a running
 * task is never collected and adding one allocates nothing.
 */
final class Tasks {
  private final Loop loop;

  /** The task whose step is running; steps nest when one starts another at once. */
  @Nullable Task<?> current;

  /** Who hears what the tasks do; null for nobody. */
  @Nullable Listeners listeners;

  private @Nullable Task<?> first;
  private @Nullable Task<?> last;
  private int live;
  private int created;

  /** How many are suspended on what may come from elsewhere. */
  int outside;

  /** Tasks of the present wave of {@link #cancelAll} that have not ended. */
  private int leftover;

  private @Nullable Runnable whenNone;

  /** Failures that nobody has looked at yet. */
  final Unretrieved unretrieved;

  /** Finds those that wait for each other. */
  final WaitGraph waitGraph;

  /** What else must be closed with the loop. */
  final AsyncGenerators generators;

  Tasks(Loop loop) {
    this.loop = loop;
    generators = new AsyncGenerators(loop);
    unretrieved = new Unretrieved(loop);
    waitGraph = new WaitGraph(loop);
  }

  /** The number for the next default name. */
  int nextNumber() {
    return ++created;
  }

  void add(Task<?> task) {
    live++;
    task.previous = last;
    if (last == null) {
      first = task;
    } else {
      last.next = task;
    }
    last = task;
  }

  void remove(Task<?> task) {
    Task<?> p = task.previous;
    Task<?> n = task.next;
    if (p == null) {
      first = n;
    } else {
      p.next = n;
    }
    if (n == null) {
      last = p;
    } else {
      n.previous = p;
    }
    task.previous = null;
    task.next = null;
    live--;
    if (task.leftover && --leftover == 0) {
      loop.ready(this::cancelNextWave); // behind the done callbacks of this wave
    }
  }

  /** Whether a closing loop has nothing to wait for and nothing to report. */
  boolean isQuiet() {
    return live == 0 && unretrieved.isEmpty() && generators.isEmpty();
  }

  /** Whether the loop waits for its tasks to end because it closes. */
  boolean isClosing() {
    return whenNone != null;
  }

  /** Those that have not ended, oldest first. */
  List<Task<?>> all() {
    List<Task<?>> all = new ArrayList<>(live);
    for (Task<?> t = first; t != null; t = t.next) {
      all.add(t);
    }
    return all;
  }

  /** As {@link #all}, but not on the loop: what can be read while it changes. */
  List<Task<?>> seenFromOutside() {
    List<Task<?>> seen = new ArrayList<>();
    for (Task<?> t = first; t != null && seen.size() < 1_000_000; t = t.next) {
      seen.add(t);
    }
    return seen;
  }

  /**
   * Cancels every task and calls back on the loop once all of them have ended, at once if there are
   * none: plain tasks first, then async generators, then whatever was started meanwhile. Errors
   * that they let out are reported, because nobody is left to hear of them. The loop must turn
   * meanwhile.
   */
  void cancelAll(Runnable whenNone) {
    this.whenNone = whenNone;
    if (leftover == 0) {
      cancelNextWave();
    }
  }

  private void cancelNextWave() {
    Runnable end = whenNone;
    if (end == null) {
      return;
    }
    List<Task<?>> wave = new ArrayList<>();
    for (Task<?> t = first; t != null; t = t.next) {
      if (!t.isGenerator()) {
        wave.add(t);
      }
    }
    List<Task<?>> closers = List.of();
    if (wave.isEmpty()) {
      wave = all();
      closers = generators.closeAll();
    }
    if (wave.isEmpty() && closers.isEmpty()) {
      whenNone = null;
      unretrieved.reportAll();
      end.run();
      return;
    }
    leftover = wave.size() + closers.size();
    for (Task<?> t : closers) {
      t.leftover = true;
    }
    for (Task<?> t : wave) {
      t.leftover = true;
    }
    for (Task<?> t : wave) {
      t.requestCancel(Cancellation.of("the loop is closing"));
    }
  }

  /** Whether {@code thrown} must not only be stored but also end the run (asyncio: SystemExit). */
  static boolean isExit(Throwable thrown) {
    return thrown instanceof ExitRequest
        || (thrown instanceof VirtualMachineError && !(thrown instanceof StackOverflowError));
  }

  @Override
  public String toString() {
    return "Tasks[" + live + " of " + loop + "]";
  }
}
