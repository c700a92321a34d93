package monoloop;

import java.util.ArrayList;
import java.util.List;

/**
 * Tasks wait for each other in a circle, so that none of them will go on unless somebody cancels
 * one. Reported to the loop's {@linkplain Loop#exceptionHandler exception handler}, once for each
 * circle; never thrown, and the loop goes on.
 *
 * <p>Looked for when a task begins to wait for a task, or in an {@link Operation} with a
 * {@linkplain Operation#holder() holder}: a lock, a {@code Limiter} with one token, a read-write lock with one
 * reader or a writer. Reported in the next turn that begins with nothing ready, if the circle is
 * still closed then and no {@link Async#timeout} or other limit of time is around any of the waits.
 *
 * <p>A circle counts although a stranger could release a lock on behalf of its owner. Not followed
 * are waits for several tasks at once, for a {@link Deferred} and for what is not a coroutine, so
 * there are deadlocks that are not found.
 *
 * <p>The message names each task, what it waits in and the line; the stack trace consists of these
 * lines.
 */
public final class DeadlockException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  private final transient List<Task<?>> tasks;

  private DeadlockException(String message, List<Task<?>> tasks) {
    super(message);
    this.tasks = tasks;
  }

  /** Makes one of a circle. */
  static DeadlockException of(List<Task<?>> circle) {
    StringBuilder s = new StringBuilder("deadlock: ").append(name(circle.getFirst()));
    List<StackTraceElement> lines = new ArrayList<>();
    for (int i = 0; i < circle.size(); i++) {
      Task<?> task = circle.get(i);
      s.append(i == 0 ? " waits" : ", which waits");
      if (task.waiting instanceof Waiter<?> waiter) {
        s.append(" in ").append(waiter);
      }
      StackTraceElement at = task.root == null ? null : task.root.waitsAtOutsideOfLocks();
      if (at != null) {
        lines.add(at);
        s.append(" at ").append(at.getFileName()).append(':').append(at.getLineNumber());
      }
      s.append(" for ").append(name(circle.get((i + 1) % circle.size())));
    }
    DeadlockException e = new DeadlockException(s.toString(), List.copyOf(circle));
    e.setStackTrace(lines.toArray(StackTraceElement[]::new));
    return e;
  }

  private static String name(Task<?> task) {
    return "Task \"" + task.name() + "\"";
  }

  /**
   * Returns who waits for whom: each for the next one and the last for the first. Cancelling one
   * breaks the circle.
   *
   * @return at least one, the one that closed the circle first; unmodifiable
   */
  public List<Task<?>> tasks() {
    return tasks;
  }
}
