package monoloop;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/** A task that another thread has started, as that thread sees it. */
final class Submission<T extends @Nullable Object> extends CompletableFuture<T>
    implements Runnable, Outcome.Ending {
  private final Loop loop;
  private final Mono<T> work;
  private final Context context;

  /** Used on the loop only. */
  private @Nullable Task<T> task;

  Submission(Loop loop, Mono<T> work) {
    this(loop, work, ThreadLocals.capture());
  }

  Submission(Loop loop, Mono<T> work, Context context) {
    this.loop = loop;
    this.work = work;
    this.context = context;
  }

  /** Starts the task, unless it was cancelled before; on the loop. */
  @Override
  public void run() {
    if (!isDone()) {
      task = Task.start(loop, work, context);
      task.observe(this);
    }
  }

  @Override
  @SuppressWarnings("unchecked")
  public void ended(Outcome<?> outcome) {
    if (outcome.outcome == Outcome.COMPLETED) {
      complete((T) outcome.value);
    } else if (outcome.outcome == Outcome.CANCELLED) {
      super.cancel(false);
    } else {
      Throwable error = (Throwable) Objects.requireNonNull(outcome.value);
      if (!completeExceptionally(error)) {
        loop.report(outcome + " failed after its future was done", error, outcome);
      }
    }
  }

  /** Any thread. */
  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    Cancellation why = Cancellation.byCaller("its future was cancelled");
    boolean cancelled = super.cancel(mayInterruptIfRunning);
    if (cancelled) {
      loop.post(() -> cancelTask(why)); // a closed loop has ended the task
    }
    return cancelled;
  }

  private void cancelTask(Cancellation why) {
    if (task != null) {
      task.requestCancel(why);
    }
  }

  /** Nobody will run it any more. */
  void abandon() {
    completeExceptionally(
        new IllegalStateException(loop + " was closed before the work submitted to it ended"));
  }
}
