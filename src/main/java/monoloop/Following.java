package monoloop;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/** A callback that runs with the thread-locals of who has registered it (Python: Context.run). */
record Following(Runnable callback, ContextView context) implements Runnable {

  /** Returns {@code callback} itself if nothing is to follow it. */
  static Runnable of(Runnable callback) {
    Objects.requireNonNull(callback, "callback");
    ContextView here = ThreadLocals.here();
    return here == null ? callback : new Following(callback, here);
  }

  /** What the program has registered. */
  static @Nullable Runnable origin(@Nullable Runnable callback) {
    return callback instanceof Following f ? f.callback : callback;
  }

  @Override
  public void run() {
    Object locals = ThreadLocals.enter(context);
    try {
      callback.run();
    } finally {
      ThreadLocals.leave(locals);
    }
  }

  @Override
  public String toString() {
    return callback.toString();
  }
}
