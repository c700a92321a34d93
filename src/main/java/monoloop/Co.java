package monoloop;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * The handle of a coroutine's body: what it suspends with, and where it runs.
 *
 * <p>Only {@code await} suspends. The handle belongs to the body that received it and must stay in
 * its class; using it anywhere else, and be it in a lambda inside of the body that only spawns,
 * makes the body run on the thread engine.
 */
public interface Co {

  /**
   * Waits for {@code mono}.
   *
   * <p>A coroutine ({@link Async#async}) runs inside this task, without a turn of the loop. Any
   * other Mono is subscribed to on the loop's thread with this task's context; one that completes
   * at once does not suspend. If cancelled while suspended, the subscription is cancelled; a value
   * that arrives nevertheless goes to Reactor's hooks.
   *
   * @param mono a {@link Task} or {@link Deferred} too; cancelling this task then cancels that one
   * @return its value; null if it is empty
   * @throws Exception the Mono's error, as it is; its trace also shows where it was awaited
   * @throws CancelledError if this task was cancelled
   * @throws IllegalStateException if {@code mono} is this task, or belongs to another loop
   */
  <T> @Nullable T await(Mono<T> mono) throws Exception;

  /**
   * Waits for the first element of {@code publisher}, then cancels it.
   *
   * <p>Requests one element. If cancelled while suspended, the subscription is cancelled.
   *
   * @param publisher subscribed to on the loop's thread
   * @return the element; null if there is none
   * @throws Exception the publisher's error, as it is
   * @throws CancelledError if this task was cancelled
   */
  <T> @Nullable T await(Publisher<T> publisher) throws Exception;

  /**
   * Waits for {@code stage}. Cancelling this task does not cancel the stage.
   *
   * @param stage may complete on any thread
   * @return its result
   * @throws Exception its error, without {@link java.util.concurrent.CompletionException} around it
   * @throws CancelledError if this task was cancelled
   */
  <T> @Nullable T await(CompletionStage<T> stage) throws Exception;

  /**
   * Starts a task on this loop (asyncio.create_task). Its first step is taken in the next turn,
   * after everything that is ready now. It gets a copy of this task's context.
   *
   * @param work a coroutine, or any Mono, which is subscribed to then
   * @return the task
   * @throws IllegalArgumentException if {@code work} is a {@link Task} or a {@link Deferred}
   * @throws NotOnLoopException if the calling thread is not the loop's
   */
  <T> Task<T> spawn(Mono<T> work);

  /**
   * Starts a task that runs {@code body}; as {@link #spawn(Mono)}.
   *
   * @param body what it runs
   * @return the task
   */
  <T> Task<T> spawn(Coroutine<T> body);

  /**
   * As {@link #spawn(Mono)}, with a name.
   *
   * @param name for messages and {@link Task#name()}
   * @param work as there
   * @return the task
   */
  <T> Task<T> spawn(String name, Mono<T> work);

  /**
   * As {@link #spawn(Coroutine)}, with a name.
   *
   * @param name for messages and {@link Task#name()}
   * @param body as there
   * @return the task
   */
  <T> Task<T> spawn(String name, Coroutine<T> body);

  /**
   * As {@link #spawn(Mono)}, but takes the first step now, inside this call (asyncio: eager tasks).
   *
   * @param work as there
   * @return the task; done already if it never had to wait
   */
  <T> Task<T> spawnEager(Mono<T> work);

  /**
   * As {@link #spawn(Coroutine)}, but takes the first step now, inside this call.
   *
   * @param body as there
   * @return the task; done already if it never had to wait
   */
  <T> Task<T> spawnEager(Coroutine<T> body);

  /**
   * Returns the task that runs this body. Take it before an inner lambda needs it, as {@link
   * #loop}.
   *
   * @return for a coroutine that is awaited by another one, that one's task
   */
  Task<?> task();

  /**
   * Returns the loop that runs this body.
   *
   * <p>Take it before an inner lambda needs it, {@code Loop home = co.loop();}: a lambda that
   * captures the handle itself moves the body to the thread engine.
   *
   * @return never null
   */
  Loop loop();

  /**
   * Returns the Reactor context of the task: the subscriber's, or a copy of the spawning task's.
   * Take it before an inner lambda needs it, as {@link #loop}.
   *
   * @return immutable
   */
  ContextView context();
}
