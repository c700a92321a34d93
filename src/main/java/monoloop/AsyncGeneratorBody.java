package monoloop;

import monoloop.generator.Body;
import org.jspecify.annotations.Nullable;

/** What an async generator runs: {@code co -> ... co.await(..) ... co.yield(value) ...}. */
@FunctionalInterface
public interface AsyncGeneratorBody<Y extends @Nullable Object, S extends @Nullable Object>
    extends Body {

  /** Runs from the first step to the end, on the loop's thread; the result is ignored. */
  @Nullable Object run(AsyncYielder<Y, S> co) throws Exception;
}
