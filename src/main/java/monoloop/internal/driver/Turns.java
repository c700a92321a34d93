package monoloop.internal.driver;

/**
 * The part of a loop that is the same on every driver: what is ready, what is due when, and how one
 * turn goes.
 *
 * <p>Everything here belongs to the loop's thread except {@link #post}, {@link #isIdle} and {@link
 * #stop}, which any thread may call.
 */
public final class Turns {
  /** Hears what a callback threw. */
  @FunctionalInterface
  public interface Failures {
    /** Called at once, in the turn. What it throws ends the turn. */
    void failed(Runnable callback, Throwable thrown);
  }

  private final ReadyQueue ready = new ReadyQueue();
  private final TimerHeap timers = new TimerHeap();
  private final Inbox inbox = new Inbox();
  private final Failures failures;
  private final Driver driver;
  private volatile boolean stopping;

  Turns(Driver driver, Failures failures) {
    this.driver = driver;
    this.failures = failures;
  }

  // ---- adding

  /** Runs {@code step} in the next turn. */
  public void ready(Runnable step) {
    ready.add(step);
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

  // ---- turning

  /** One turn; IO has been polled. */
  void turn() {
    inbox.drainTo(ready);
    if (timers.size() > 0) {
      timers.moveDue(driver.nanos(), ready);
    }
    // what is added from here on waits for the next turn
    for (int n = ready.size(); n > 0; n--) {
      Runnable step = ready.poll();
      if (step == null) {
        break; // cleared by a close in this turn
      }
      try {
        step.run();
      } catch (Throwable t) {
        failures.failed(step, t);
      }
    }
    ready.trim();
  }

  /** Whether the next turn has nothing to do before {@link #deadline}. */
  public boolean isIdle() {
    return ready.isEmpty() && inbox.isEmpty();
  }

  /** Whether anything is ready; other threads' additions count from the next turn on. */
  boolean hasReady() {
    return !ready.isEmpty();
  }

  boolean hasMail() {
    return !inbox.isEmpty();
  }

  /** When the next timer is due; {@link Long#MAX_VALUE} for never. */
  public long deadline() {
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

  /** Drops what is left and refuses what comes. */
  void clear() {
    inbox.close();
    ready.clear();
    timers.clear();
  }
}
