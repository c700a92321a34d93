package monoloop;

import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/** A block within a task that has another context. */
final class ContextBlock {
  private ContextBlock() {}

  /** The coroutine that runs {@code body} in the changed context. */
  static <T extends @Nullable Object> Mono<T> of(
      UnaryOperator<Context> change, Coroutine<T> body) {
    Objects.requireNonNull(change, "change");
    Mono<T> inner = new CoroutineMono<>(body);
    return Async.async(
        co -> {
          Task<?> task = co.task();
          Context outer = task.context;
          task.context(Objects.requireNonNull(change.apply(outer), "the changed context"));
          try {
            return co.await(inner);
          } finally {
            task.context(outer);
          }
        });
  }
}
