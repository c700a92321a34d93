package monoloop.internal.driver;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The part of a loop that is the same on every driver: what is ready, what is due when, and how one
 * turn goes.
 *
 * <p>Everything here belongs to the loop's thread except {@link #post}, {@link #refuse} and {@link
 * #stop}, which any thread may call.
 */
public final class Turns {
  /** Whose turns they are. */
  public interface Owner {
    /** A callback threw: told at once, in the turn. What this throws ends the turn. */
    void failed(Runnable callback, Throwable thrown);

    /** An attached driver begins a turn on the current thread. */
    void turnBegins();

    /** It has ended. */
    void turnEnds();

    /**
     * What an attached driver turns on is about to end and still does what is added. Told on its
     * thread, if at all.
     */
    default void hostEnds() {}

    /**
     * Nothing is ready, no timer is set and nobody has asked for IO. Told on the loop's thread
     * before it parks.
     *
     * @return whether somebody was told, so that there may be something to do
     */
    default boolean waitsForEver() {
      return false;
    }

    /** What an attached driver turns on has ended for good. Told on any thread. */
    void hostEnded();
  }

  /** Another order of the steps of a turn, to find code that relies on the usual one. */
  public interface Order {
    /** What {@code step} is a step of, if it may change places with others; else null. */
    @Nullable Object movable(Runnable step);

    /** Which of so many runs next; 0 is the one that is ready longest. */
    int choose(int candidates);

    /** A step of {@code movable} has been taken. */
    void ran(Object movable);
  }

  private final ReadyQueue ready = new ReadyQueue();
  private final TimerHeap timers = new TimerHeap();
  private final Inbox inbox = new Inbox();

  /** What waits for a turn that has nothing else to do. */
  private final Queue<Runnable> idlers = new ArrayDeque<>();

  private final Owner owner;
  private final Driver driver;

  /** Whether what the loop's own thread adds must wake the driver: attached, between turns. */
  private boolean wakeOnAdd;

  private volatile boolean stopping;

  /** Whether a step is being run. */
  private boolean running;

  /** Null for first come, first served. */
  private @Nullable Order order;

  /** Null while nobody cares about slow steps. */
  private volatile @Nullable Watch watch;

  Turns(Driver driver, Owner owner) {
    this.driver = driver;
    this.owner = owner;
  }

  void wakeOnAdd(boolean wakeOnAdd) {
    this.wakeOnAdd = wakeOnAdd;
  }

  // ---- adding

  /** Runs {@code step} in the next turn, after everything that was added before. */
  public void ready(Runnable step) {
    inbox.drainTo(ready);
    ready.add(step);
    if (wakeOnAdd) {
      driver.wake();
    }
  }

  /** Runs {@code step} in the next turn that begins with nothing ready, after earlier ones. */
  public void whenIdle(Runnable step) {
    idlers.add(step);
    if (wakeOnAdd) {
      driver.wake();
    }
  }

  /** As {@link #ready}, from any thread; false if the loop was closed. */
  public boolean post(Handle handle) {
    if (!inbox.add(handle)) {
      return false;
    }
    driver.wake();
    return true;
  }

  /** A timer that is not set yet. */
  public Timer timer(Runnable callback) {
    return new Timer(this, callback);
  }

  /** Sets a new timer. */
  public void set(Timer timer, long deadline) {
    if (!timer.isDisposed()) {
      timers.add(timer, deadline);
      if (wakeOnAdd) {
        driver.wake();
      }
    }
  }

  /** Called by a timer that was called off, on any thread. */
  void forget(Timer timer) {
    if (driver.isCurrent()) {
      timers.remove(timer);
    } else {
      post(new Handle(() -> timers.remove(timer)));
    }
  }

  /**
   * Runs what is ready at once if that is one step, which IO has just made ready: it would be the
   * first of the next turn anyhow, and what it needs is in the processor's caches.
   */
  public void hurry() {
    if (!running
        && ready.size() == 1
        && order == null
        && watch == null
        && !stopping
        && inbox.isEmpty()
        && driver.stepsFromIo()) {
      Runnable step = ready.poll();
      running = true;
      try {
        step.run();
      } catch (Throwable t) {
        ready.add(new Failed(t)); // not for whoever has called: the next turn tells the owner
      } finally {
        running = false;
      }
    }
  }

  // ---- turning

  /** One turn; IO has been polled. */
  void turn() {
    inbox.drainTo(ready);
    if (timers.size() > 0) {
      timers.moveDue(driver.nanos(), ready);
    }
    if (!idlers.isEmpty() && ready.isEmpty() && driver.settled()) {
      ready.add(idlers.remove());
    }
    Watch w = watch;
    if (w != null) {
      w.turnBegins();
    }
    running = true;
    try {
      // what is added from here on waits for the next turn
      int n = ready.size();
      Order o = order;
      if (o != null) {
        ready.arrange(o);
      }
      for (; n > 0; n--) {
        Runnable step = ready.poll();
        if (step == null) {
          break; // cleared by a close in this turn
        }
        if (w != null) {
          w.stepBegins(step);
        }
        Object moved = o == null ? null : o.movable(step);
        try {
          step.run();
        } catch (Throwable t) {
          owner.failed(step, t);
        }
        if (moved != null) {
          o.ran(moved);
        }
      }
    } finally {
      running = false;
      if (w != null) {
        w.turnEnds();
      }
    }
    ready.trim();
  }

  /** Arranges every turn by {@code order}; called before anything turns. */
  public void order(Order order) {
    this.order = order;
  }

  /** Tells {@code witness} about steps that take longer than {@code limitNanos}; 0 for never. */
  public void watch(Watch.Witness witness, long limitNanos) {
    if (limitNanos == 0) {
      watch = null;
    } else {
      Watch w = new Watch(witness, limitNanos);
      watch = w;
      Watchdog.add(w);
    }
  }

  /** Whether the next turn has nothing to do before {@link #deadline}. */
  boolean isIdle() {
    return ready.isEmpty() && inbox.isEmpty() && (idlers.isEmpty() || !driver.settled());
  }

  /** Whether other threads have added something since the last turn. */
  boolean hasPost() {
    return !inbox.isEmpty();
  }

  /** Whether a timer that is set will run {@code callback}; looks at all of them. */
  public boolean awaitsTimerOf(Object callback) {
    return timers.holds(callback);
  }

  /** How many steps are due now. */
  public int readyCount() {
    return ready.size();
  }

  /**
   * Tells of the next timers, at most {@code limit}, the earliest first; returns how many are set.
   */
  public int timers(int limit, ObjLongConsumer<@Nullable Runnable> visitor) {
    timers.forEarliest(limit, visitor);
    return timers.size();
  }

  /** Whether to look again before parking with no deadline. */
  boolean waitsForEver() {
    return owner.waitsForEver();
  }

  /** When the next timer is due; {@link Long#MAX_VALUE} for never. */
  long deadline() {
    return timers.earliest();
  }

  // ---- ending

  /** The current turn is the last one, or the next one if there is none. */
  public void stop() {
    stopping = true;
    driver.wake();
  }

  boolean isStopping() {
    return stopping;
  }

  /** Forgets a {@link #stop} that has been obeyed. */
  void stopped() {
    stopping = false;
  }

  /** Refuses what other threads add from now on. */
  void refuse() {
    inbox.close();
  }

  /** Drops what is left, too. */
  void clear() {
    inbox.close();
    ready.abandon();
    idlers.clear();
    timers.clear();
  }
}
