package monoloop;

import monoloop.generator.Body;
import org.jspecify.annotations.Nullable;

/**
 * What runs under a time limit that it may change: {@code (co, timeout) -> ...}.
 *
 * @param <T> what it returns
 */
@FunctionalInterface
public interface TimeoutBody<T extends @Nullable Object> extends Body {

  /**
   * Runs from the first step to the end, on the loop's thread.
   *
   * @param co the body's handle
   * @param timeout the limit
   * @return the result
   * @throws Exception whatever the body lets out
   */
  T run(Co co, Timeout timeout) throws Exception;
}
