package monoloop;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The verbs, for {@code import static monoloop.Async.*}. */
public final class Async {
  private Async() {}

  /** Runs {@code body} on a loop of its own and closes the loop (asyncio.run). */
  public static <T> T run(Coroutine<T> body) throws Exception {
    throw new UnsupportedOperationException();
  }

  /** As {@link #run(Coroutine)} for any Mono. */
  public static <T> @Nullable T run(Mono<T> main) throws Exception {
    throw new UnsupportedOperationException();
  }

  /** A cold coroutine: runs once per subscription, on the loop. */
  public static <T> Mono<T> async(Coroutine<T> body) {
    throw new UnsupportedOperationException();
  }

  /** An async generator as a cold Flux with exact backpressure. */
  public static <T> Flux<T> flux(AsyncGeneratorBody<T, Void> body) {
    throw new UnsupportedOperationException();
  }

  /** Completes empty after {@code delay}. */
  public static Mono<Void> sleep(Duration delay) {
    throw new UnsupportedOperationException();
  }

  /** Completes empty in the next turn (asyncio: sleep(0)). */
  public static Mono<Void> checkpoint() {
    throw new UnsupportedOperationException();
  }

  /** Pulls a publisher element by element (async for). */
  public static <T> AsyncIterator<T> iterate(Publisher<T> publisher) {
    throw new UnsupportedOperationException();
  }
}
