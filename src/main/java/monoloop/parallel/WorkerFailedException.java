package monoloop.parallel;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A worker process fell more often than its supervisor allows. */
public final class WorkerFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Which one. */
  private final int worker;

  /** Of its last end. */
  private final int exitCode;

  WorkerFailedException(int worker, int exitCode, int restarts, Duration within) {
    super(
        "worker " + worker + " ended with exit code " + exitCode + " after " + restarts
            + " restarts within " + TimeUnit.MILLISECONDS.convert(within)
            + " ms, so all workers were stopped");
    this.worker = worker;
    this.exitCode = exitCode;
  }

  /**
   * Returns which worker it was.
   *
   * @return its {@link Worker#number}
   */
  public int worker() {
    return worker;
  }

  /**
   * Returns how it ended the last time.
   *
   * @return not 0
   */
  public int exitCode() {
    return exitCode;
  }
}
