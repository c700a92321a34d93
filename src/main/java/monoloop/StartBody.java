package monoloop;

import monoloop.generator.Body;
import org.jspecify.annotations.Nullable;

/**
 * What a child runs whose parent waits until it is ready: {@code (co, startup) -> ...
 * startup.started(port) ...}.
 *
 * @param <S> what it is started with
 */
@FunctionalInterface
public interface StartBody<S extends @Nullable Object> extends Body {

  /**
   * Runs from the first step to the end, on the loop's thread.
   *
   * @param co the body's handle
   * @param startup to be told once that the body is ready
   * @return the result of the child, which nobody receives
   * @throws Exception whatever the body lets out
   */
  @Nullable Object run(Co co, Startup<S> startup) throws Exception;
}
