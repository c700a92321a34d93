package monoloop.internal.driver;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The daemon thread that looks at every watched loop; it exists once the first one asks for it. */
final class Watchdog implements Runnable {
  /** It looks this often per limit, so a slow step is noticed after at most 1.25 limits. */
  private static final int LOOKS = 4;

  private static final Watchdog ONLY = new Watchdog();

  private final List<WeakReference<Watch>> watches = new ArrayList<>();
  private @Nullable Thread thread;

  private Watchdog() {}

  /** Looks at {@code watch} from now on, until it is collected. */
  static void add(Watch watch) {
    ONLY.watch(watch);
  }

  private synchronized void watch(Watch watch) {
    watches.add(new WeakReference<>(watch));
    if (thread == null) {
      thread = new Thread(null, this, "monoloop-watchdog", 0, false);
      thread.setDaemon(true);
      thread.start();
    }
    LockSupport.unpark(thread);
  }

  @Override
  public void run() {
    for (; ; ) {
      long pause = lookAtAll();
      if (pause == Long.MAX_VALUE) {
        LockSupport.park(this);
      } else {
        LockSupport.parkNanos(this, pause);
      }
    }
  }

  /** How long until the next look; {@link Long#MAX_VALUE} if there is nothing to look at. */
  private long lookAtAll() {
    List<Watch> alive = new ArrayList<>();
    synchronized (this) {
      watches.removeIf(w -> w.refersTo(null));
      for (WeakReference<Watch> w : watches) {
        Watch watch = w.get();
        if (watch != null) {
          alive.add(watch);
        }
      }
    }
    long pause = Long.MAX_VALUE;
    for (Watch w : alive) {
      w.look(System.nanoTime());
      pause = Math.min(pause, Math.max(1_000_000, w.limitNanos / LOOKS));
    }
    return pause;
  }
}
