package monoloop.internal.driver;

import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;
import reactor.netty.resources.LoopResources;

/**
 * Decides on which thread and when a loop turns.
 *
 * <p>It also owns the clock, and it is what knows that nothing happens before the next deadline: a
 * driver for virtual time moves its clock there instead of waiting.
 */
public abstract class Driver {
  /** What it turns. */
  protected final Turns turns;

  /** Creates a driver that does not turn yet. */
  @SuppressWarnings("this-escape") // Turns only keeps the reference
  protected Driver(Turns.Owner owner) {
    turns = new Turns(this, owner);
  }

  /** What it turns. */
  public final Turns turns() {
    return turns;
  }

  /** The clock; starts near zero, never goes back. Any thread. */
  public abstract long nanos();

  /** The time of day that goes with {@link #nanos}, in nanoseconds since 1970. Any thread. */
  public long epochNanos() {
    return System.currentTimeMillis() * 1_000_000;
  }

  /** Whether the clock stands where it was told to go; false for a while on virtual time only. */
  boolean settled() {
    return true;
  }

  /** A turn is wanted. Any thread; also the loop's own between turns. */
  public abstract void wake();

  /** Whether {@code thread} is the one that turns. */
  public abstract boolean isThread(Thread thread);

  /** Whether {@code thread} would turn if it were not busy: it must not wait for the loop. */
  public boolean servedBy(Thread thread) {
    return isThread(thread);
  }

  /** The Netty event loop on the same thread. */
  public EventLoop eventLoop() {
    throw new UnsupportedOperationException(
        "a loop on a plain executor has no IO of its own. Use Loop.create() or Loop.on(EventLoop)");
  }

  /** {@link #eventLoop} if there is one already. */
  public @Nullable EventLoop openedEventLoop() {
    return null;
  }

  /** {@link #eventLoop} for reactor-netty. */
  public final LoopResources resources() {
    return IoResources.of(eventLoop());
  }

  /** Whether it turns although nobody waits in {@code run}. */
  public abstract boolean turnsByItself();

  /** Whether it turns now, or would if there were something to do. Any thread. */
  public abstract boolean isTurning();

  /** Whoever added something was told by the host that it takes nothing any more. Any thread. */
  public void rejected() {}

  /** Stops for good; called once, while it does not turn or from outside its thread. */
  public abstract void close();

  /** Whether the calling thread is the loop's, not counting bodies that run on its behalf. */
  final boolean isCurrent() {
    return isThread(Thread.currentThread());
  }

  /** Whether a step may be taken while IO is served, on the loop's thread between turns. */
  boolean stepsFromIo() {
    return false;
  }
}
