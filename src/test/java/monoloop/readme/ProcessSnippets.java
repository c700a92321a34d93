package monoloop.readme;

import static java.time.Duration.ofSeconds;
import static monoloop.Async.async;
import static monoloop.Async.timeout;

import monoloop.process.Command;
import monoloop.process.CompletedPipeline;
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
}
