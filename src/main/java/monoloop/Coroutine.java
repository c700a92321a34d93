package monoloop;

import monoloop.generator.Body;
import org.jspecify.annotations.Nullable;

/**
 * What a coroutine runs: {@code co -> ... co.await(mono) ...}.
 *
 * @param <T> what it returns
 */
@FunctionalInterface
public interface Coroutine<T extends @Nullable Object> extends Body {

  /**
   * Runs from the first step to the end, on the loop's thread.
   *
   * @param co the only way to suspend; it must not leave the class that received it, or the body
   *     runs on the thread engine
   * @return the result; null completes the Mono without a value
   * @throws Exception whatever the body lets out
   */
  T run(Co co) throws Exception;
}
