package monoloop;

import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import monoloop.internal.driver.Driver;
import monoloop.internal.driver.Handle;
import monoloop.internal.driver.Timer;
import reactor.core.Disposable;
import reactor.core.Exceptions;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** A loop as Reactor and {@code java.util.concurrent} see it. */
abstract class LoopScheduler implements Scheduler, Executor {
  private final Driver driver;

  /** The time of day at which the loop's clock showed zero. */
  private final long madeAtNanos;

  LoopScheduler(Driver driver) {
    this.driver = driver;
    this.madeAtNanos = driver.epochNanos() - driver.nanos();
  }

  /** Adds to the ready callbacks; false if closed. Any thread. */
  abstract boolean offer(Handle handle);

  /** Sets a timer. Any thread. */
  abstract Timer timer(long deadline, Runnable callback);

  /** Takes the step that IO has just made ready, if no other one is. */
  final void hurry() {
    driver.turns().hurry();
  }

  /** As {@link #schedule(Runnable)}. */
  @Override
  public void execute(Runnable command) {
    schedule(command);
  }

  /**
   * Runs {@code task} in the next turn. Any thread.
   *
   * @return calls it off until it begins
   * @throws RejectedExecutionException if the loop is closed
   */
  @Override
  public Disposable schedule(Runnable task) {
    Handle h = new Handle(hooked(task));
    if (isDisposed() || !offer(h)) {
      throw Exceptions.failWithRejected();
    }
    return h;
  }

  /**
   * Runs {@code task} after a delay. Any thread.
   *
   * @param delay zero or less means in the next turn
   * @return calls it off until it begins
   * @throws RejectedExecutionException if the loop is closed
   */
  @Override
  public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
    if (delay <= 0) {
      return schedule(task);
    }
    rejectIfDisposed();
    return timed(in(unit.toNanos(delay)), hooked(task));
  }

  /**
   * Runs {@code task} again and again at a fixed rate, until disposed or until it throws. A late
   * run is followed by the next at once; none is skipped. Any thread.
   *
   * @param period zero or less means in every turn
   * @return calls it off
   * @throws RejectedExecutionException if the loop is closed
   */
  @Override
  public Disposable schedulePeriodically(
      Runnable task, long initialDelay, long period, TimeUnit unit) {
    rejectIfDisposed();
    long first = in(unit.toNanos(Math.max(0, initialDelay)));
    return new Periodic(this, hooked(task), first, unit.toNanos(Math.max(0, period))).set();
  }

  /** Makes a worker whose tasks run in the order in which they are given. Any thread. */
  @Override
  public Worker createWorker() {
    return new LoopWorker(this);
  }

  /**
   * Returns the time of day when the loop was made plus what its clock has counted since. Any
   * thread.
   */
  @Override
  public long now(TimeUnit unit) {
    return unit.convert(madeAtNanos + driver.nanos(), TimeUnit.NANOSECONDS);
  }

  /** The loop's time at {@code nanos} from now; before now if negative. */
  final long in(long nanos) {
    long now = driver.nanos();
    // the largest number is kept for "never"
    return nanos >= Long.MAX_VALUE - 1 - now ? Long.MAX_VALUE - 1 : now + nanos;
  }

  /** Sets a timer, rejected if the loop was closed since {@link #rejectIfDisposed}. */
  final Timer timed(long deadline, Runnable callback) {
    try {
      return timer(deadline, callback);
    } catch (IllegalStateException closed) {
      throw Exceptions.failWithRejected(closed);
    }
  }

  private static Runnable hooked(Runnable task) {
    return Schedulers.onSchedule(Objects.requireNonNull(task, "task"));
  }

  private void rejectIfDisposed() {
    if (isDisposed()) {
      throw Exceptions.failWithRejected();
    }
  }
}
