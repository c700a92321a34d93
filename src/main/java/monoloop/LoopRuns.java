package monoloop;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import monoloop.internal.driver.Driver;
import monoloop.internal.driver.OwnDriver;
import monoloop.internal.driver.Session;
import monoloop.internal.frame.Sneaky;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.NonBlocking;

/**
 * Running, stopping and closing of one loop.
 *
 * <pre>
 * open --> closing --> closed
 * </pre>
 *
 * <p>A loop that is closing accepts callbacks, for its tasks need them to end, but no work of a
 * {@code Scheduler}.
 */
final class LoopRuns {
  private final Loop loop;
  private final Driver driver;

  /** Of a loop that turns by itself: who waits for it. */
  private final Set<Main<?>> waiting = ConcurrentHashMap.newKeySet();

  /** Of a loop with a thread of its own: what it ran last; that thread's. */
  @Nullable Main<?> last;

  /** What other threads have submitted and has not ended. */
  private final Set<Submission<?>> submitted = ConcurrentHashMap.newKeySet();

  /** What the last run threw: whoever ran it has heard of it. */
  private volatile @Nullable ExitRequest exit;

  private volatile boolean closing;
  private volatile boolean closed;
  private boolean kept;

  LoopRuns(Loop loop, Driver driver) {
    this.loop = loop;
    this.driver = driver;
  }

  boolean isClosed() {
    return closed;
  }

  boolean isClosing() {
    return closing || closed;
  }

  // ---- running

  /** Turns, or waits, until stopped. */
  void run(Main<?> main) {
    Thread caller = Thread.currentThread();
    if (Loop.currentOrNull() != null || driver.servedBy(caller)) {
      throw new IllegalStateException(
          main + " cannot be called from inside a task; await the Mono or spawn it");
    }
    if (caller instanceof NonBlocking) {
      throw new IllegalStateException(
          main
              + " waits, which thread \""
              + caller.getName()
              + "\" must not. Subscribe instead");
    }
    if (isClosing()) {
      throw loop.refusal();
    }
    if (driver.turnsByItself()) {
      await(main, main);
    } else {
      try {
        exit = null;
        turn(main, main);
      } catch (ExitRequest e) {
        exit = e;
        throw e;
      } finally {
        if (closing) {
          endOwn();
        }
      }
    }
  }

  /** Turns an own loop until stopped. */
  private void turn(Runnable first, Main<?> main) {
    Session session = ((OwnDriver) driver).begin(first);
    if (session == null) {
      throw driver.isTurning()
          ? new IllegalStateException(
              loop + " runs already. Use another loop, or spawn on this one")
          : loop.refusal();
    }
    Throwable thrown = session.await(main);
    if (thrown != null) {
      throw Sneaky.sneak(thrown);
    }
  }

  /** Waits for a loop that turns by itself. */
  private void await(Runnable first, Main<?> main) {
    waiting.add(main);
    try {
      if (!loop.post(first)) {
        throw loop.refusal();
      }
      main.await();
    } finally {
      waiting.remove(main);
    }
  }

  /** On the loop, one turn after the end of {@code main}. */
  void ended(Main<?> main) {
    if (driver.turnsByItself()) {
      main.release();
    } else {
      driver.turns().stop();
    }
  }

  /** Any thread. */
  void stop() {
    if (driver.turnsByItself()) {
      releaseAll();
    } else {
      driver.turns().stop();
    }
  }

  /** Any thread. */
  <T extends @Nullable Object> Submission<T> submit(Submission<T> submission) {
    loop.callSoonThreadsafe(submission);
    submitted.add(submission);
    submission.whenComplete((value, error) -> submitted.remove(submission));
    if (closed) {
      submission.abandon();
    }
    return submission;
  }

  // ---- closing

  /** Any thread. */
  void close() {
    if (closed || kept) {
      return;
    }
    if (driver.turnsByItself()) {
      closeHosted();
    } else if (!endOwn()) {
      throw new IllegalStateException(loop + " cannot be closed while it runs. Call stop() first");
    }
  }

  /**
   * Ends the tasks of a loop with a thread of its own, then the loop. Any thread: who comes second
   * waits for the first.
   *
   * @return false if the loop is in a run, so that nothing was done
   */
  private boolean endOwn() {
    if (loop.isCurrent()) {
      return false; // it may be the end that somebody waits for
    }
    synchronized (this) {
      if (closed) {
        return true;
      }
      if (driver.isTurning()) {
        return false;
      }
      ExitRequest asked = null;
      try {
        Drain drain = new Drain(loop, driver.turns()::stop);
        // again if somebody has called stop() meanwhile, or a task has asked to leave
        while (drain.isNeeded()) {
          try {
            turn(drain, new Main<>(loop, null));
          } catch (ExitRequest e) {
            asked = asked == null ? e : asked;
          }
        }
      } finally {
        if (((OwnDriver) driver).retire()) {
          shut();
        }
      }
      if (asked != null && asked != exit) {
        throw asked;
      }
      return closed;
    }
  }

  /** The tasks end on the host's thread; who may wait for that does. */
  private void closeHosted() {
    closing = true;
    Drain drain = new Drain(loop, this::shut);
    Thread caller = Thread.currentThread();
    if (loop.isCurrent() && !drain.isNeeded()) {
      shut();
    } else if (Loop.currentOrNull() != null
        || driver.servedBy(caller)
        || caller instanceof NonBlocking) {
      loop.post(drain);
    } else {
      try {
        await(drain, new Main<>(loop, null));
      } finally {
        shut();
      }
    }
  }

  /** Any thread: one that runs is stopped first. */
  void dispose() {
    if (driver.turnsByItself()) {
      close();
      return;
    }
    closing = true; // first: a run that ends from here on closes, and none begins
    if (!endOwn()) {
      driver.turns().stop();
    }
  }

  /** What it turned on has ended: nobody is left to run anything. */
  void hostEnded() {
    shut();
  }

  /** From now on nobody can close it; called before it turns. */
  void keep() {
    kept = true;
  }

  private void shut() {
    closed = true;
    Loops.remove(loop);
    loop.workers.close();
    driver.close();
    releaseAll();
    for (Submission<?> s : submitted) {
      s.abandon();
    }
  }

  private void releaseAll() {
    for (Main<?> m : waiting) {
      m.release();
    }
  }
}
