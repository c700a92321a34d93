package monoloop;

import java.lang.System.Logger.Level;
import java.lang.ref.Cleaner;

/**
 * Reports a coroutine that was made and never run, which mostly means a forgotten await (asyncio:
 * "coroutine was never awaited"). Only under {@code -Dmonoloop.debug=true}: it keeps a stack each.
 */
final class Unawaited implements Runnable {
  /** Changed by tests only. */
  static volatile boolean on = Boolean.getBoolean("monoloop.debug");

  private final String coroutine;
  private final Throwable made = new Throwable("made here");

  /** Whether it was awaited or subscribed to; read once nobody can do so any more. */
  private volatile boolean ran;

  private Unawaited(String coroutine) {
    this.coroutine = coroutine;
  }

  /** Watches {@code coroutine} until it is unreachable. */
  static Unawaited watch(CoroutineMono<?> coroutine, String name) {
    Unawaited watch = new Unawaited(name);
    Graves.CLEANER.register(coroutine, watch);
    return watch;
  }

  void ran() {
    ran = true;
  }

  /** Starts its thread only where somebody wants to know. */
  private static final class Graves {
    static final Cleaner CLEANER = Cleaner.create();
  }

  /** The coroutine is gone. */
  @Override
  public void run() {
    if (!ran) {
      System.getLogger("monoloop")
          .log(
              Level.WARNING,
              coroutine + " was never awaited: nothing of it ran. Await it, spawn it or return it",
              made);
    }
  }
}
