package monoloop.generator;

import java.lang.System.Logger.Level;
import java.lang.ref.Cleaner;
import java.util.concurrent.Executor;
import monoloop.internal.frame.Owners;
import org.jspecify.annotations.Nullable;

/**
 * Closes generators that were dropped while clean-up was pending, as CPython's collector does.
 *
 * <p>Their {@code finally} blocks run on the loop on whose thread they were started; of others, and
 * once that loop is closed, on a virtual thread of their own. What goes wrong there has no caller:
 * it is logged, with the line at which the body stood and, with {@code -Dmonoloop.debug=true}, with
 * the stack that started the generator.
 */
final class Dropped implements Runnable {
  private static final Cleaner CLEANER = Cleaner.create();
  private static final boolean DEBUG = Boolean.getBoolean("monoloop.debug");

  private final GeneratorFrame<?, ?, ?> frame;
  private final @Nullable Executor owner;
  private final @Nullable Throwable start = DEBUG ? new Throwable("started here") : null;

  Dropped(GeneratorFrame<?, ?, ?> frame, @Nullable Executor owner) {
    this.frame = frame;
    this.owner = owner;
  }

  /** Watches over a generator that starts now; {@code clean()} ends that once it has finished. */
  static Cleaner.Cleanable watch(Object handle, GeneratorFrame<?, ?, ?> frame) {
    return CLEANER.register(handle, new Dropped(frame, Owners.current()));
  }

  /** On the cleaner's thread, where no foreign code may run; or on any, after the end. */
  @Override
  public void run() {
    if (frame.state() != GeneratorState.SUSPENDED) {
      return; // never started, or ended properly
    }
    if (owner != null) {
      try {
        owner.execute(this::close);
        return;
      } catch (RuntimeException closed) {
        // its thread is gone, so nothing there can race with the clean-up
      }
    }
    Thread.ofVirtual().name("monoloop-dropped").start(this::close);
  }

  private void close() {
    String where = frame.toString();
    try {
      frame.close();
    } catch (Throwable t) {
      if (start != null) {
        t.addSuppressed(start);
      }
      System.getLogger("monoloop")
          .log(
              Level.ERROR,
              where
                  + " was dropped without close(), and its clean-up failed."
                  + " Close it, or drive it to its end",
              t);
    }
  }
}
