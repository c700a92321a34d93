package monoloop;

import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.Exceptions;
import reactor.core.Scannable;
import reactor.core.scheduler.Scheduler;

/**
 * A worker of a loop: its tasks run in the order in which they were given, and disposing it calls
 * off those that have not begun. Any thread.
 */
final class LoopWorker implements Scheduler.Worker, Scannable {
  /** One task until it begins; a periodic one until it is called off. */
  private final class Job implements Runnable, Disposable {
    private final boolean repeats;
    private volatile @Nullable Runnable task;
    private volatile @Nullable Disposable handle;

    Job(Runnable task, boolean repeats) {
      this.task = task;
      this.repeats = repeats;
    }

    @Override
    public void run() {
      Runnable t = task;
      if (t == null) {
        return;
      }
      if (!repeats) {
        task = null;
        jobs.remove(this);
      }
      t.run();
    }

    /** Disposed between creation and this call, the handle stays and runs nothing. */
    Job scheduled(Disposable handle) {
      this.handle = handle;
      return this;
    }

    @Override
    public void dispose() {
      task = null;
      jobs.remove(this);
      Disposable h = handle;
      if (h != null) {
        h.dispose();
      }
    }

    @Override
    public boolean isDisposed() {
      return task == null;
    }
  }

  private final LoopScheduler loop;
  private final Disposable.Composite jobs = Disposables.composite();

  LoopWorker(LoopScheduler loop) {
    this.loop = loop;
  }

  @Override
  public Disposable schedule(Runnable task) {
    return add(task, false, loop::schedule);
  }

  @Override
  public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
    return add(task, false, job -> loop.schedule(job, delay, unit));
  }

  @Override
  public Disposable schedulePeriodically(
      Runnable task, long initialDelay, long period, TimeUnit unit) {
    return add(task, true, job -> loop.schedulePeriodically(job, initialDelay, period, unit));
  }

  boolean belongsTo(LoopScheduler loop) {
    return this.loop == loop;
  }

  private Disposable add(
      Runnable task, boolean repeats, Function<Runnable, Disposable> scheduling) {
    Job job = new Job(Objects.requireNonNull(task, "task"), repeats);
    if (!jobs.add(job)) {
      throw Exceptions.failWithRejected();
    }
    try {
      return job.scheduled(scheduling.apply(job));
    } catch (RejectedExecutionException closed) {
      jobs.remove(job);
      throw closed;
    }
  }

  @Override
  public void dispose() {
    jobs.dispose();
  }

  @Override
  public boolean isDisposed() {
    return jobs.isDisposed();
  }

  @Override
  @SuppressWarnings("rawtypes") // as the interface has it
  public @Nullable Object scanUnsafe(Attr key) {
    if (key == Attr.TERMINATED || key == Attr.CANCELLED) {
      return isDisposed();
    }
    if (key == Attr.BUFFERED) {
      return jobs.size();
    }
    if (key == Attr.NAME) {
      return loop + ".worker";
    }
    return null;
  }

  @Override
  public String toString() {
    return "LoopWorker[" + (isDisposed() ? "disposed" : jobs.size() + " tasks") + ", " + loop + "]";
  }
}
