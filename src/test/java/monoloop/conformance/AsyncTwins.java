package monoloop.conformance;

import static monoloop.Async.checkpoint;

import java.time.Duration;
import monoloop.Async;
import monoloop.AsyncGenerator;
import monoloop.AsyncGeneratorBody;
import monoloop.Coroutine;
import monoloop.CoroutineWith;
import monoloop.GroupBody;
import monoloop.Monoloop;
import monoloop.TimeoutBody;
import monoloop.generator.Body;
import monoloop.generator.Engine;
import monoloop.generator.Explanation;
import reactor.core.publisher.Mono;

/** What twins of asyncio programs are written with. */
abstract class AsyncTwins extends Twins {
  private static final boolean THREADS_ONLY =
      "thread".equals(System.getProperty("monoloop.engine"));

  /** Calls an async function: the body is handed on as it is, so that it can be compiled. */
  final <T> Mono<T> coro(Coroutine<T> body) {
    return Async.async(engine(), checked(body));
  }

  /** Calls an async generator function. */
  final <Y, S> AsyncGenerator<Y, S> agen(AsyncGeneratorBody<Y, S> body) {
    return AsyncGenerator.of(engine(), checked(body));
  }

  /** Python's {@code asyncio.run(main())}. */
  final <T> T run(Coroutine<T> main) {
    return Async.run(coro(main));
  }

  /** Python's {@code async with asyncio.TaskGroup()}. */
  final <T> Mono<T> group(GroupBody<T> body) {
    return Async.taskGroup(
        engine() == Engine.COMPILED ? checked(body) : elsewhere((co, g) -> body.run(co, g)));
  }

  /** Python's {@code async with asyncio.timeout(limit)}. */
  final <T> Mono<T> within(Duration limit, TimeoutBody<T> body) {
    return Async.timeout(limit, onEngine(body));
  }

  /** Python's {@code async with asyncio.timeout(None)}. */
  final <T> Mono<T> withoutLimit(TimeoutBody<T> body) {
    return Async.timeoutAt(null, onEngine(body));
  }

  private <T> TimeoutBody<T> onEngine(TimeoutBody<T> body) {
    return engine() == Engine.COMPILED ? checked(body) : elsewhere((co, t) -> body.run(co, t));
  }

  /** Returns what a server runs for each connection so that it runs on the engine of this twin. */
  final <A, T> CoroutineWith<A, T> served(CoroutineWith<A, T> body) {
    return engine() == Engine.COMPILED ? checked(body) : elsewhere((co, a) -> body.run(co, a));
  }

  /** Returns a body that hands its handle on, which is not compiled; fails if it is. */
  private static <B extends Body> B elsewhere(B body) {
    Explanation explanation = Monoloop.explain(body);
    if (!THREADS_ONLY && explanation.engine() != Engine.THREAD) {
      throw new AssertionError(explanation.toString());
    }
    return body;
  }

  /** The unit of most programs. */
  static Duration ms(int milliseconds) {
    return Duration.ofMillis(milliseconds);
  }

  /** A sleep that never ends by itself. */
  static Mono<Void> sleepLong() {
    return Async.sleep(Duration.ofDays(1));
  }

  /**
   * Python's short sleeps, counted in turns: what takes fewer units has happened before, with all
   * that follows from it, however busy the machine is.
   */
  final Mono<Void> nap(int units) {
    return coro(
        co -> {
          for (int turn = 0; turn < 20 * units; turn++) {
            co.await(checkpoint());
          }
          return null;
        });
  }
}
