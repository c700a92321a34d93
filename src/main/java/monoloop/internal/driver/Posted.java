package monoloop.internal.driver;

/** A callback that somebody counts on: it hears of it if it will never run. */
public interface Posted extends Runnable {
  /**
   * The loop was closed before this could run. Called once in place of {@link #run}, on the thread
   * that closes the loop or on the loop's.
   */
  void abandoned();
}
