package monoloop.bench;

import monoloop.Loop;
import monoloop.http.Http;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

/**
 * An HTTP server on one thread that says hello, for a load generator such as {@code wrk}: {@code
 * HttpServerHello plain|plain-loop|coroutine|coroutine-theirs PORT}. "plain" is reactor-netty's own
 * handler and thread, "plain-loop" its handler on a loop, "coroutine" a coroutine on a loop,
 * "coroutine-theirs" a coroutine on reactor-netty's thread. Needs {@code
 * --enable-native-access=ALL-UNNAMED} for epoll. Ends when it is killed.
 */
final class HttpServerHello {
  private HttpServerHello() {}

  public static void main(String[] args) throws Exception {
    LoopResources resources =
        args[0].equals("coroutine") || args[0].equals("plain-loop")
            ? Loop.start("http").resources()
            : LoopResources.create("http", 1, true);
    HttpServer server =
        HttpServer.create()
            .host("127.0.0.1")
            .port(Integer.parseInt(args[1]))
            .runOn(resources);
    server =
        args[0].startsWith("plain")
            ? server.handle(
                (request, response) ->
                    response
                        .header("content-type", "text/plain")
                        .sendString(Mono.just("hello")))
            : server.handle(
                Http.handler(
                    (co, exchange) ->
                        co.await(
                            exchange.header("content-type", "text/plain").send("hello"))));
    server.bindNow();
    Thread.currentThread().join();
  }
}
