package monoloop.internal.driver;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One stretch of turning that somebody waits for. */
public final class Session {
  /** What is told that the thread which waits was interrupted. */
  public interface Interruptible {
    /** Called on the thread that waits. */
    void interrupted();
  }

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
   * Waits for the end. Each interrupt is told to {@code main}, and the wait goes on; the flag is
   * set again afterwards.
   *
   * @return what ended it; null if it was told to stop
   */
  public @Nullable Throwable await(Interruptible main) {
    boolean flag = false;
    while (!ended) {
      LockSupport.park(this);
      if (Thread.interrupted()) {
        flag = true;
        main.interrupted();
      }
    }
    if (flag) {
      Thread.currentThread().interrupt();
    }
    return thrown;
  }
}
