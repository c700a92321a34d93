package monoloop;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The verbs, for {@code import static monoloop.Async.*}.
 *
 * <p>All but {@link #run} return at once and do nothing until somebody awaits or subscribes.
 */
public final class Async {
  private Async() {}

  /**
   * Runs {@code body} on a loop of its own, waits for it and closes the loop (asyncio.run).
   *
   * <p>Tasks that are left when the body has ended are cancelled and waited for. Not cancellable.
   *
   * <p>Declares no checked exception, yet throws what the body throws as it is.
   *
   * @param body the main program
   * @return what it returns
   * @throws IllegalStateException if called from inside a task or a callback of a loop
   * @throws CancelledError if the body let one out
   */
  public static <T extends @Nullable Object> T run(Coroutine<T> body) {
    try (Runner runner = new Runner()) {
      return runner.run(body);
    }
  }

  /**
   * Runs {@code main} on a loop of its own, waits for it and closes the loop; as {@link
   * #run(Coroutine)}.
   *
   * @param main subscribed to on the loop's thread
   * @return its value; null if it is empty
   * @throws IllegalStateException if called from inside a task or a callback of a loop
   */
  public static <T> @Nullable T run(Mono<T> main) {
    try (Runner runner = new Runner()) {
      return runner.run(main);
    }
  }

  /**
   * Makes a coroutine (Python: async def): cold, runs once per subscription.
   *
   * <p>Awaited by a coroutine it runs inside that one's task, without a turn of the loop. Subscribed
   * from elsewhere it runs as a task of its own: at once if the thread is a loop's, else soon on the
   * loop in the subscriber's context under the key {@code Loop.class}, else on {@link Loop#shared()}.
   * Signals come on the loop's thread; the subscriber's context is the task's.
   *
   * <p>If the subscription is cancelled, a {@link CancelledError} is raised at the await, {@code
   * finally} blocks run, and nothing is signalled any more: a value goes to {@code onNextDropped} and
   * {@code onDiscard}, an error to {@code onErrorDropped}.
   *
   * @param body what it runs; a null result completes the Mono empty
   * @return the coroutine
   */
  public static <T extends @Nullable Object> Mono<T> async(Coroutine<T> body) {
    return new CoroutineMono<>(body);
  }

  /**
   * Makes an async generator: a cold Flux whose body may await and yield.
   *
   * <p>Backpressure: the body runs only while there is demand; {@code yield} returns when more is
   * wanted, at once while demand remains. Threads and context are those of {@link #async}.
   *
   * <p>If the subscription is cancelled, a {@link CancelledError} is raised at the suspension; {@code
   * finally} blocks may still await. A yield after that raises it again, the next one an {@link
   * IllegalStateException}. {@code yield(null)} is a {@link NullPointerException} at the yield.
   *
   * @param body what it runs
   * @return the generator
   */
  public static <T> Flux<T> flux(AsyncGeneratorBody<T, Void> body) {
    return new CoroutineFlux<>(CoroutineFactory.generator(null, Objects.requireNonNull(body, "body")));
  }

  /**
   * Waits for a time (asyncio.sleep).
   *
   * <p>The Mono completes empty once the time has passed; a coroutine that awaits it costs the loop
   * one timer. If cancelled, the timer is removed. Equal deadlines pass in the order of the awaits.
   *
   * @param delay zero or negative means one turn, as {@link #checkpoint}
   * @return cold; each await waits anew
   */
  public static Mono<Void> sleep(Duration delay) {
    return Sleep.of(delay);
  }

  /**
   * Gives everything that is ready now its turn (asyncio.sleep(0)).
   *
   * <p>The Mono completes empty in the next turn.
   *
   * @return cold; each await waits one turn
   */
  public static Mono<Void> checkpoint() {
    return Sleep.TURN;
  }

  /**
   * Pulls a publisher element by element (Python: async for), one requested at a time.
   *
   * @param publisher subscribed to at the first {@link AsyncIterator#next}
   * @return to be closed; see {@link AsyncIterator}
   */
  public static <T> AsyncIterator<T> iterate(Publisher<T> publisher) {
    return iterate(publisher, 1);
  }

  /**
   * Pulls a publisher element by element, with a number of elements requested ahead.
   *
   * @param publisher subscribed to at the first {@link AsyncIterator#next}
   * @param prefetch how many elements may be in flight or buffered, at least 1; with 1 an element is
   *     requested when it is asked for
   * @return to be closed; see {@link AsyncIterator}
   * @throws IllegalArgumentException if {@code prefetch} is less than 1
   */
  public static <T> AsyncIterator<T> iterate(Publisher<T> publisher, int prefetch) {
    if (prefetch < 1) {
      throw new IllegalArgumentException("prefetch must be >= 1, was " + prefetch);
    }
    return new PublisherIterator<>(Objects.requireNonNull(publisher, "publisher"), prefetch);
  }
}
