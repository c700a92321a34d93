package monoloop.test;

import static monoloop.Async.async;
import static monoloop.Async.checkpoint;

import reactor.core.publisher.Mono;

/** Time, as a loop counts it. */
public final class Turns {
  private Turns() {}

  /** Lets the loop turn {@code n} times. */
  public static Mono<Void> turns(int n) {
    return async(
        co -> {
          for (int i = 0; i < n; i++) {
            co.await(checkpoint());
          }
          return null;
        });
  }
}
