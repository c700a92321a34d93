package monoloop;

import monoloop.generator.Body;
import org.jspecify.annotations.Nullable;

/**
 * What an async generator runs: {@code co -> ... co.await(mono) ... co.yield(value) ...}.
 *
 * @param <Y> what it yields
 * @param <S> what {@code yield} receives
 */
@FunctionalInterface
public interface AsyncGeneratorBody<Y extends @Nullable Object, S extends @Nullable Object>
    extends Body {

  /**
   * Runs from the first step to the end, on the loop's thread.
   *
   * @param co the only way to suspend; it must not leave the class that received it, or the body
   *     runs on the thread engine
   * @return ignored: an async generator has no result
   * @throws Exception whatever the body lets out
   */
  @Nullable Object run(AsyncYielder<Y, S> co) throws Exception;
}
