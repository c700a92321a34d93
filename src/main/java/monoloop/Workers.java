package monoloop;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/**
 * The threads of one loop for calls that block. They start when they are needed, end after a while
 * without work, and are never interrupted: an interrupt would close the files that they use. Any
 * thread.
 */
final class Workers implements ThreadFactory {
  private static final long IDLE_SECONDS = 10;

  /** How long a closing loop waits for them; as long as asyncio waits for its executor. */
  private volatile Duration grace = Duration.ofMinutes(5);

  private final Loop loop;
  private final AtomicInteger created = new AtomicInteger();

  // guarded by this
  private int limit = Math.min(32, Runtime.getRuntime().availableProcessors() + 4);
  private @Nullable ThreadPoolExecutor pool;
  private @Nullable Runnable whenIdle;
  private int calls;
  private boolean unheard;
  private boolean closed;

  Workers(Loop loop) {
    this.loop = loop;
  }

  void grace(Duration grace) {
    if (Objects.requireNonNull(grace, "grace").isNegative()) {
      throw new IllegalArgumentException("grace must be >= 0, was " + grace);
    }
    this.grace = grace;
  }

  Duration grace() {
    return grace;
  }

  synchronized void limit(int limit) {
    this.limit = limit;
    ThreadPoolExecutor p = pool;
    if (p != null && limit > p.getMaximumPoolSize()) {
      p.setMaximumPoolSize(limit);
      p.setCorePoolSize(limit);
    } else if (p != null) {
      p.setCorePoolSize(limit);
      p.setMaximumPoolSize(limit);
    }
  }

  /** Makes {@code call} as soon as a thread is free, first come first served. */
  synchronized void execute(Runnable call) {
    if (closed) {
      throw loop.refusal();
    }
    ThreadPoolExecutor p = pool;
    if (p == null) {
      pool = p =
          new ThreadPoolExecutor(
              limit, limit, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), this);
      p.allowCoreThreadTimeOut(true);
    }
    calls++;
    p.execute(
        () -> {
          try {
            call.run();
          } finally {
            done();
          }
        });
  }

  /** Somebody else's thread works for the loop, until that is taken back. */
  synchronized Disposable hold() {
    if (closed) {
      throw loop.refusal();
    }
    calls++;
    AtomicBoolean held = new AtomicBoolean(true);
    return () -> {
      if (held.getAndSet(false)) {
        done();
      }
    };
  }

  private void done() {
    for (Runnable told = ended(); told != null; told = ended()) {
      told.run();
    }
    if (isIdle()) {
      loop.workersIdle();
    }
  }

  /** Whom the last call is to tell before it ends, so that a virtual clock waits for that, too. */
  private synchronized @Nullable Runnable ended() {
    Runnable told = calls == 1 ? whenIdle : null;
    if (told == null) {
      calls--;
      unheard = true;
    } else {
      whenIdle = null;
    }
    return told;
  }

  /** How many calls are waiting or being made. */
  synchronized int calls() {
    return calls;
  }

  /** Whether no call is waiting or being made. */
  synchronized boolean isIdle() {
    return calls == 0;
  }

  /** Whether, besides, the loop has had a turn to hear of the ends of all calls. */
  synchronized boolean isQuiet() {
    return calls == 0 && !unheard;
  }

  /** The loop hears, before what is called soon from now on, of the calls that have ended. */
  synchronized void hear() {
    unheard = false;
  }

  /** Calls back once there is no call any more, on whatever thread. */
  void whenIdle(Runnable told) {
    synchronized (this) {
      if (calls > 0) {
        whenIdle = told;
        return;
      }
    }
    told.run();
  }

  /** Accepts no further calls; those that were accepted are made. */
  synchronized void close() {
    closed = true;
    if (pool != null) {
      pool.shutdown();
    }
  }

  @Override
  public Thread newThread(Runnable work) {
    Thread t = new Thread(work, "monoloop-worker-" + created.incrementAndGet());
    t.setDaemon(true);
    return t;
  }

  @Override
  public synchronized String toString() {
    return "Workers[" + calls + " calls, at most " + limit + " threads, of " + loop + "]";
  }
}
