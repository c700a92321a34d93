package monoloop;

import java.util.Collection;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** One task in a {@link WaitQueue}: its place in line and what cancelling means there. */
class Waiter<T extends @Nullable Object> implements Waiting {
  final Task<?> task;
  final Operation<T> operation;
  private final WaitQueue<T> queue;
  @Nullable Waiter<T> previous;
  @Nullable Waiter<T> next;
  boolean queued;

  Waiter(Task<?> task, Operation<T> operation, WaitQueue<T> queue) {
    this.task = task;
    this.operation = operation;
    this.queue = queue;
  }

  boolean isExternal() {
    return queue.isExternal();
  }

  WaitQueue<T> queue() {
    return queue;
  }

  void resume(@Nullable Object value, @Nullable Throwable error) {
    task.wake(value, error);
  }

  @Override
  public @Nullable Iterator<? extends Outcome<?>> helpers() {
    if (!queued || isExternal()) {
      return null;
    }
    Collection<? extends Task<?>> holders = operation.holders();
    return holders.isEmpty() ? null : holders.iterator();
  }

  @Override
  public boolean cancelWait(Task<?> task, Cancellation why) {
    if (!queued) {
      return false;
    }
    queue.unlink(this);
    operation.abandoned();
    task.wake(null, new CancelledError(why));
    return true;
  }

  /** It was served, but its task is cancelled before it could resume. */
  @Override
  @SuppressWarnings("unchecked")
  public void undelivered(@Nullable Object value) {
    operation.undelivered((T) value);
  }

  @Override
  public String toString() {
    return queue.name();
  }
}
