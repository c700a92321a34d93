package monoloop.readme;

import static java.time.Duration.ofSeconds;
import static monoloop.Async.async;
import static monoloop.Async.iterate;
import static monoloop.Async.timeout;

import monoloop.AsyncIterator;
import monoloop.Co;
import monoloop.io.ByteStream;
import monoloop.io.StreamServer;
import monoloop.process.Command;
import monoloop.process.CompletedPipeline;
import monoloop.process.Program;
import monoloop.process.Signals;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** What the Javadoc of {@code monoloop.process} shows. */
final class ProcessSnippets {
  private ProcessSnippets() {}

  static Mono<String> text() {
    return async(
        // @start region="process-text"
        co -> {
          String names = co.await(Command.of("sort", "-u").run("b\na\nb\n")).orThrow().text();
          String now = co.await(timeout(ofSeconds(5), inner -> inner.await(Command.of("date").text())));
          return names + now;
        }
        // @end
        );
  }

  static Mono<Integer> pipeline() {
    return async(
        // @start region="process-pipeline"
        co -> {
          CompletedPipeline counted =
              co.await(Command.of("sort", "-u").pipe(Command.of("wc", "-l")).run("b\na\nb\n"));
          return Integer.valueOf(counted.orThrow().text().strip());
        }
        // @end
        );
  }

  static Mono<String> conversation() {
    return async(
        // @start region="process-using"
        co -> co.await(Command.of("tr", "a-z", "A-Z").using((inner, tr) -> {
          tr.stdin().write("hello\n");
          tr.stdin().close();
          return inner.await(timeout(ofSeconds(5), c -> c.await(tr.stdout().readLine())));
        }))                              // however this ends: the child has ended, too
        // @end
        );
  }

  static Mono<Void> signals(Runnable reload) {
    return async(
        // @start region="signals"
        co -> {
          try (AsyncIterator<String> hangups = iterate(Signals.of("HUP"))) {
            while (co.await(hangups.next()) != null) {
              reload.run();
            }
          }
          return null;
        }
        // @end
        );
  }

  // @start region="program"
  public static void main(String[] args) {
    System.exit(Program.run(co -> {
      StreamServer server = co.await(StreamServer.start("localhost", 8080, ProcessSnippets::serve));
      try {
        co.await(server.awaitClosed());
      } finally {                                  // Ctrl-C or SIGTERM: no more connections, and
        co.await(server.drain(ofSeconds(5)));      // five seconds for those that are open
      }
      return null;
    }));
  }
  // @end

  private static @Nullable Void serve(Co co, ByteStream stream) throws Exception {
    co.await(stream.readLine());
    return null;
  }
}
