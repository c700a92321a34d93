package monoloop.readme;

import static java.time.Duration.ofSeconds;
import static monoloop.Async.async;
import static monoloop.Async.gather;
import static monoloop.Async.taskGroup;
import static monoloop.Async.timeout;
import static monoloop.readme.Hello.find;

import java.util.List;
import reactor.core.publisher.Mono;

/** Programs with several tasks. */
final class TaskSnippets {
  private TaskSnippets() {}

  // @start region="timeout"
  static Mono<String> page() {
    return timeout(ofSeconds(5), co -> {                // TimeoutException, after finally blocks ran
      List<String> both = co.await(gather(find("user"), find("cart")));
      return String.join(" and ", both);
    });
  }
  // @end

  static Mono<Integer> grouped(List<String> log) {
    return async(
        co -> {
          // @start region="group"
          int started = co.await(taskGroup((inner, group) -> {
            for (String what : List.of("user", "cart")) {
              group.spawn(find(what).doOnNext(log::add));   // one fails: the others are cancelled
            }
            return 2;
          }));                                          // all have ended here
          // @end
          return started;
        });
  }
}
