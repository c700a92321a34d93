package monoloop;

import monoloop.generator.Body;
import org.jspecify.annotations.Nullable;

/**
 * What runs for each element of a Flux: {@code (co, element) -> ... co.await(mono) ...}.
 *
 * @param <T> the elements
 * @param <R> what becomes of them
 */
@FunctionalInterface
public interface ElementBody<T, R extends @Nullable Object> extends Body {

  /**
   * Runs from the first step to the end, on the loop's thread.
   *
   * @param co the body's handle
   * @param element one of the Flux
   * @return the result; null leaves the element out
   * @throws Exception whatever the body lets out; it ends the Flux
   */
  R run(Co co, T element) throws Exception;
}
