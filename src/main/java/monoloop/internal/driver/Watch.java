package monoloop.internal.driver;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What one loop tells the {@link Watchdog}: which step it is in.
 *
 * <p>The loop's thread writes two fields per step, without fences; the watchdog reads them now and
 * then. If it sees the same step number for longer than the limit, the step is slow.
 */
public final class Watch {
  /** Who is told about slow steps. */
  public interface Witness {
    /** Takes the stack of what {@code thread} executes now. Called on the watchdog's thread. */
    StackTraceElement[] stack(Thread thread);

    /** A step holds the loop. Called on the watchdog's thread, once per step. */
    void slow(Runnable step, long heldNanos, long limitNanos, StackTraceElement[] stack);
  }

  private static final VarHandle STEPS;
  private static final VarHandle CURRENT;

  static {
    try {
      MethodHandles.Lookup l = MethodHandles.lookup();
      STEPS = l.findVarHandle(Watch.class, "steps", long.class);
      CURRENT = l.findVarHandle(Watch.class, "current", Runnable.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Witness witness;
  final long limitNanos;

  // ---- written by the loop's thread

  private long steps;
  private @Nullable Runnable current;
  private @Nullable Thread thread;

  // ---- the watchdog's

  private long seenStep = -1;
  private long seenNanos;
  private boolean told;

  Watch(Witness witness, long limitNanos) {
    this.witness = witness;
    this.limitNanos = limitNanos;
  }

  /** The loop's thread begins a turn. */
  void turnBegins() {
    thread = Thread.currentThread();
  }

  /** It begins a step. */
  void stepBegins(Runnable step) {
    STEPS.setOpaque(this, steps + 1);
    CURRENT.setRelease(this, step);
  }

  /** It has ended the turn. */
  void turnEnds() {
    CURRENT.setOpaque(this, (Runnable) null);
  }

  /** The watchdog looks. */
  void look(long now) {
    Runnable step = (Runnable) CURRENT.getAcquire(this);
    long number = (long) STEPS.getAcquire(this);
    Thread t = thread;
    if (step == null || t == null) {
      seenStep = -1;
    } else if (number != seenStep) {
      seenStep = number;
      seenNanos = now;
      told = false;
    } else if (!told && now - seenNanos >= limitNanos) {
      StackTraceElement[] stack = witness.stack(t);
      // if it has gone on meanwhile, the stack may be another step's
      if ((long) STEPS.getAcquire(this) == number && CURRENT.getAcquire(this) == step) {
        told = true;
        witness.slow(step, System.nanoTime() - seenNanos, limitNanos, stack);
      }
    }
  }
}
