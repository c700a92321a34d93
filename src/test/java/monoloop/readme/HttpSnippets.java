package monoloop.readme;

import static java.time.Duration.ofMillis;
import static monoloop.Async.async;
import static monoloop.Async.flux;
import static monoloop.Async.gather;
import static monoloop.Async.sleep;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import monoloop.Co;
import monoloop.Loop;
import monoloop.http.Http;
import monoloop.http.HttpStatusException;
import monoloop.http.WebSocket;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;

/** HTTP as the README shows it. */
final class HttpSnippets {
  private HttpSnippets() {}

  // @start region="http-server"
  static Mono<? extends DisposableServer> serve(Loop loop) {
    AtomicInteger visits = new AtomicInteger();
    return HttpServer.create()
        .runOn(loop.resources())
        .host("127.0.0.1")
        .port(0)
        .route(routes -> routes
            .get("/hello/{name}", Http.handler((co, exchange) -> {
              co.await(sleep(ofMillis(10)));            // suspends; the thread serves others
              String name = exchange.param("name");
              if (name.equals("nobody")) {
                throw new HttpStatusException(404, "nobody is here");
              }
              co.await(exchange.send("hello " + name + ", visit " + visits.incrementAndGet()));
              return null;
            }))
            .get("/ticks", Http.handler((co, exchange) ->
                co.await(exchange.stream(ticks()))))    // runs as fast as the peer reads
            .ws("/echo", Http.webSocket(HttpSnippets::echo)))
        .bind();
  }

  static Flux<String> ticks() {
    return flux(co -> {
      for (int tick = 1; tick <= 3; tick++) {
        co.await(sleep(ofMillis(10)));
        co.yield("tick " + tick + "\n");
      }
      return null;
    });
  }
  // @end

  // @start region="web-socket"
  static Void echo(Co co, WebSocket socket) throws Exception {
    for (String text; (text = co.await(socket.receiveText())) != null; ) {
      co.await(socket.send("echo " + text));
    }
    return null;                                        // the peer has closed
  }
  // @end

  // @start region="http-client"
  static Mono<List<String>> fetch(List<String> uris) {
    return async(co -> {
      HttpClient client = Http.client();                // its connections live on this loop
      return co.await(gather(uris.stream()
          .map(uri -> client.get().uri(uri).responseContent().aggregate().asString())
          .toList()));                                  // all at the same time, on one thread
    });
  }
  // @end
}
