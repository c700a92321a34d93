package monoloop.readme;

import static java.time.Duration.ofMillis;
import static monoloop.Async.async;
import static monoloop.Async.checkpoint;
import static monoloop.Async.flux;
import static monoloop.Async.iterate;
import static monoloop.Async.sleep;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import monoloop.CancelledError;
import monoloop.Loop;
import monoloop.Task;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Programs with coroutines and loops. */
final class CoroutineSnippets {
  private CoroutineSnippets() {}

  // @start region="retry"
  static Mono<String> withRetry(Mono<String> request) {
    return async(co -> {
      for (int attempt = 1; ; attempt++) {
        try {
          return co.await(request);
        } catch (IOException e) {                       // the error as it is, unwrapped
          if (attempt == 3) {
            throw e;
          }
          co.await(sleep(ofMillis(10 * attempt)));
        }
      }
    });
  }
  // @end

  static Mono<String> interleaved(StringBuffer printed) {
    return async(
        main -> {
          // @start region="interleave"
          Task<Void> a = main.spawn(co -> {
            for (int i = 1; i <= 3; i++) {
              printed.append(i).append(' ');
              co.await(checkpoint());                   // sleep(0): the other one's turn
            }
            return null;
          });
          Task<Void> b = main.spawn(co -> {
            for (String s : List.of("x", "y", "z")) {
              printed.append(s).append(' ');
              co.await(checkpoint());
            }
            return null;
          });
          main.await(a);
          main.await(b);                                // 1 x 2 y 3 z, on one thread
          // @end
          return printed.toString();
        });
  }

  static Mono<List<String>> cancelled(List<String> log) {
    return async(
        main -> {
          // @start region="cancel"
          Task<Void> task = main.spawn(co -> {
            try {
              co.await(sleep(ofMillis(60_000)));
            } catch (CancelledError e) {                // an Error: catch (Exception) lets it pass
              log.add("told to stop: " + e.reason());
              throw e;
            } finally {
              co.await(checkpoint());                   // cleaning up may await
              log.add("cleaned up");
            }
            return null;
          });
          main.await(checkpoint());
          task.cancel("enough");
          // @end
          try {
            main.await(task);
          } catch (CancelledError e) {
            log.add("cancelled: " + task.isCancelled());
          }
          return log;
        });
  }

  // @start region="async-generator"
  static Flux<Long> ticks(int count) {
    return flux(co -> {
      for (long tick = 1; tick <= count; tick++) {
        co.await(sleep(ofMillis(10)));
        co.yield(tick);                                 // returns when more is requested
      }
      return null;
    });
  }

  static Mono<Long> sum(Flux<Long> numbers) {
    return async(co -> {
      long sum = 0;
      try (var items = iterate(numbers)) {              // async for: one element at a time
        for (Long n; (n = co.await(items.next())) != null; ) {
          sum += n;
        }
      }
      return sum;
    });
  }
  // @end

  static int loop() throws InterruptedException {
    AtomicInteger counter = new AtomicInteger();
    // @start region="loop"
    try (Loop loop = Loop.create()) {
      loop.callSoonThreadsafe(() -> System.out.println("first"));
      loop.run(async(co -> {
        co.loop().callLater(ofMillis(20), counter::incrementAndGet);
        co.await(sleep(ofMillis(20)));                  // equal deadlines: first come first served
        return null;
      }));
    }
    // @end
    return counter.get();
  }

  static @Nullable String fromReactor() {
    // @start region="reactor"
    Mono<String> page = withRetry(Mono.just("page"))    // a coroutine is a Mono
        .map(String::toUpperCase)
        .timeout(ofMillis(500));                        // cancelling it cancels the coroutine
    // @end
    return page.block();
  }
}
