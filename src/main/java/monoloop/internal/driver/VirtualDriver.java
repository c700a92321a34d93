package monoloop.internal.driver;

import org.jspecify.annotations.Nullable;

/**
 * Turns on a thread of its own and on a clock of its own: where another driver would sleep until a
 * deadline, this one moves its clock there.
 *
 * <p>It does sleep while something may come from outside. Meanwhile a clock that jumps runs as fast
 * as the real one, so that limits of time on outside work hold.
 */
public final class VirtualDriver extends OwnDriver {
  /** What the loop knows of its tasks. Asked on the loop's thread, when nothing is ready. */
  public interface Waits {
    /** Whether something is awaited that another thread or IO may bring. */
    boolean onOthers();

    /** What to throw because nothing will ever be ready; null to go on waiting. */
    @Nullable RuntimeException forEver();
  }

  private final VirtualTime time;
  private final Waits waits;

  /**
   * Creates a driver whose thread does not run yet.
   *
   * @throws IllegalStateException if {@code time} is another loop's
   */
  @SuppressWarnings("this-escape") // the clock only keeps the reference
  public VirtualDriver(Turns.Owner owner, Waits waits, String name, VirtualTime time) {
    super(owner, name, false);
    this.time = time;
    this.waits = waits;
    if (!time.belongTo(this)) {
      throw new IllegalStateException(
          "a VirtualTicker belongs to one loop, and this one has one already. Create another");
    }
  }

  @Override
  public long nanos() {
    return time.now();
  }

  @Override
  public long epochNanos() {
    return time.now();
  }

  @Override
  boolean settled() {
    return time.settled();
  }

  @Override
  boolean stepsFromIo() {
    return false; // the clock may be about to jump
  }

  @Override
  void sleep(@Nullable NettyIo n) {
    long deadline = turns.deadline();
    if (deadline <= time.now()) {
      return;
    }
    if (!time.settled()) {
      jump(Math.min(deadline, time.target()), n);
    } else if (time.held() || waits.onOthers()) {
      sleepOutside(deadline, n);
    } else if (!turns.isIdle()) {
      return; // another thread has called back and let go since there was nothing to do
    } else if (deadline == Long.MAX_VALUE) {
      if (servesMore(n)) {
        return;
      }
      RuntimeException e = waits.forEver();
      if (e != null) {
        throw e;
      }
      sleepUntil(deadline, n);
    } else if (!time.autojump()) {
      sleepUntil(Long.MAX_VALUE, n); // until somebody advances it
    } else {
      jump(deadline, n);
    }
  }

  private void jump(long nanos, @Nullable NettyIo n) {
    if (!servesMore(n)) {
      time.moveTo(nanos);
    }
  }

  /** What has arrived already comes first, and what was handed to Netty to be done. */
  private boolean servesMore(@Nullable NettyIo n) {
    while (n != null && n.poll()) {
      if (!turns.isIdle()) {
        return true;
      }
    }
    return !turns.isIdle();
  }

  private void sleepOutside(long deadline, @Nullable NettyIo n) {
    if (!time.autojump()) {
      sleepUntil(Long.MAX_VALUE, n);
      return;
    }
    long before = System.nanoTime();
    long now = time.now();
    sleepUntil(deadline, n);
    time.moveTo(Math.min(deadline, now + System.nanoTime() - before));
  }
}
