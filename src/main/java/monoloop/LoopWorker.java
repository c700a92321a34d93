package monoloop;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.Exceptions;
import reactor.core.scheduler.Scheduler;

/** A worker of a loop: its tasks run in the order in which they were given; disposing drops the rest. */
final class LoopWorker implements Scheduler.Worker {
  private final Loop loop;
  private final Disposable.Composite tasks = Disposables.composite();

  LoopWorker(Loop loop) {
    this.loop = loop;
  }

  @Override
  public Disposable schedule(Runnable task) {
    return schedule(task, 0, TimeUnit.NANOSECONDS);
  }

  @Override
  public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
    if (tasks.isDisposed()) {
      throw Exceptions.failWithRejected();
    }
    Disposable[] self = new Disposable[1];
    Disposable d =
        loop.schedule(
            () -> {
              if (!tasks.isDisposed()) {
                task.run();
              }
            },
            delay,
            unit);
    tasks.add(d);
    return d;
  }

  @Override
  public void dispose() {
    tasks.dispose();
  }

  @Override
  public boolean isDisposed() {
    return tasks.isDisposed();
  }
}
