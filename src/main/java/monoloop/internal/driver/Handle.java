package monoloop.internal.driver;

import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/**
 * A callback that can be called off until it runs; in an {@link Inbox} its own list node.
 *
 * <p>{@link #dispose} may come from any thread. If it comes from another one while the callback is
 * about to run, the callback may still run.
 */
public class Handle implements Runnable, Disposable {
  /** Null once it has begun or was called off. */
  private volatile @Nullable Runnable callback;

  /** Of a handle in an inbox: the one that came before. */
  @Nullable Handle previous;

  /** Creates a handle that nothing runs yet; null for one that has run. */
  public Handle(@Nullable Runnable callback) {
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
    callback = null;
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
    return r == null ? "Handle[done]" : "Handle[waiting, " + r + "]";
  }
}
