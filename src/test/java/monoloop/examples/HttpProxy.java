package monoloop.examples;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.time.Duration.ofSeconds;
import static monoloop.Async.async;
import static monoloop.Async.taskGroup;
import static monoloop.Async.waitFor;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import monoloop.Co;
import monoloop.TaskGroupException;
import monoloop.io.ByteStream;
import monoloop.io.StreamServer;
import reactor.core.publisher.Mono;

/** A forward proxy: tunnels by CONNECT, and requests for {@code http://} addresses. */
final class HttpProxy {
  private final Duration limit;

  /** One that waits no longer for a request, a connection or the next byte. */
  HttpProxy(Duration limit) {
    this.limit = limit;
  }

  Mono<StreamServer> start(String host, int port) {
    return StreamServer.start(host, port, (co, client) -> serve(co, this, client));
  }

  private static Void serve(Co co, HttpProxy proxy, ByteStream client) throws Exception {
    Request request;
    try {
      byte[] head = co.await(waitFor(client.readUntil("\r\n\r\n"), proxy.limit));
      request = Request.parse(new String(head, ISO_8859_1));
    } catch (IOException | TimeoutException | IllegalArgumentException e) {
      client.write("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
      return null;
    }
    ByteStream server;
    try {
      server = co.await(waitFor(ByteStream.connect(request.host, request.port), proxy.limit));
    } catch (IOException | TimeoutException e) {
      client.write("HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\n\r\n");
      return null;
    }
    try (server) {
      if (request.isTunnel()) {
        client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      } else {
        server.write(request.head);
      }
      co.await(proxy.tunnel(client, server));
    }
    return null;
  }

  /** Both directions, until both have ended; if one is lost or too slow, so is the other. */
  private Mono<Void> tunnel(ByteStream a, ByteStream b) {
    return taskGroup((co, group) -> {
      group.spawn(copy(a, b));
      group.spawn(copy(b, a));
      return (Void) null;
    }).onErrorComplete(TaskGroupException.class);
  }

  private Mono<Void> copy(ByteStream from, ByteStream to) {
    return async(co -> {
      ByteBuf piece;
      while ((piece = co.await(waitFor(from.readBuffer(1 << 16), limit))) != null) {
        to.write(piece);                                      // without a copy
        co.await(waitFor(to.drain(), limit));
      }
      to.shutdownOutput();
      return null;
    });
  }

  /** What to connect to, and what to send there. */
  private record Request(String host, int port, String head) {
    static Request parse(String head) {
      String[] first = head.substring(0, head.indexOf("\r\n")).split(" ");
      if (first.length != 3) {
        throw new IllegalArgumentException(head);
      }
      if (first[0].equals("CONNECT")) {
        URI to = URI.create("tunnel://" + first[1]);
        return new Request(hostOf(to), to.getPort(), "");
      }
      URI to = URI.create(first[1]);
      String path = to.getRawPath().isEmpty() ? "/" : to.getRawPath();
      String query = to.getRawQuery() == null ? "" : "?" + to.getRawQuery();
      String rest =
          head.substring(head.indexOf("\r\n"))
              .replaceAll("(?i)\r\n(Proxy-[\\w-]+|Connection):[^\r]*", "");
      return new Request(
          hostOf(to),
          to.getPort() < 0 ? 80 : to.getPort(),
          first[0] + " " + path + query + " HTTP/1.1\r\nConnection: close" + rest);
    }

    private static String hostOf(URI to) {
      if (to.getHost() == null) {
        throw new IllegalArgumentException("no host in " + to);
      }
      return to.getHost();
    }

    boolean isTunnel() {
      return head.isEmpty();
    }
  }

  /** Listens on port 8080. */
  public static void main(String[] args) {
    System.exit(Serve.untilSignalled(new HttpProxy(ofSeconds(30)).start("localhost", 8080)));
  }
}
