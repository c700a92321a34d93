package monoloop;

import monoloop.generator.Body;
import org.jspecify.annotations.Nullable;

/**
 * What runs inside a task group: {@code (co, group) -> ... group.spawn(...) ...}.
 *
 * @param <T> what it returns
 */
@FunctionalInterface
public interface GroupBody<T extends @Nullable Object> extends Body {

  /**
   * Runs from the first step to the end, on the loop's thread.
   *
   * @param co the body's handle
   * @param group starts the children
   * @return the result of the group
   * @throws Exception whatever the body lets out; it becomes one of the group's failures
   */
  T run(Co co, TaskGroup group) throws Exception;
}
