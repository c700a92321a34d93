package monoloop;

import org.jspecify.annotations.Nullable;

/**
 * Decides among tasks that are ready in the same turn, for tests that look for code which relies on
 * an order that nobody promised.
 *
 * <p>Only steps of tasks change places; callbacks keep theirs, and no task waits longer than a
 * turn. {@code monoloop.test} has schedules that are random or try all. Called on the loop's
 * thread.
 */
@FunctionalInterface
public interface Schedule {

  /**
   * Chooses who takes the next step.
   *
   * @param ready how many tasks there are to choose from, at least 2
   * @return 0 for the one that is ready longest, and so on up to {@code ready - 1}
   */
  int next(int ready);

  /**
   * Told that {@code task} has taken a step and is suspended.
   *
   * @param task waits now
   * @return null to let it wait; otherwise what to raise at the await instead: a {@link
   *     CancelledError} is a request to cancel, anything else a failure of what it waits for,
   *     except that a gather is left alone
   */
  default @Nullable Throwable suspended(Task<?> task) {
    return null;
  }
}
