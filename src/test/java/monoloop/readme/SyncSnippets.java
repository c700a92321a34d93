package monoloop.readme;

import static java.time.Duration.ofSeconds;
import static monoloop.Async.async;
import static monoloop.Async.checkpoint;
import static monoloop.Async.gather;
import static monoloop.Async.select;
import static monoloop.Async.sleep;
import static monoloop.Clause.on;

import java.util.List;
import monoloop.sync.AsyncCondition;
import monoloop.sync.AsyncLock;
import monoloop.sync.AsyncQueue;
import monoloop.sync.AsyncSemaphore;
import monoloop.sync.Broadcast;
import monoloop.sync.BroadcastReader;
import monoloop.sync.Latest;
import monoloop.sync.Limiter;
import monoloop.sync.Once;
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

  /** Works on {@code pages}, two at a time. */
  static Mono<List<String>> polite(List<String> pages, List<String> log) {
    // @start region="semaphore"
    AsyncSemaphore two = AsyncSemaphore.bounded(2);
    List<Mono<String>> fetches =
        pages.stream().map(page -> two.using(fetch(page, log))).toList();
    return gather(fetches);                               // never more than two at once
    // @end
  }

  private static Mono<String> fetch(String page, List<String> log) {
    return async(
        co -> {
          log.add("fetch " + page);
          co.await(checkpoint());
          log.add("got " + page);
          return page;
        });
  }

  /** Hands over what is put into {@code box}, one by one. */
  static Mono<String> receive(AsyncCondition changed, List<String> box) {
    return async(
        co -> {
          // @start region="condition"
          co.await(changed.lock().acquire());
          try {
            co.await(changed.awaitUntil(() -> !box.isEmpty()));
            return box.removeFirst();                     // nobody was faster: the lock is held
          } finally {
            changed.lock().release();
          }
          // @end
        });
  }

  /** Lets five at a time have a connection. */
  static Mono<String> query(Limiter connections, Mono<String> request) {
    // @start region="limiter"
    Mono<String> reply = connections.using(request);      // waits for a token, gives it back
    connections.resize(5);                                // at run time: those who wait move up
    // @end
    return reply;
  }

  /** Connects when somebody needs it. */
  static Mono<List<String>> connected(Mono<String> connect) {
    // @start region="once"
    Once<String> connection = Once.of(connect);           // nothing happens yet
    return gather(connection.get(), connection.get());    // connects once
    // @end
  }

  /** Says when {@code status} is ready. */
  static Mono<String> whenReady(Latest<String> status) {
    return async(
        co -> {
          // @start region="latest"
          String seen = co.await(status.awaitUntil(s -> s.startsWith("ready")));
          // @end
          return seen;
        });
  }

  /** Reads the news until they end. */
  static Mono<Void> read(Broadcast<String> news, List<String> log) {
    return async(
        co -> {
          // @start region="broadcast"
          try (BroadcastReader<String> reader = news.subscribe()) {
            String item;
            while ((item = co.await(reader.next())) != null) {
              log.add(item);                              // every reader gets every item
            }
          }
          // @end
          return null;
        });
  }

  /** Serves whoever comes first. */
  static Mono<String> serve(AsyncQueue<String> orders, AsyncQueue<String> complaints) {
    // @start region="select"
    return select(
        on(complaints.take(), text -> "sorry for " + text),
        on(orders.take(), item -> "here is " + item),     // exactly one of the three
        on(sleep(ofSeconds(60)), nothing -> "closed"));
    // @end
  }
}
