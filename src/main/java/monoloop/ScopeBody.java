package monoloop;

import monoloop.generator.Body;
import org.jspecify.annotations.Nullable;

/**
 * What runs inside a cancel scope: {@code (co, scope) -> ...}.
 *
 * @param <T> what it returns
 */
@FunctionalInterface
public interface ScopeBody<T extends @Nullable Object> extends Body {

  /**
   * Runs from the first step to the end, on the loop's thread.
   *
   * @param co the body's handle
   * @param scope may be given to others, who may cancel it
   * @return the result
   * @throws Exception whatever the body lets out
   */
  T run(Co co, CancelScope scope) throws Exception;
}
