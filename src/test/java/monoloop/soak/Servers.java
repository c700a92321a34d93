package monoloop.soak;

import static monoloop.Async.async;

import java.io.IOException;
import monoloop.Async;
import monoloop.Co;
import monoloop.Loop;
import monoloop.Task;
import monoloop.http.Http;
import monoloop.http.HttpExchange;
import monoloop.http.WebSocket;
import monoloop.io.ByteStream;
import monoloop.io.Datagram;
import monoloop.io.DatagramEndpoint;
import monoloop.io.StreamServer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** What the traffic goes to; all of them say what they hear. */
record Servers(StreamServer tcp, DisposableServer http, DatagramEndpoint udp, Task<?> udpEcho) {

  static Mono<Servers> start() {
    return async(
        co -> {
          StreamServer tcp =
              co.await(StreamServer.on("127.0.0.1", 0).limit(1 << 20).start(Servers::lines));
          DisposableServer http =
              co.await(
                  HttpServer.create()
                      .runOn(Loop.current().resources())
                      .host("127.0.0.1")
                      .port(0)
                      .route(
                          routes ->
                              routes
                                  .post("/echo", Http.handler(Servers::text))
                                  .get("/stream", Http.handler(Servers::stream))
                                  .ws("/ws", Http.webSocket(Servers::messages)))
                      .bind());
          DatagramEndpoint udp = co.await(DatagramEndpoint.bind("127.0.0.1", 0));
          return new Servers(tcp, http, udp, co.spawn(datagrams(udp)));
        });
  }

  Mono<Void> stop() {
    return async(
        co -> {
          tcp.abort();
          co.await(tcp.awaitClosed());
          http.dispose();
          co.await(http.onDispose());
          udpEcho.cancel("the traffic is over");
          udp.close();
          return null;
        });
  }

  private static Void lines(Co co, ByteStream stream) throws Exception {
    try {
      for (String line; (line = co.await(stream.readLine())) != null; ) {
        stream.write(line + "\n");
        co.await(stream.drain());
      }
    } catch (IOException gone) {
      return null; // clients do that here
    }
    return null;
  }

  private static Void text(Co co, HttpExchange exchange) throws Exception {
    String text = co.await(exchange.text());
    co.await(Async.checkpoint());
    return co.await(exchange.send(text == null ? "" : text));
  }

  private static Void stream(Co co, HttpExchange exchange) throws Exception {
    return co.await(exchange.stream(Flux.range(0, 200).map(i -> "x".repeat(i) + "\n")));
  }

  private static Void messages(Co co, WebSocket socket) throws Exception {
    for (String text; (text = co.await(socket.receiveText())) != null; ) {
      co.await(socket.send(text));
    }
    return null;
  }

  private static Mono<Void> datagrams(DatagramEndpoint udp) {
    return async(
        co -> {
          for (Datagram d; (d = co.await(udp.receive())) != null; ) {
            udp.send(d.bytes(), d.peer());
          }
          return null;
        });
  }
}
