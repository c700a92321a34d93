package monoloop;

import java.util.ArrayList;
import java.util.List;

/**
 * Tasks wait for each other, so that none of them will go on unless somebody cancels one. Nothing
 * is reported that might still go on by itself.
 *
 * <p><b>Circles</b> are reported to the loop's {@linkplain Loop#exceptionHandler exception
 * handler}, each once and in the next turn that begins with nothing ready; the loop goes on.
 * Followed are waits for a task, in {@code taskGroup}, {@code gather}, {@code shield}, {@code
 * race}, {@code waitUntil} and {@code select}, and in an {@link Operation} with {@linkplain
 * Operation#holders() holders}: an {@code AsyncLock}, an {@code AsyncReadWriteLock} with a writer
 * or one reader, a {@code Limiter} all of whose borrowers are tasks, a bounded {@code
 * AsyncSemaphore} all of whose permits are in {@code using} blocks. A task that could be helped by
 * several is stuck if all of them are. It is not if one of them waits for a time, IO, another
 * thread, or under a limit of time.
 *
 * <p>Nobody owns a queue, an event, a condition, a {@link Deferred} or what Reactor's operators
 * make of a Mono, so a circle through one of these is not seen as one. But if <b>every task</b> of
 * a loop waits and nothing can wake one, that is known: no timer is set, no IO was ever asked for,
 * no worker is busy, and nothing is awaited that another thread could bring. A {@linkplain
 * Loop#virtual virtual} loop throws it from {@code run}. A loop of {@link Async#run} or {@link
 * Runner} reports it, once in a run, if besides nobody has asked for its {@code Loop}, through
 * which other threads could call, and nobody has subscribed to a task. Any other loop waits in
 * silence.
 *
 * <p>A circle counts although a stranger could release a lock on behalf of its owner.
 *
 * <p>The message names each task, what it waits in and the line. The stack trace of a circle
 * consists of these lines.
 */
public final class DeadlockException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  private final transient List<Task<?>> tasks;

  private DeadlockException(String message, List<Task<?>> tasks) {
    super(message);
    this.tasks = List.copyOf(tasks);
  }

  /** Makes one of a circle. */
  static DeadlockException of(List<Task<?>> circle) {
    StringBuilder s = new StringBuilder("deadlock: ").append(name(circle.getFirst()));
    List<StackTraceElement> lines = new ArrayList<>();
    for (int i = 0; i < circle.size(); i++) {
      Task<?> task = circle.get(i);
      s.append(i == 0 ? " waits" : ", which waits");
      if (task.waiting instanceof Waiting wait) {
        s.append(" in ").append(wait);
      } else if (task.waiting instanceof Deferred<?> deferred && deferred.owner != null) {
        s.append(" in ").append(deferred.owner);
      }
      StackTraceElement at = task.root == null ? null : task.root.waitsAtUserLine();
      if (at != null) {
        lines.add(at);
        s.append(" at ").append(at.getFileName()).append(':').append(at.getLineNumber());
      }
      s.append(" for ").append(name(circle.get((i + 1) % circle.size())));
      int others = WaitGraph.others(task.waiting);
      if (others > 0) {
        s.append(" (and ").append(others).append(" more, which will not go on either)");
      }
    }
    DeadlockException e = new DeadlockException(s.toString(), circle);
    e.setStackTrace(lines.toArray(StackTraceElement[]::new));
    return e;
  }

  /** Makes one of all tasks of {@code loop}, none of which can be woken: {@code because}. */
  static DeadlockException ofAll(Loop loop, String because) {
    List<Task<?>> tasks = loop.tasks.all();
    return new DeadlockException(
        loop
            + " would wait for ever: nothing is ready, no timer is set, "
            + because
            + (tasks.isEmpty() ? ". No task is left" : ". Waiting:" + WaitTree.of(tasks)),
        tasks);
  }

  private static String name(Task<?> task) {
    return "Task \"" + task.name() + "\"";
  }

  /**
   * Returns who waits. In a circle each waits for the next one and the last for the first;
   * cancelling one breaks the circle.
   *
   * @return of a circle at least one, the one that closed it first; else every task of the loop,
   *     oldest first; unmodifiable
   */
  public List<Task<?>> tasks() {
    return tasks;
  }
}
