package monoloop.examples;

import static java.time.Duration.ofSeconds;

import monoloop.io.StreamServer;
import monoloop.process.Program;
import reactor.core.publisher.Mono;

/** How the servers here are run: until Ctrl-C or SIGTERM, and then to the end of what is open. */
final class Serve {
  private Serve() {}

  static int untilSignalled(Mono<StreamServer> starting) {
    return Program.run(
        co -> {
          StreamServer server = co.await(starting);
          System.out.println(server);
          try {
            co.await(server.awaitClosed());
          } finally {
            co.await(server.drain(ofSeconds(5)));
          }
          return null;
        });
  }
}
