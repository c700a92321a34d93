package monoloop.generator;

import org.jspecify.annotations.Nullable;

/**
 * What a generator runs: {@code out -> ... out.yield(value) ...}.
 *
 * @param <Y> what the body yields
 * @param <S> what {@code yield} receives from {@link Generator#send}
 * @param <R> what the body returns
 */
@FunctionalInterface
public interface GeneratorBody<
        Y extends @Nullable Object, S extends @Nullable Object, R extends @Nullable Object>
    extends Body {

  /**
   * Runs from the first step to the end.
   *
   * @param out the only way to suspend; a body that passes it out of its own class nest runs on the
   *     thread engine
   * @return the generator's return value
   * @throws Exception whatever the body lets out; the generator is finished then
   */
  R run(Yielder<Y, S> out) throws Exception;
}
