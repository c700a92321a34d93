package monoloop.internal.driver;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Turns on one worker of somebody else's Reactor scheduler, and on that scheduler's clock. */
public final class SchedulerDriver extends AttachedDriver {
  private final Scheduler scheduler;
  private final Scheduler.Worker worker;
  private final long origin;

  /** The latest time that was read: a clock of the time of day may be set back. */
  private final AtomicLong latest = new AtomicLong();

  /** Creates a driver that turns on {@code scheduler} as soon as there is something to do. */
  public SchedulerDriver(Scheduler scheduler, Turns.Owner owner) {
    this(scheduler, scheduler.createWorker(), owner);
  }

  private SchedulerDriver(Scheduler scheduler, Scheduler.Worker worker, Turns.Owner owner) {
    super(worker::schedule, owner);
    this.scheduler = scheduler;
    this.worker = worker;
    this.origin = epochNanos();
  }

  @Override
  public long nanos() {
    return latest.accumulateAndGet(epochNanos() - origin, Math::max);
  }

  @Override
  public long epochNanos() {
    return scheduler.now(TimeUnit.NANOSECONDS);
  }

  @Override
  Disposable schedule(Runnable alarm, long delayNanos) {
    return worker.schedule(alarm, delayNanos, TimeUnit.NANOSECONDS);
  }

  /** A virtual clock runs what is due on the thread that schedules it, one task after another. */
  @Override
  boolean turnsInside() {
    return scheduler != Schedulers.immediate();
  }

  @Override
  void clear() {
    super.clear();
    worker.dispose();
  }
}
