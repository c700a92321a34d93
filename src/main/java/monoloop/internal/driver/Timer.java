package monoloop.internal.driver;

import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/**
 * A callback with a deadline: 32 bytes, of which the heap adds 12.
 *
 * <p>{@link #dispose} may come from any thread; on the loop's own it also leaves the heap at once.
 */
public final class Timer implements Runnable, Disposable {
  /** Not in the heap. */
  static final int OUT = -1;

  private final Turns turns;

  /** Null once it has begun or was called off. */
  private volatile @Nullable Runnable callback;

  /** Its place in the heap; {@link #OUT} before and after. */
  int index = OUT;

  /** How many timers were set before: decides between equal deadlines. */
  long sequence;

  Timer(Turns turns, Runnable callback) {
    this.turns = turns;
    this.callback = callback;
  }

  @Override
  public void run() {
    Runnable r = callback;
    if (r != null) {
      callback = null;
      r.run();
    }
  }

  @Override
  public void dispose() {
    if (callback != null) {
      callback = null;
      turns.forget(this);
    }
  }

  /** Whether it has begun or was called off. */
  @Override
  public boolean isDisposed() {
    return callback == null;
  }

  /** What it will run; null once it has begun or was called off. */
  public @Nullable Runnable callback() {
    return callback;
  }

  @Override
  public String toString() {
    Runnable r = callback;
    return r == null ? "Timer[done]" : "Timer[waiting, " + r + "]";
  }
}
