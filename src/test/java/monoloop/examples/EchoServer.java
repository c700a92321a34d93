package monoloop.examples;

import static java.time.Duration.ofMinutes;
import static monoloop.Async.timeout;

import java.util.concurrent.TimeoutException;
import monoloop.Co;
import monoloop.io.ByteStream;
import monoloop.io.StreamServer;
import reactor.core.publisher.Mono;

/** Sends back what it receives, and hangs up on who is silent for a minute. */
final class EchoServer {
  private EchoServer() {}

  static Mono<StreamServer> start(String host, int port) {
    return StreamServer.start(host, port, EchoServer::echo);
  }

  private static Void echo(Co co, ByteStream peer) throws Exception {
    try {
      byte[] piece;
      while ((piece = co.await(timeout(ofMinutes(1), c -> c.await(peer.read(1 << 16))))) != null) {
        peer.write(piece);
        co.await(peer.drain());
      }
    } catch (TimeoutException silent) {
      peer.write("Good bye.\n");
    }
    return null;
  }

  /** Listens on port 7000. */
  public static void main(String[] args) {
    System.exit(Serve.untilSignalled(start("localhost", 7000)));
  }
}
