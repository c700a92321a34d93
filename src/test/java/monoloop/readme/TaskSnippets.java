package monoloop.readme;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static monoloop.Async.async;
import static monoloop.Async.cancelScope;
import static monoloop.Async.checkpoint;
import static monoloop.Async.gather;
import static monoloop.Async.iterate;
import static monoloop.Async.shielded;
import static monoloop.Async.taskGroup;
import static monoloop.Async.timeout;
import static monoloop.readme.Hello.find;

import java.util.List;
import monoloop.io.ByteStream;
import monoloop.io.StreamServer;
import monoloop.sync.AsyncQueue;
import reactor.core.publisher.Mono;

/** Programs with several tasks. */
final class TaskSnippets {
  private TaskSnippets() {}

  // @start region="timeout"
  static Mono<String> page() {
    return timeout(ofSeconds(5), co -> {                // TimeoutException, after finally blocks
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

  // @start region="scope"
  static Mono<String> polite(List<String> log) {
    return cancelScope(ofMillis(20), (co, scope) -> {   // scope.cancel(), or after 20 ms
      try {
        return co.await(find("key").delayElement(ofSeconds(60)));
      } finally {
        co.await(shielded(inner -> {                    // any other await here would raise
          inner.await(checkpoint());
          log.add("said goodbye");
          return null;
        }));
      }
    });                                                 // ends empty: no error of the caller's
  }
  // @end

  // @start region="queue"
  static Mono<Integer> total(int count) {
    return taskGroup((inner, group) -> {
      AsyncQueue<Integer> queue = AsyncQueue.bounded(2);
      group.spawn(co -> {
        for (int i = 1; i <= count; i++) {
          co.await(queue.put(i));                       // waits while two are in it
        }
        queue.shutdown();                               // what is in it can still be taken
        return null;
      });
      int sum = 0;
      try (var items = iterate(queue.asFlux())) {
        for (Integer n; (n = inner.await(items.next())) != null; ) {
          sum += n;
        }
      }
      return sum;
    });
  }
  // @end

  // @start region="echo"
  static Mono<String> echoed(String line) {
    return async(co -> {
      StreamServer server = co.await(StreamServer.start("127.0.0.1", 0, (peer, stream) -> {
        for (String text; (text = peer.await(stream.readLine())) != null; ) {
          stream.write(text + "\n");
          peer.await(stream.drain());                   // waits while the peer reads too slowly
        }
        return null;                                    // closes the stream
      }));
      try (ByteStream stream = co.await(ByteStream.connect("127.0.0.1", server.port()))) {
        stream.write(line + "\n");
        return co.await(stream.readLine());
      } finally {
        server.stopAccepting();
      }
    });
  }
  // @end
}
