package monoloop;

import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * One case of {@link Async#select}: something that may happen, and what to make of it.
 *
 * @param <R> the result of the selection
 */
public final class Clause<R extends @Nullable Object> {
  /** Null for the case that nothing else is ready. */
  final @Nullable Mono<?> event;

  private final Function<Object, R> then;

  private Clause(@Nullable Mono<?> event, Function<Object, R> then) {
    this.event = event;
    this.then = then;
  }

  /**
   * Makes the case that {@code event} happens.
   *
   * @param event an {@link Operation}, such as {@code queue.take()}, takes place only if this
   *     clause is selected; of a {@link Task} or a {@link Deferred} the end is awaited; anything
   *     else is started when nothing is ready, and cancelled if another clause is selected
   * @param then receives the value, null if there is none; runs in the task that selects
   */
  @SuppressWarnings("unchecked")
  public static <T, R extends @Nullable Object> Clause<R> on(
      Mono<T> event, Function<? super T, ? extends R> then) {
    return new Clause<>(
        Objects.requireNonNull(event, "event"),
        (Function<Object, R>) (Function<?, ?>) Objects.requireNonNull(then, "then"));
  }

  /**
   * Makes the case that nothing is ready: with it a selection does not wait.
   *
   * @param then runs in the task that selects
   */
  public static <R extends @Nullable Object> Clause<R> otherwise(Supplier<? extends R> then) {
    Objects.requireNonNull(then, "then");
    return new Clause<>(null, nothing -> then.get());
  }

  R apply(@Nullable Object value) {
    return then.apply(value);
  }

  /** {@code Clause[AsyncQueue.take]}. */
  @Override
  public String toString() {
    return "Clause[" + (event == null ? "otherwise" : event) + "]";
  }
}
