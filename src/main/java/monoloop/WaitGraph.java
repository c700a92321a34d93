package monoloop;

import java.util.ArrayList;
import java.util.List;

/**
 * Who waits for whom. The graph is not kept anywhere: each task has at most one arrow, to its
 * {@link Task#blocker}, and a circle can only be closed by the arrow that is drawn last.
 */
final class WaitGraph {
  private WaitGraph() {}

  /** {@code task} has begun to wait: sees to it that a circle is reported once the loop is idle. */
  static void look(Task<?> task) {
    if (isInCircle(task)) {
      Object waiting = task.waiting;
      task.loop.callWhenIdle(
          () -> {
            if (task.waiting == waiting && isInCircle(task)) {
              report(task);
            }
          });
    }
  }

  /** Follows the arrows; a circle without {@code start} must not catch it (Brent). */
  private static boolean isInCircle(Task<?> start) {
    Task<?> mark = null;
    int steps = 0;
    int limit = 4;
    for (Task<?> t = start.blocker(); t != null && t.loop == start.loop; t = t.blocker()) {
      if (t == start) {
        return true;
      }
      if (t == mark) {
        return false;
      }
      if (++steps == limit) {
        mark = t;
        steps = 0;
        limit *= 2;
      }
    }
    return false;
  }

  private static void report(Task<?> start) {
    List<Task<?>> circle = new ArrayList<>();
    Task<?> t = start;
    do {
      if (t == null || Limit.deadline(t) != null) {
        return; // time will break it
      }
      circle.add(t);
      t = t.blocker();
    } while (t != start);
    DeadlockException deadlock = DeadlockException.of(circle);
    start.loop.report(String.valueOf(deadlock.getMessage()), deadlock, start);
  }
}
