package monoloop.parallel;

import java.time.Duration;

/** What a {@link Supervisor} reports. */
public sealed interface WorkerEvent {

  /**
   * Returns which worker it is about.
   *
   * @return its {@link Worker#number}
   */
  int worker();

  /**
   * A process was started.
   *
   * @param worker which one
   * @param pid its process id
   */
  record Started(int worker, long pid) implements WorkerEvent {}

  /**
   * A process has ended.
   *
   * @param worker which one
   * @param pid its process id
   * @param exitCode 0 if it ended well; 128 and the number of the signal if one has ended it
   * @param ran for how long
   */
  record Ended(int worker, long pid, int exitCode, Duration ran) implements WorkerEvent {}

  /**
   * A process that fell will be started again.
   *
   * @param worker which one
   * @param delay after what time
   */
  record Restarting(int worker, Duration delay) implements WorkerEvent {}

  /**
   * A process falls too often: the supervisor stops all of them.
   *
   * @param worker which one
   * @param exitCode of its last end
   */
  record GaveUp(int worker, int exitCode) implements WorkerEvent {}
}
