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
public class AttachedDriver extends Driver {
  private enum State {
    RESTING,
    QUEUED,
    TURNING,
    AGAIN,
    CLOSED
  }

  private volatile Executor host;
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
          if (!post()) {
            state.set(State.RESTING);
            throw new IllegalStateException(
                "Loop.on() needs an executor that runs tasks later, but "
                    + host
                    + " ran one at once, inside of execute(). Give it a thread of its own");
          }
          return;
        }
      } else if (s != State.TURNING || state.compareAndSet(s, State.AGAIN)) {
        return;
      }
    }
  }

  /** Queues a turn; false if the host has executed it at once, so that it was not taken. */
  private boolean post() {
    Turn turn = new Turn();
    for (; ; ) {
      Executor h = host;
      try {
        h.execute(turn);
        turn.posted = true;
        return !turn.inside;
      } catch (RejectedExecutionException e) {
        if (h == host) {
          throw e;
        }
      }
    }
  }

  /** The host takes nothing any more. Any thread. */
  @Override
  public void rejected() {
    state.compareAndSet(State.QUEUED, State.RESTING);
    owner.hostEnded();
  }

  /** What the host has not executed, and all else, is executed by {@code other} from now on. */
  final void moveTo(Executor other) {
    host = other;
    if (state.get() == State.QUEUED) {
      other.execute(new Turn());
    }
  }

  @Override
  public void close() {
    turns.refuse();
    if (state.getAndSet(State.CLOSED) == State.RESTING) {
      try {
        Turn last = new Turn();
        host.execute(last); // what is left belongs to its thread
        if (last.inside) {
          clear();
        }
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
  private final class Turn implements Runnable {
    private final Thread poster = Thread.currentThread();

    /** Whether the host's execute() has returned; the poster's. */
    private boolean posted;

    /** Whether it was executed before that and refused; the poster's. */
    private boolean inside;

    @Override
    public void run() {
      if (Thread.currentThread() == poster && !posted && !turnsInside()) {
        inside = true;
      } else {
        turn();
      }
    }
  }

  private void turn() {
    boolean again = true;
    while (again) {
      if (!state.compareAndSet(State.QUEUED, State.TURNING)) {
        clear(); // closed
        return;
      }
      try {
        takeTurn();
      } finally {
        again = !next();
      }
    }
  }

  private void takeTurn() {
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
    }
  }

  /** Sees to it that there is a next turn; false if it is to be taken here and now. */
  private boolean next() {
    for (; ; ) {
      if (turns.isIdle()) {
        setAlarm(turns.deadline());
        if (state.compareAndSet(State.TURNING, State.RESTING)) {
          return true;
        }
      }
      State s = state.get();
      if (s == State.CLOSED) {
        clear();
        return true;
      }
      if (state.compareAndSet(s, State.QUEUED)) {
        try {
          return post();
        } catch (RejectedExecutionException e) {
          rejected();
          return true;
        }
      }
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

  /**
   * Whether the host may take a turn inside of execute(): it then queues what is executed there.
   */
  boolean turnsInside() {
    return false;
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
        rejected();
      }
    }
  }
}
