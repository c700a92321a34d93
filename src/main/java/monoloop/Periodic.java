package monoloop;

import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/**
 * Runs at a fixed rate. A run that is late makes the next one follow at once, so none is skipped;
 * one that throws is the last.
 */
final class Periodic implements Runnable, Disposable {
  private final LoopScheduler loop;
  private final Runnable task;
  private final long periodNanos;

  /** When the next run is due. */
  private long due;

  private volatile @Nullable Disposable next;
  private volatile boolean disposed;

  Periodic(LoopScheduler loop, Runnable task, long due, long periodNanos) {
    this.loop = loop;
    this.task = task;
    this.due = due;
    this.periodNanos = periodNanos;
  }

  /** Sets the timer for the next run. */
  Periodic set() {
    Disposable d = loop.timed(due, this);
    next = d;
    if (disposed) {
      d.dispose();
    }
    return this;
  }

  @Override
  public void run() {
    if (disposed) {
      return;
    }
    boolean well = false;
    try {
      task.run();
      well = true;
    } finally {
      if (!well) {
        disposed = true;
      }
    }
    if (!disposed && !loop.isDisposed()) {
      due += periodNanos;
      set();
    }
  }

  @Override
  public void dispose() {
    disposed = true;
    Disposable d = next;
    if (d != null) {
      d.dispose();
    }
  }

  @Override
  public boolean isDisposed() {
    return disposed;
  }
}
