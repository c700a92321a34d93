package monoloop.conformance;

import static monoloop.Async.checkpoint;
import static monoloop.Async.gatherSettled;
import static monoloop.Async.sleep;
import static monoloop.Async.taskGroup;
import static monoloop.Async.timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import monoloop.Task;
import monoloop.sync.AsyncLock;
import monoloop.sync.AsyncQueue;
import reactor.core.publisher.Mono;

/** Twins of 269 to 271: the classic programs of asyncio. */
final class ClassicAsyncTwins extends AsyncTwins {
  private static final Map<String, List<String>> SITE =
      Map.of(
          "/", List.of("/a", "/b"),
          "/a", List.of("/c", "/"),
          "/b", List.of("/c", "/d"),
          "/c", List.of(),
          "/d", List.of("/e"),
          "/e", List.of("/"));

  private int active;
  private int peak;

  /** A link of 269 that is to be fetched. */
  private record Link(String url, int depth) {}

  /** A fixed number of workers share a queue of links. */
  @Scenario("269_classic_crawler_bounded_workers")
  void crawlerBoundedWorkers() {
    AsyncQueue<Link> q = AsyncQueue.unbounded();
    Map<String, Integer> seen = new TreeMap<>(Map.of("/", 0));
    run(
        co -> {
          q.tryPut(new Link("/", 0));
          List<Task<Void>> ws = new ArrayList<>();
          for (int i = 0; i < 2; i++) {
            ws.add(co.spawn(worker(q, seen)));
          }
          co.await(q.awaitAllDone());
          ws.forEach(Task::cancel);
          co.await(gatherSettled(ws));
          seen.forEach((url, depth) -> print(url, "depth", depth));
          print("at most", peak, "at once");
          return null;
        });
  }

  private Mono<Void> worker(AsyncQueue<Link> q, Map<String, Integer> seen) {
    return coro(
        co -> {
          while (true) {
            Link page = co.await(q.take());
            int depth = page.depth() + 1;
            try {
              for (String link : co.await(fetch(page.url()))) {
                if (seen.putIfAbsent(link, depth) == null) {
                  q.tryPut(new Link(link, depth));
                }
              }
            } finally {
              q.taskDone();
            }
          }
        });
  }

  private Mono<List<String>> fetch(String url) {
    return coro(
        co -> {
          active++;
          peak = Math.max(peak, active);
          co.await(sleep(ms(10)));
          active--;
          return SITE.get(url);
        });
  }

  /** Taking the lower fork first avoids deadlock. */
  @Scenario("270_classic_dining_philosophers")
  void diningPhilosophers() {
    List<AsyncLock> forks = Stream.generate(AsyncLock::new).limit(5).toList();
    Integer[] meals = {0, 0, 0, 0, 0};
    run(
        co -> {
          co.await(
              timeout(
                  Duration.ofSeconds(60),
                  limited ->
                      limited.await(
                          taskGroup(
                              (inner, g) -> {
                                for (int i = 0; i < 5; i++) {
                                  g.spawn(philosopher(i, forks, meals));
                                }
                                return null;
                              }))));
          boolean free = forks.stream().noneMatch(AsyncLock::isLocked);
          print(Arrays.asList(meals), "all forks free", free);
          return null;
        });
  }

  private Mono<Void> philosopher(int i, List<AsyncLock> forks, Integer[] meals) {
    AsyncLock first = forks.get(Math.min(i, (i + 1) % 5));
    AsyncLock second = forks.get(Math.max(i, (i + 1) % 5));
    return coro(
        co -> {
          for (int round = 0; round < 2; round++) {
            co.await(first.acquire());
            try {
              co.await(checkpoint());
              co.await(second.acquire());
              try {
                meals[i]++;
                co.await(sleep(ms(10)));
              } finally {
                second.release();
              }
            } finally {
              first.release();
            }
          }
          return null;
        });
  }

  /** Fails a number of times. */
  private final class Flaky {
    private int left;

    Flaky(int failures) {
      left = failures;
    }

    Mono<String> call() {
      return coro(
          co -> {
            co.await(checkpoint());
            if (left > 0) {
              left--;
              throw new ConnectionError(left + " failures to come");
            }
            return "ok";
          });
    }
  }

  /** Retries with growing pauses; the last error is the cause of the final one. */
  @Scenario("271_classic_retry_with_backoff")
  void retryWithBackoff() {
    run(
        co -> {
          print(co.await(retry(new Flaky(2), 5)));
          try {
            co.await(retry(new Flaky(9), 2));
          } catch (RuntimeError e) {
            print(e, "| cause", nameOf(e.getCause()));
          }
          return null;
        });
  }

  private Mono<String> retry(Flaky op, int attempts) {
    return coro(
        co -> {
          for (int n = 1; ; n++) {
            try {
              return co.await(op.call()) + " " + n;
            } catch (ConnectionError e) {
              print("  attempt", n, "failed:", e);
              if (n == attempts) {
                throw new RuntimeError("giving up", e);
              }
              co.await(sleep(ms(10 * n)));
            }
          }
        });
  }
}
