package monoloop.readme;

// @start region="hello"
import static java.time.Duration.ofMillis;
import static monoloop.Async.async;
import static monoloop.Async.sleep;

import monoloop.Async;
import monoloop.Task;
import reactor.core.publisher.Mono;

public final class Hello {
  static Mono<String> find(String what) {
    return async(co -> {
      co.await(sleep(ofMillis(100)));                   // suspends; the thread serves others
      return "the " + what;
    });
  }

  public static void main(String[] args) {
    Async.run(co -> {
      Task<String> user = co.spawn(find("user"));       // both wait at the same time
      Task<String> cart = co.spawn(find("cart"));
      System.out.println(co.await(user) + " and " + co.await(cart));
      return null;
    });
  }
}
// @end
