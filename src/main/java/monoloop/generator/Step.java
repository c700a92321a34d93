package monoloop.generator;

import org.jspecify.annotations.Nullable;

/**
 * The outcome of one step of a generator, without a control-flow exception: {@code switch} over
 * {@link Yielded} and {@link Returned}.
 *
 * {@snippet class="GeneratorSnippets" region="step"}
 *
 * @param <Y> what the generator yields
 * @param <R> what it returns
 */
public sealed interface Step<Y extends @Nullable Object, R extends @Nullable Object> {

  /**
   * The generator suspended at a {@code yield}.
   *
   * @param value what it yielded
   */
  record Yielded<Y extends @Nullable Object, R extends @Nullable Object>(Y value)
      implements Step<Y, R> {}

  /**
   * The generator has finished.
   *
   * @param result what the body returned; null at every later step
   */
  record Returned<Y extends @Nullable Object, R extends @Nullable Object>(R result)
      implements Step<Y, R> {}
}
