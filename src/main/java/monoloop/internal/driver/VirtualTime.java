package monoloop.internal.driver;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A clock that moves only while its loop has nothing to do.
 *
 * <p>Only the loop's thread moves it; {@link #advance}, {@link #hold} and {@link #release} may come
 * from any thread.
 */
public final class VirtualTime {
  /** The largest number is kept for "never". */
  private static final long LATEST = Long.MAX_VALUE - 1;

  private final boolean autojump;
  private volatile long now;

  /** Where the clock was told to go; it gets there deadline by deadline. */
  private final AtomicLong target = new AtomicLong();

  /** How many outside see to it that the loop goes on. */
  private final AtomicInteger holds = new AtomicInteger();

  private volatile @Nullable VirtualDriver driver;

  /** Creates a clock at zero; {@code autojump} if it moves to deadlines by itself. */
  public VirtualTime(boolean autojump) {
    this.autojump = autojump;
  }

  /** What it shows. Any thread. */
  public long now() {
    return now;
  }

  /** Whether it moves to deadlines by itself. */
  public boolean autojump() {
    return autojump;
  }

  /** Sends it on by {@code nanos} from where it was sent before, or from now. */
  public void advance(long nanos) {
    target.updateAndGet(
        sent -> {
          long from = Math.max(sent, now);
          return nanos > LATEST - from ? LATEST : from + nanos;
        });
    wake();
  }

  /** Keeps it from jumping until there were as many calls of {@link #release}. */
  public void hold() {
    holds.incrementAndGet();
  }

  /** Takes one {@link #hold} back. */
  public void release() {
    holds.decrementAndGet();
    wake();
  }

  private void wake() {
    VirtualDriver d = driver;
    if (d != null) {
      d.wake();
    }
  }

  // ---- for its driver

  /** False if it has one already. */
  synchronized boolean belongTo(VirtualDriver driver) {
    if (this.driver != null) {
      return false;
    }
    this.driver = driver;
    return true;
  }

  boolean held() {
    return holds.get() > 0;
  }

  boolean settled() {
    return now >= target.get();
  }

  /** Goes to {@code nanos}, or to where it was sent if that is before; never back. */
  void moveTo(long nanos) {
    now = Math.max(now, nanos);
  }

  long target() {
    return target.get();
  }
}
