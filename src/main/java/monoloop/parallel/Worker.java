package monoloop.parallel;

import org.jspecify.annotations.Nullable;

/**
 * What a process that a {@link Supervisor} has started knows about itself.
 *
 * @param number from 0 to the number of workers minus one; one that was restarted has the same
 * @param port the port that all workers share; 0 if the supervisor has none
 */
public record Worker(int number, int port) {
  static final String NUMBER = "MONOLOOP_WORKER";
  static final String PORT = "MONOLOOP_PORT";

  /**
   * Returns which worker this process is. Listen with {@link LoopGroup#bind}, which lets several
   * processes share the port.
   *
   * @throws IllegalStateException if no supervisor has started this process
   */
  public static Worker current() {
    String number = System.getenv(NUMBER);
    String port = System.getenv(PORT);
    if (number == null || port == null) {
      throw new IllegalStateException(
          "this process is no worker: the environment has no " + NUMBER
              + ". Start it with a Supervisor");
    }
    return new Worker(Integer.parseInt(number), Integer.parseInt(port));
  }

  /**
   * Returns whether a supervisor has started this process.
   *
   * @return false if {@link #current} would fail
   */
  public static boolean isWorker() {
    @Nullable String number = System.getenv(NUMBER);
    return number != null;
  }
}
