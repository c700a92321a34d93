package monoloop.internal.driver;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Turns on a thread of its own: only while somebody waits in {@link #run}, or all the time.
 *
 * <p>It begins by parking between turns. Netty is not even loaded before {@link #io} is first asked
 * for; from then on the thread waits in Netty's selector instead.
 *
 * <p>How another thread wakes a loop that falls asleep: the other one first adds and then, at (3),
 * looks at {@code sleeping}; the loop first says so, at (1), and then, at (2), looks for additions.
 * Whatever is added before (2) is caught by (2). Whatever is added later finds {@code sleeping} true
 * at (3), and since neither a permit nor a wakeup of a selector is lost, it does not matter whether
 * the loop waits already. Switching from parking to a selector needs no more than this: {@code io} is
 * written before the thread is unparked, so who reads it as null has added before the loop's next
 * (2).
 */
public final class OwnDriver extends Driver implements Runnable {
  private static final Session CLOSED = new Session();

  private final LoopThread thread;
  private final boolean always;
  private final long origin = System.nanoTime();

  /** Who waits; null between runs. */
  private volatile @Nullable Session session;

  private volatile boolean sleeping;
  private boolean started;

  /** Creates a driver whose thread does not run yet. */
  public OwnDriver(Object owner, String name, boolean always, Turns.Failures failures) {
    super(failures);
    this.always = always;
    this.thread = new LoopThread(owner, name, this);
  }

  @Override
  public long nanos() {
    return System.nanoTime() - origin;
  }

  @Override
  public boolean isThread(Thread thread) {
    return thread == this.thread;
  }

  @Override
  public boolean turnsByItself() {
    return always;
  }

  @Override
  public void wake() {
    if (sleeping) { // (3)
      LockSupport.unpark(thread);
    }
  }

  // ---- for the one who waits

  /** Whether it turns now. */
  @Override
  public boolean isTurning() {
    Session s = session;
    return s != null && s != CLOSED;
  }

  /** Starts to turn and never stops; for a loop that turns by itself. */
  public void turnForEver() {
    session = new Session();
    start();
  }

  /**
   * Turns until told to stop, while the calling thread waits.
   *
   * @param interrupted called on the calling thread at each interrupt
   * @return what ended it; null if it was told to stop
   */
  public @Nullable Throwable run(Runnable interrupted) {
    Session s = new Session();
    session = s;
    start();
    LockSupport.unpark(thread);
    return s.await(interrupted);
  }

  @Override
  public void close() {
    session = CLOSED;
    turns.clear();
    if (started) {
      LockSupport.unpark(thread);
      boolean flag = false;
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          flag = true;
        }
      }
      if (flag) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void start() {
    if (!started) {
      started = true;
      thread.start();
    }
  }

  // ---- on the loop's thread

  @Override
  public void run() {
    for (Session s; (s = session) != CLOSED; ) {
      if (s == null) {
        LockSupport.park(this);
        continue;
      }
      Throwable thrown = null;
      try {
        do {
          sleep();
          turns.turn();
        } while (!turns.isStopping());
      } catch (Throwable t) {
        thrown = t;
      }
      if (always) {
        continue;
      }
      turns.stopped();
      session = null;
      s.end(thrown);
    }
  }

  /** Waits until there is something to do in a turn. */
  private void sleep() {
    if (!turns.isIdle() || turns.isStopping()) {
      return;
    }
    sleeping = true; // (1)
    if (turns.isIdle() && !turns.isStopping()) { // (2)
      long deadline = turns.deadline();
      if (deadline == Long.MAX_VALUE) {
        LockSupport.park(this);
      } else {
        LockSupport.parkNanos(this, deadline - nanos());
      }
    }
    sleeping = false;
  }
}
