package monoloop;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import monoloop.internal.driver.Posted;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Operators;

/**
 * One await of something that is not the loop's and may complete on any thread.
 *
 * <pre>
 * registering --> suspended --> done
 *      |              '-------> cancelled
 *      '----------------------> done          (at once: the task is not suspended)
 * </pre>
 */
abstract class Wait implements Waiting, Posted {
  private static final int REGISTERING = 0;
  private static final int SUSPENDED = 1;
  private static final int DONE = 2;
  private static final int CANCELLED = 3;
  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(Wait.class, "state", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final Task<?> task;
  private @Nullable Object value;
  private @Nullable Throwable error;

  /** Changed by compare-and-set: a completion races with the registration and with a cancel. */
  @SuppressWarnings("unused")
  private volatile int state;

  Wait(Task<?> task) {
    this.task = task;
  }

  /** After the registration: the result if it is there, else suspends the task. */
  final @Nullable Object resultOrSuspend() throws Throwable {
    if (state == REGISTERING && STATE.compareAndSet(this, REGISTERING, SUSPENDED)) {
      task.loop.tasks.outside++;
      task.suspend(this);
      return CoroutineFrame.PENDING;
    }
    Throwable e = error;
    if (e != null) {
      throw e;
    }
    return value;
  }

  /** Whether there is a result already or nobody wants one any more. */
  final boolean over() {
    return state >= DONE;
  }

  /** There is a result; called on any thread, the first call counts. */
  final void finish(@Nullable Object value, @Nullable Throwable error) {
    if (over()) {
      tooLate(value, error);
      return;
    }
    this.value = value;
    this.error = error;
    if (STATE.compareAndSet(this, REGISTERING, DONE)) {
      return;
    }
    if (STATE.compareAndSet(this, SUSPENDED, DONE)) {
      if (task.loop.runOrPost(this)) {
        return;
      }
      // the loop went away with the task: nobody is left to hear of it
    }
    tooLate(value, error);
  }

  private void tooLate(@Nullable Object value, @Nullable Throwable error) {
    if (error != null) {
      Operators.onErrorDropped(error, task.context);
    } else if (value != null) {
      drop(value);
    }
  }

  /** A value that nobody will see. */
  final void drop(Object value) {
    Operators.onNextDropped(value, task.context);
    Operators.onDiscard(value, task.context);
  }

  @Override
  public final void undelivered(@Nullable Object value) {
    if (value != null) {
      Operators.onDiscard(value, task.context);
    }
  }

  /** Wakes the task; on the loop. */
  @Override
  public final void run() {
    task.loop.tasks.outside--;
    task.wake(value, error);
  }

  @Override
  public final void abandoned() {
    tooLate(value, error);
  }

  @Override
  public final boolean cancelWait(Task<?> task, Cancellation why) {
    if (!STATE.compareAndSet(this, SUSPENDED, CANCELLED)) {
      return false;
    }
    task.loop.tasks.outside--;
    unregister();
    task.wake(null, new CancelledError(why));
    return true;
  }

  @Override
  public abstract Object source();

  /** Nobody waits any more; on the loop. */
  abstract void unregister();
}
