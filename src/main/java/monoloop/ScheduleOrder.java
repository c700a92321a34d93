package monoloop;

import monoloop.internal.driver.Timer;
import monoloop.internal.driver.Turns;
import org.jspecify.annotations.Nullable;

/** A {@link Schedule} as the ready queue sees it. */
record ScheduleOrder(Schedule schedule) implements Turns.Order {

  @Override
  public @Nullable Object movable(Runnable step) {
    Object what = step instanceof Timer timer ? timer.callback() : step;
    return what instanceof Task<?> ? what : null;
  }

  @Override
  public int choose(int candidates) {
    return schedule.next(candidates);
  }

  @Override
  public void ran(Object movable) {
    Task<?> task = (Task<?>) movable;
    if (!task.isDone()) {
      Throwable error = schedule.suspended(task);
      if (error != null) {
        task.interject(error);
      }
    }
  }
}
