package monoloop;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/** The handle of a coroutine's body: what it suspends with, and where it runs. */
public interface Co {

  /** Waits for {@code mono}: its value, null if it is empty, or its error thrown as it is. */
  <T> @Nullable T await(Mono<T> mono) throws Exception;

  /** Waits for the first element of {@code publisher}, then cancels it. */
  <T> @Nullable T await(Publisher<T> publisher) throws Exception;

  /** Waits for {@code stage}; cancelling the task does not cancel it. */
  <T> @Nullable T await(CompletionStage<T> stage) throws Exception;

  /** Starts a task on this loop (asyncio: create_task). */
  <T> Task<T> spawn(Mono<T> work);

  /** Starts a task on this loop that runs {@code body}. */
  <T> Task<T> spawn(Coroutine<T> body);

  /** The task that runs this body. */
  Task<?> task();

  /** The loop that runs this body. */
  Loop loop();

  /** The Reactor context of the task. */
  ContextView context();
}
