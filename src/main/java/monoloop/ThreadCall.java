package monoloop;

import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A call on another thread, made anew for each await. */
final class ThreadCall<T extends @Nullable Object> extends Awaitable<T> {
  /** The call that this thread makes. */
  private static final ThreadLocal<CallWait> CURRENT = new ThreadLocal<>();

  /** Null for the workers of the loop. */
  private final @Nullable Executor executor;

  private final Callable<? extends T> call;

  ThreadCall(@Nullable Executor executor, Callable<? extends T> call) {
    this.executor = executor;
    this.call = call;
  }

  @Override
  @Nullable Object await(CoroutineFrame frame) throws Throwable {
    CallWait wait = new CallWait(frame.task());
    Runnable work = () -> wait.make(call);
    if (executor == null) {
      frame.task().loop.workers.execute(work);
    } else {
      executor.execute(work);
    }
    return wait.resultOrSuspend();
  }

  /** For {@link Async#checkCancelled}. */
  static void checkCancelled() {
    CallWait current = CURRENT.get();
    if (current == null) {
      throw new IllegalStateException(
          "Async.checkCancelled() belongs into a call that toThread makes, but thread \""
              + Thread.currentThread().getName()
              + "\" makes none");
    }
    if (current.over()) {
      throw new CancelledError("nobody waits for this call any more");
    }
  }

  @Override
  public String toString() {
    return "toThread";
  }

  /** The wait for one call. Cancelling gives it up; the call goes on. */
  private static final class CallWait extends Wait {
    private CallWait(Task<?> task) {
      super(task);
    }

    /** Makes the call, unless nobody waits for it any more; on the other thread. */
    private void make(Callable<?> call) {
      if (over()) {
        return;
      }
      Object locals = ThreadLocals.enter(task.context);
      Object value = null;
      Throwable error = null;
      CURRENT.set(this);
      try {
        value = call.call();
      } catch (Throwable t) {
        error = t;
      } finally {
        CURRENT.remove();
        ThreadLocals.leave(locals);
      }
      if (!(error instanceof CancelledError && over())) {
        finish(value, error); // unless it was cancelled and knows
      }
    }

    @Override
    public Object source() {
      return this;
    }

    @Override
    void unregister() {}

    @Override
    public String toString() {
      return "toThread";
    }
  }
}
