package monoloop.readme;

import static java.time.Duration.ofMillis;
import static monoloop.Async.async;
import static monoloop.Async.sleep;

import monoloop.Async;
import monoloop.Task;
import reactor.core.publisher.Mono;

/** The program on the front page. */
public final class Hello {
  private Hello() {}

  // @start region="hello"
  static Mono<String> find(String what) {
    return async(co -> {
      co.await(sleep(ofMillis(100)));                   // suspends; the thread serves others
      return "the " + what;
    });
  }

  static Mono<String> hello() {
    return async(co -> {
      Task<String> user = co.spawn("user", find("user"));  // both wait at the same time
      Task<String> cart = co.spawn("cart", find("cart"));
      return co.await(user) + " and " + co.await(cart);
    });
  }

  public static void main(String[] args) {
    System.out.println(Async.run(hello()));
  }
  // @end
}
