package monoloop;

import monoloop.generator.Body;
import org.jspecify.annotations.Nullable;

/**
 * A coroutine that receives something besides its handle: {@code (co, stream) -> ...}. For what
 * calls back with an object of its own; {@link Async#async(CoroutineWith, Object)} runs it.
 *
 * @param <A> what it receives
 * @param <T> what it returns
 */
@FunctionalInterface
public interface CoroutineWith<A extends @Nullable Object, T extends @Nullable Object>
    extends Body {

  /**
   * Runs from the first step to the end, on the loop's thread.
   *
   * @param co the body's handle
   * @param argument what it was given
   * @return the result; null completes the Mono without a value
   * @throws Exception whatever the body lets out
   */
  T run(Co co, A argument) throws Exception;
}
