package monoloop;

import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/**
 * A Mono that a coroutine can await without subscribing to it.
 *
 * <p>Subscribed from plain Reactor code it runs as a small task that awaits it, on the loop that
 * {@link Async#async} would choose.
 */
abstract class Awaitable<T> extends Mono<T> {

  /**
   * Begins to wait on behalf of the task of {@code frame}.
   *
   * @return the result if it is there, else {@link CoroutineFrame#PENDING} after it was arranged
   *     that the task is woken, with {@link Task#suspend} called
   * @throws Throwable the error if it is there
   */
  abstract @Nullable Object await(CoroutineFrame frame) throws Throwable;

  /** Nobody got this result of an await: returns whether a later await will have it. */
  boolean takeBack(@Nullable Object value) {
    return false;
  }

  /** Whether awaiting it in a cancelled scope raises before it has begun. */
  boolean isScoped() {
    return true;
  }

  @Override
  public void subscribe(CoreSubscriber<? super T> actual) {
    CoroutineMono.start(new AwaitFrame(this), actual, null, null);
  }
}
