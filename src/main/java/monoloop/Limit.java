package monoloop;

import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/**
 * A block inside a task that can be ended before its end: a time limit or a cancel scope. They form
 * a chain from the innermost one outwards; the chain of a group's child goes on with that of the
 * group.
 */
abstract class Limit {
  final Task<?> task;
  final @Nullable Limit outer;

  /** On the loop's clock; null for never. */
  @Nullable Long when;

  private @Nullable Disposable timer;

  /** Enters the block: to be followed by {@link #arm} and, at its end, {@link #exit}. */
  Limit(Task<?> task) {
    this.task = task;
    outer = task.limit;
    task.limit = this;
  }

  /** The time is over; on the loop, and not within a step of the task. */
  abstract void expire();

  /** Whether nothing from outside reaches what is inside. */
  boolean shields() {
    return false;
  }

  final void arm(@Nullable Long when) {
    disarm();
    this.when = when;
    if (when != null) {
      Loop loop = task.loop;
      timer =
          when <= loop.time()
              ? loop.callSoonThreadsafe(new Expiry(this))
              : loop.timer(when, new Expiry(this));
    }
  }

  /** The callback of a limit's timer. */
  record Expiry(Limit limit) implements Runnable {
    @Override
    public void run() {
      limit.timer = null;
      limit.expire();
    }
  }

  final void disarm() {
    if (timer != null) {
      timer.dispose();
      timer = null;
    }
  }

  /** The task leaves the block. */
  final void exit() {
    disarm();
    task.limit = outer;
  }

  /** The innermost scope from here outwards; null if there is none. */
  static @Nullable CancelScope scope(@Nullable Limit from) {
    for (Limit l = from; l != null; l = l.outer) {
      if (l instanceof CancelScope scope) {
        return scope;
      }
    }
    return null;
  }

  /** The cancelled scope whose cancellation is in force here; null if there is none. */
  static @Nullable CancelScope cancelled(@Nullable Limit from) {
    for (Limit l = from; l != null; l = l.outer) {
      if (l instanceof CancelScope scope && scope.cancelCalled()) {
        return scope;
      }
      if (l.shields()) {
        return null;
      }
    }
    return null;
  }

  /** When the first limit in force here is over; null if there is none. */
  static @Nullable Deadline deadline(Task<?> task) {
    Long first = null;
    for (Limit l = task.limit; l != null; l = l.outer) {
      Long when = l.when;
      if (when != null && (first == null || when < first)) {
        first = when;
      }
      if (l.shields()) {
        return first == null ? null : new Deadline(task.loop, first);
      }
    }
    Deadline given = Deadline.of(task.context);
    if (first == null) {
      return given;
    }
    Deadline own = new Deadline(task.loop, first);
    return given != null && given.remaining().compareTo(own.remaining()) < 0 ? given : own;
  }
}
