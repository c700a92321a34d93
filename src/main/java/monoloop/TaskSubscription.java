package monoloop;

import java.util.Objects;
import monoloop.internal.driver.Posted;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;

/** One subscriber of a cold coroutine: owns the task, starts and cancels it. */
final class TaskSubscription<T> extends Emission<T> implements Outcome.Ending, Posted {
  private final CoroutineFrame root;

  /** What the task awaits, if that can take its result back. */
  private final @Nullable Operation<T> operation;

  private @Nullable Task<T> task;

  TaskSubscription(
      CoreSubscriber<? super T> actual,
      Loop loop,
      CoroutineFrame root,
      @Nullable Operation<T> operation) {
    super(actual, loop);
    this.root = root;
    this.operation = operation;
  }

  /** Takes the first step; on the loop. */
  @Override
  public void run() {
    if (over()) {
      return;
    }
    Task<T> t = new Task<>(loop, null, root, actual.currentContext(), false);
    task = t;
    t.observe(this);
    t.step();
  }

  @Override
  public void abandoned() {
    if (!over()) {
      fail(loop.refusal());
    }
  }

  @Override
  public void ended(Outcome<?> outcome) {
    settle(outcome);
  }

  /** Cancels the task; its subscriber hears how it ends. False if it had ended or not begun. */
  boolean cancelTask(String reason) {
    Task<T> t = task;
    return t != null && t.requestCancel(Cancellation.of(reason));
  }

  @Override
  boolean givenBack(@Nullable T value) {
    if (operation == null) {
      return false;
    }
    Objects.requireNonNull(task).giveBack(operation, value);
    return true;
  }

  @Override
  void stop() {
    Task<T> t = task;
    if (t != null) {
      t.requestCancel(Cancellation.byCaller("its subscriber has cancelled"));
    }
  }

  @Override
  public String toString() {
    return "Subscription[" + (task == null ? "not started" : task) + "]";
  }
}
