package monoloop.internal.driver;

import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Turns on somebody else's executor: each turn is one of its tasks, so its own work goes in between.
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

  /** Wakes at {@link #alarm}; null if there is none. */
  private @Nullable Future<?> alarmClock;

  private long alarm = Long.MAX_VALUE;

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
    if (state.getAndSet(State.CLOSED) == State.RESTING) {
      clear();
    }
  }

  private void clear() {
    turns.clear();
    Future<?> a = alarmClock;
    if (a != null) {
      a.cancel(false);
    }
  }

  /** One turn, as a task of the host. */
  @Override
  public final void run() {
    if (!state.compareAndSet(State.QUEUED, State.TURNING)) {
      clear(); // closed meanwhile
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
      post();
    } else {
      next();
    }
  }

  private void setAlarm(long deadline) {
    Future<?> a = alarmClock;
    if (a != null && !a.isDone()) {
      if (alarm <= deadline) {
        return; // at worst it wakes too early, and the turn sets the next one
      }
      a.cancel(false);
    }
    alarmClock = null;
    alarm = deadline;
    if (deadline != Long.MAX_VALUE) {
      alarmClock = schedule(this::ring, Math.max(0, deadline - nanos()));
    }
  }

  private void ring() {
    try {
      wake();
    } catch (RejectedExecutionException e) {
      // the host has ended and with it this loop: nobody is left to be told
    }
  }

  /** Runs {@code alarm} after a delay on any thread; it does no more than queue a turn. */
  Future<?> schedule(Runnable alarm, long delayNanos) {
    return ForkJoinPool.commonPool().schedule(alarm, delayNanos, TimeUnit.NANOSECONDS);
  }
}
