package monoloop.test;

import java.util.Objects;
import java.util.Random;
import monoloop.Async;
import monoloop.Coroutine;
import monoloop.Schedule;
import monoloop.VirtualTicker;
import org.jspecify.annotations.Nullable;

/**
 * Other orders of tasks that are ready at the same time, for code whose result must not depend on
 * the order.
 *
 * <p>Each run of a body has a loop of its own on virtual time, must leave no task behind and no
 * error unseen. A failure comes out as it is, with a note of the schedule below it.
 */
public final class Schedules {
  private Schedules() {}

  /**
   * Returns a schedule that chooses at random.
   *
   * @param seed the same one makes the same choices
   * @return for one loop
   */
  public static Schedule random(long seed) {
    Random random = new Random(seed);
    return random::nextInt;
  }

  /**
   * Returns a schedule that makes the choices which a failure has named.
   *
   * @param choices as they were printed: {@code "0.2.1"}; after them the oldest comes first
   * @return for one loop
   * @throws NumberFormatException if it is anything else than numbers with dots in between
   */
  public static Schedule replay(String choices) {
    return new Choices(Choices.parse(choices));
  }

  /**
   * Runs {@code body} once under {@code schedule}.
   *
   * @param body makes what it works on
   * @param schedule for one loop
   */
  public static void run(Coroutine<?> body, Schedule schedule) {
    run(body, schedule, null);
  }

  /**
   * Runs {@code body} under every schedule there is, beginning with the usual one.
   *
   * <p>The number of schedules grows fast with the number of tasks that are ready together: keep
   * the body small.
   *
   * @param body makes what it works on, so that each run begins alike
   * @param most when to stop although there are more; at least 1
   * @return how many schedules were tried: less than {@code most} means all
   * @throws IllegalArgumentException if {@code most} is less than 1
   */
  public static int tryAll(int most, Coroutine<?> body) {
    Objects.requireNonNull(body, "body");
    if (most < 1) {
      throw new IllegalArgumentException("most must be >= 1, was " + most);
    }
    Choices choices = new Choices(new int[0]);
    for (int tried = 1; ; tried++) {
      run(body, choices, choices);
      int[] following = choices.following();
      if (following == null || tried == most) {
        return tried;
      }
      choices = new Choices(following);
    }
  }

  /** Notes {@code shown} below a failure: its text once the run is over. */
  private static void run(
      Coroutine<?> body, Schedule schedule, @Nullable Choices shown) {
    TestLoop test = new TestLoop(VirtualTicker.autojump(), schedule);
    try {
      test.checked(() -> test.loop.run(Async.async(body)), null);
    } catch (Throwable t) {
      if (shown != null) {
        t.addSuppressed(
            new TestLoop.Hint(
                "the schedule was "
                    + shown
                    + ". To run it again: Schedules.run(body, Schedules.replay(\""
                    + shown
                    + "\"))"));
      }
      throw t;
    }
  }
}
