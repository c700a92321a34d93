package monoloop.sync;

import monoloop.Coroutine;
import monoloop.test.Trail;
import reactor.core.publisher.Mono;

/** Tasks that tell a trail what they have waited for. */
final class Saying {
  private Saying() {}

  /** A task that says {@code what} when {@code operation} is over. */
  static <T> Coroutine<T> saying(Trail trail, String what, Mono<T> operation) {
    return co -> {
      T result = co.await(operation);
      trail.say(what);
      return result;
    };
  }
}
