package monoloop.internal.driver;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One stretch of turning that somebody waits for. */
public final class Session {
  private final Thread waiting = Thread.currentThread();
  private @Nullable Throwable thrown;

  /** Written last, read first: it publishes {@link #thrown}. */
  private volatile boolean ended;

  Session() {}

  /** Called on the loop's thread: it has stopped, because of {@code thrown} unless null. */
  void end(@Nullable Throwable thrown) {
    this.thrown = thrown;
    ended = true;
    LockSupport.unpark(waiting);
  }

  /**
   * Waits for the end. Each interrupt runs {@code interrupted} and the wait goes on; the flag is set
   * again afterwards.
   *
   * @return what ended it; null if it was told to stop
   */
  public @Nullable Throwable await(Runnable interrupted) {
    boolean flag = false;
    while (!ended) {
      LockSupport.park(this);
      if (Thread.interrupted()) {
        flag = true;
        interrupted.run();
      }
    }
    if (flag) {
      Thread.currentThread().interrupt();
    }
    return thrown;
  }
}
