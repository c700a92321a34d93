package monoloop.internal.driver;

import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/**
 * Turns on somebody else's executor: each turn is one of its tasks, so its own work goes in
 * between.
 *
 * <p>At most one turn is queued at a time and no two overlap, whatever the executor:
 *
 * <pre>
 *            wake                    runs                   nothing left
 *   RESTING ------> QUEUED ------------------> TURNING --------------------> RESTING
 *                     ^                          |  wake
 *                     |        work left         v
 *                     +------------------------ AGAIN
 * </pre>
 *
 * <p>Whoever adds something does so before {@link #wake}; a turn looks for additions after it has
 * said TURNING. So an addition is either seen by that turn or turns TURNING into AGAIN.
 */
public class AttachedDriver extends Driver implements Runnable {
  private enum State {
    RESTING,
    QUEUED,
    TURNING,
    AGAIN,
    CLOSED
  }

  private final Executor host;
  private final Turns.Owner owner;
  private final long origin = System.nanoTime();
  private final AtomicReference<State> state = new AtomicReference<>(State.RESTING);

  /** Who executes the turn that runs now. */
  private volatile @Nullable Thread turning;

  /** Who executed the last one. */
  private volatile @Nullable Thread last;

  /** The last one that was set; the loop's thread only. */
  private @Nullable Alarm alarm;

  /** Creates a driver that turns on {@code host} as soon as there is something to do. */
  public AttachedDriver(Executor host, Turns.Owner owner) {
    super(owner);
    this.host = host;
    this.owner = owner;
    turns.wakeOnAdd(true);
  }

  @Override
  public long nanos() {
    return System.nanoTime() - origin;
  }

  @Override
  public boolean isThread(Thread thread) {
    return thread == turning;
  }

  @Override
  public boolean servedBy(Thread thread) {
    return thread == last;
  }

  @Override
  public boolean turnsByItself() {
    return true;
  }

  @Override
  public boolean isTurning() {
    return state.get() != State.CLOSED;
  }

  @Override
  public void wake() {
    for (; ; ) {
      State s = state.get();
      if (s == State.RESTING) {
        if (state.compareAndSet(s, State.QUEUED)) {
          post();
          return;
        }
      } else if (s != State.TURNING || state.compareAndSet(s, State.AGAIN)) {
        return;
      }
    }
  }

  private void post() {
    try {
      host.execute(this);
    } catch (RejectedExecutionException e) {
      state.compareAndSet(State.QUEUED, State.RESTING);
      throw e;
    }
  }

  @Override
  public void close() {
    turns.refuse();
    if (state.getAndSet(State.CLOSED) == State.RESTING) {
      try {
        host.execute(this); // what is left belongs to its thread
      } catch (RejectedExecutionException e) {
        clear();
      }
    }
  }

  /** Drops what is left, on the host's thread. */
  void clear() {
    turns.clear();
    Alarm a = alarm;
    if (a != null) {
      a.cancel();
    }
  }

  /** One turn, as a task of the host. */
  @Override
  public final void run() {
    if (!state.compareAndSet(State.QUEUED, State.TURNING)) {
      clear(); // closed
      return;
    }
    Thread t = Thread.currentThread();
    turning = t;
    last = t;
    turns.wakeOnAdd(false);
    owner.turnBegins();
    try {
      turns.turn();
    } finally {
      owner.turnEnds();
      turns.wakeOnAdd(true);
      turning = null;
      next();
    }
  }

  /** Sees to it that there is a next turn. */
  private void next() {
    if (turns.isIdle()) {
      setAlarm(turns.deadline());
      if (state.compareAndSet(State.TURNING, State.RESTING)) {
        return;
      }
    }
    State s = state.get();
    if (s == State.CLOSED) {
      clear();
    } else if (state.compareAndSet(s, State.QUEUED)) {
      try {
        post();
      } catch (RejectedExecutionException e) {
        owner.hostEnded();
      }
    } else {
      next();
    }
  }

  private void setAlarm(long deadline) {
    Alarm a = alarm;
    if (a != null && !a.rang) {
      if (a.deadline <= deadline) {
        return; // at worst it wakes too early, and that turn sets the next one
      }
      a.cancel();
    }
    alarm = deadline == Long.MAX_VALUE ? null : new Alarm(deadline);
  }

  /** Runs {@code alarm} after a delay on any thread. */
  Disposable schedule(Runnable alarm, long delayNanos) {
    Future<?> future =
        ForkJoinPool.commonPool().schedule(alarm, delayNanos, TimeUnit.NANOSECONDS);
    return () -> future.cancel(false);
  }

  /** Queues a turn at a deadline. */
  private final class Alarm implements Runnable {
    private final long deadline;
    private final Disposable scheduled;

    /** The turn that it queues may run before {@link #scheduled} is done, and must set the next. */
    private volatile boolean rang;

    Alarm(long deadline) {
      this.deadline = deadline;
      this.scheduled = schedule(this, Math.max(0, deadline - nanos()));
    }

    void cancel() {
      scheduled.dispose();
    }

    @Override
    public void run() {
      rang = true;
      try {
        wake();
      } catch (RejectedExecutionException e) {
        owner.hostEnded();
      }
    }
  }
}
