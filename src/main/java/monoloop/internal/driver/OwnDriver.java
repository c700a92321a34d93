package monoloop.internal.driver;

import io.netty.channel.EventLoop;
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
 * Whatever is added before (2) is caught by (2). Whatever is added later finds {@code sleeping}
 * true at (3), and since neither a permit nor a wakeup of a selector is lost, it does not matter
 * whether the loop waits already. Switching from parking to a selector needs no more than this:
 * {@code io} is written before the thread is unparked, so who reads it as null has added before the
 * loop's next (2).
 */
public class OwnDriver extends Driver implements Runnable {
  private static final Session CLOSED = new Session();

  /**
   * While callbacks are ready, IO is served this often: a system call costs as much as a hundred
   * short turns, and nobody can tell 20 microseconds from one turn.
   */
  private static final long POLL_NANOS = 20_000;

  private final LoopThread thread;
  private final boolean always;
  private final long origin = System.nanoTime();

  /** Who waits; null between runs. */
  private volatile @Nullable Session session;

  private volatile boolean sleeping;

  /** Null while nobody has asked for IO. */
  private volatile @Nullable NettyIo io;

  private long lastPoll;

  /** Whether it waits for IO, or serves what has come meanwhile. */
  private boolean waiting;
  private boolean started;
  private final Patience patience = new Patience();

  /** Creates a driver whose thread does not run yet. */
  @SuppressWarnings("this-escape") // the thread is started later
  public OwnDriver(Turns.Owner owner, String name, boolean always) {
    super(owner);
    this.always = always;
    this.thread = new LoopThread(owner, name, this);
  }

  @Override
  public long nanos() {
    return System.nanoTime() - origin;
  }

  @Override
  public final boolean isThread(Thread thread) {
    return thread == this.thread;
  }

  @Override
  public final boolean turnsByItself() {
    return always;
  }

  @Override
  public final void wake() {
    if (sleeping) { // (3)
      NettyIo n = io;
      if (n != null) {
        n.wakeup();
      }
      LockSupport.unpark(thread); // also with IO: the loop may still be in its last park
    }
  }

  /** Any thread. The first call makes the thread wait in Netty's selector from its next turn on. */
  @Override
  public final synchronized EventLoop eventLoop() {
    if (session == CLOSED) {
      throw new IllegalStateException("a closed loop has no IO");
    }
    NettyIo n = io;
    if (n == null || n.isTerminated()) {
      io = n = new NettyIo(thread, turns);
      LockSupport.unpark(thread);
    }
    return n.eventLoop();
  }

  @Override
  public final @Nullable EventLoop openedEventLoop() {
    NettyIo n = io;
    return n == null ? null : n.eventLoop();
  }

  // ---- for the one who waits

  /** Whether it turns now. */
  @Override
  public final boolean isTurning() {
    Session s = session;
    return s != null && s != CLOSED;
  }

  /** Starts to turn and never stops; for a loop that turns by itself. */
  public final void turnForEver() {
    session = new Session();
    start();
  }

  /**
   * Starts to turn for the calling thread.
   *
   * @param first runs in the first turn
   * @return what to wait for; null if the loop turns for another thread
   */
  public final synchronized @Nullable Session begin(Runnable first) {
    if (session != null) {
      return null;
    }
    turns.post(new Handle(first));
    Session s = new Session();
    session = s;
    start();
    LockSupport.unpark(thread);
    return s;
  }

  /**
   * From now on begins to turn for nobody, as it is about to be closed.
   *
   * @return false if it turns now
   */
  public final synchronized boolean retire() {
    if (isTurning()) {
      return false;
    }
    session = CLOSED;
    return true;
  }

  @Override
  public final void close() {
    synchronized (this) { // no IO from here on
      session = CLOSED;
    }
    turns.refuse();
    if (always) {
      turns.stop();
    }
    if (Thread.currentThread() == thread) {
      return; // it ends after this turn
    }
    if (io != null) {
      start(); // only the thread itself can close it
    }
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
    } else {
      turns.clear();
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
  public final void run() {
    serve(false);
    if (io != null) {
      NettyIo.onThread(this::serveWithIo);
    }
    turns.clear();
  }

  private void serveWithIo() {
    serve(true);
    NettyIo n = io;
    if (n != null) {
      n.close();
    }
  }

  /** Serves sessions until closed or, without IO, until there is IO. */
  private void serve(boolean withIo) {
    for (Session s; (s = session) != CLOSED && (withIo || io == null); ) {
      if (s == null) {
        LockSupport.park(this);
        continue;
      }
      Throwable thrown = null;
      try {
        do {
          poll();
          turns.turn();
          if (turns.isStopping()) {
            break;
          }
        } while (withIo || io == null);
      } catch (Throwable t) {
        thrown = t;
      }
      if (!always && (thrown != null || turns.isStopping())) {
        turns.stopped();
        session = null;
        s.end(thrown);
      }
    }
  }

  @Override
  boolean stepsFromIo() {
    return waiting;
  }

  /** Waits until there is something to do, and serves IO. */
  private void poll() {
    NettyIo n = io;
    if (n != null && n.isTerminated()) {
      n = null;
    }
    if (hasWork()) {
      pollIo(n);
      return;
    }
    long begin = System.nanoTime();
    if (patience.pays() && lookOut(begin, n)) {
      return;
    }
    sleeping = true; // (1)
    if (!hasWork()) { // (2)
      waiting = true;
      sleep(n);
      waiting = false;
      if (turns.hasPost()) {
        patience.woken(System.nanoTime() - begin);
      }
    }
    sleeping = false;
  }

  private boolean hasWork() {
    return !turns.isIdle() || turns.isStopping();
  }

  private void pollIo(@Nullable NettyIo n) {
    if (n != null) {
      long now = System.nanoTime();
      if (now - lastPoll >= POLL_NANOS) {
        lastPoll = now;
        n.poll();
      }
    }
  }

  /** Looks out for other threads, until the next deadline at most; whether there is work. */
  private boolean lookOut(long begin, @Nullable NettyIo n) {
    long wait = Math.min(Patience.NANOS, turns.deadline() - nanos());
    boolean came;
    do {
      Thread.onSpinWait();
      pollIo(n);
      came = hasWork();
    } while (!came && System.nanoTime() - begin < wait);
    patience.lookedOut(came);
    return came;
  }

  /** Nothing is ready: waits for IO, another thread or the next deadline. */
  void sleep(@Nullable NettyIo n) {
    long deadline = turns.deadline();
    if (deadline == Long.MAX_VALUE && n == null && turns.waitsForEver()) {
      return;
    }
    sleepUntil(deadline, n);
  }

  /**
   * Waits for IO or another thread, which wakes this one, and no longer than until {@code
   * deadline}.
   *
   * @param deadline on this driver's clock; {@link Long#MAX_VALUE} for never
   */
  final void sleepUntil(long deadline, @Nullable NettyIo n) {
    long nanos = deadline == Long.MAX_VALUE ? deadline : deadline - nanos();
    if (n != null) {
      n.await(nanos);
    } else if (nanos == Long.MAX_VALUE) {
      LockSupport.park(this);
    } else {
      LockSupport.parkNanos(this, nanos);
    }
  }
}
