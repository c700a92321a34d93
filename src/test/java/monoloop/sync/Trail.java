package monoloop.sync;

import java.util.ArrayList;
import java.util.List;
import monoloop.Coroutine;
import reactor.core.publisher.Mono;

/** What happened, in words and in order. */
final class Trail {
  private final List<String> words = new ArrayList<>();

  void say(String what) {
    words.add(what);
  }

  /** A task that says when {@code operation} is over. */
  <T> Coroutine<T> saying(String what, Mono<T> operation) {
    return co -> {
      T result = co.await(operation);
      say(what);
      return result;
    };
  }

  @Override
  public String toString() {
    return String.join(", ", words);
  }
}
