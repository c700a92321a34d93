package monoloop.conformance;

import java.time.Duration;
import monoloop.Async;
import monoloop.Coroutine;
import monoloop.Monoloop;
import monoloop.generator.Engine;
import monoloop.generator.Explanation;
import reactor.core.publisher.Mono;

/** What twins of asyncio programs are written with. */
abstract class AsyncTwins extends Twins {
  private static final boolean THREADS_ONLY =
      "thread".equals(System.getProperty("monoloop.engine"));

  /** Calls an async function: the body is handed on as it is, so that it can be compiled. */
  final <T> Mono<T> coro(Coroutine<T> body) {
    return Async.async(onEngine(body));
  }

  /** Python's {@code asyncio.run(main())}. */
  final <T> T run(Coroutine<T> main) {
    return Async.run(onEngine(main));
  }

  /** Returns {@code body} so that it runs on the engine of this twin, or fails. */
  final <T> Coroutine<T> onEngine(Coroutine<T> body) {
    if (engine() == Engine.COMPILED) {
      return checked(body);
    }
    Coroutine<T> elsewhere = co -> body.run(co); // a handle that is handed on is not compiled
    Explanation explanation = Monoloop.explain(elsewhere);
    if (!THREADS_ONLY && explanation.engine() != Engine.THREAD) {
      throw new AssertionError(explanation.toString());
    }
    return elsewhere;
  }

  /** The unit of most programs. */
  static Duration ms(int milliseconds) {
    return Duration.ofMillis(milliseconds);
  }
}
