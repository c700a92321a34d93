package monoloop.readme;

import static monoloop.Async.async;
import static monoloop.Async.checkpoint;

import java.util.List;
import monoloop.sync.AsyncLock;
import reactor.core.publisher.Mono;

/** Programs with locks, signals and queues. */
final class SyncSnippets {
  private SyncSnippets() {}

  /** Says what happens while it holds {@code lock}. */
  static Mono<Void> critical(AsyncLock lock, String name, List<String> log) {
    return async(
        co -> {
          // @start region="lock"
          co.await(lock.acquire());
          try {
            log.add(name + " in");
            co.await(checkpoint());                       // others run, but not in here
            log.add(name + " out");
          } finally {
            lock.release();
          }
          // @end
          return null;
        });
  }
}
