package monoloop.http;

import java.util.Objects;
import java.util.function.BiFunction;
import monoloop.Async;
import monoloop.CoroutineWith;
import monoloop.Loop;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;
import reactor.netty.transport.NameResolverProvider;

/**
 * Coroutines for reactor-netty's {@code HttpServer} and {@code HttpClient}.
 *
 * {@snippet class="HttpSnippets" region="http-server"}
 */
public final class Http {
  private Http() {}

  /**
   * Makes a handler for {@code HttpServer.handle} and for routes: each request runs {@code body} as
   * a task on the event loop of its connection, be that a {@link Loop} already, as with {@link
   * Loop#resources()}, or one of reactor-netty's own.
   *
   * <p>If the peer goes away the task is cancelled. A body that lets out an {@link
   * HttpStatusException} answers with that status and text. Any other exception answers with 500
   * and goes to the loop's exception handler; if a part of the response has been sent, the
   * connection is closed, so that the peer does not take it for the whole. A body that was
   * cancelled by somebody else closes the connection.
   *
   * @param body runs for each request; its result is ignored
   * @return the handler
   */
  public static BiFunction<HttpServerRequest, HttpServerResponse, Mono<Void>> handler(
      CoroutineWith<? super HttpExchange, ?> body) {
    Objects.requireNonNull(body, "body");
    return (request, response) -> {
      HttpExchange exchange = new HttpExchange(request, response);
      Loop loop = loopOf(exchange.connection());
      return Async.async(body, exchange)
          .then()
          .onErrorResume(e -> Failures.answer(exchange, loop, e));
    };
  }

  /**
   * Makes a handler for {@code HttpServerRoutes.ws}: each WebSocket runs {@code body} as a task on
   * the event loop of its connection.
   *
   * <p>When the body has ended, the socket is closed with status 1000. An exception that it lets
   * out closes it with 1011 and goes to the loop's exception handler, unless it comes of sending
   * to a peer that has closed. If the connection is lost without a close, the task is cancelled.
   *
   * @param body runs for each WebSocket; its result is ignored
   * @return the handler
   */
  public static BiFunction<WebsocketInbound, WebsocketOutbound, Mono<Void>> webSocket(
      CoroutineWith<? super WebSocket, ?> body) {
    Objects.requireNonNull(body, "body");
    return (in, out) -> {
      Connection[] connection = new Connection[1];
      in.withConnection(c -> connection[0] = c);
      Loop loop = loopOf(connection[0]);
      WebSocket socket = new WebSocket(in, out);
      return Async.async(body, socket)
          .then()
          .takeUntilOther(socket.lost())
          .onErrorResume(e -> Failures.close(socket, loop, e));
    };
  }

  /**
   * Makes a client whose connections live on the running loop, with a pool of its own. Keep it: a
   * second one has other connections. They are closed with the loop at the latest.
   *
   * {@snippet class="HttpSnippets" region="http-client"}
   *
   * @return reactor-netty's client; what it returns is awaited
   * @throws monoloop.NotOnLoopException if the calling thread runs no loop
   */
  public static HttpClient client() {
    return client(Loop.current());
  }

  /**
   * As {@link #client()}, for a given loop. Any thread.
   *
   * @param loop where connections live
   * @return reactor-netty's client
   * @throws UnsupportedOperationException if the loop turns on a plain executor
   * @throws IllegalStateException if the loop is closed
   */
  public static HttpClient client(Loop loop) {
    LoopResources resources = loop.resources();
    return HttpClient.create(ConnectionProvider.create("monoloop"))
        // its own, and first: reactor-netty keeps those that it makes, and so the loop, for ever
        .resolver(NameResolverProvider.builder().build().newNameResolverGroup(resources, true))
        .runOn(resources);
  }

  /**
   * Opens a WebSocket. Await it on the loop that the client runs on. Close it in the end.
   *
   * @param settings for example {@code client.websocket().uri("ws://...")}
   * @return cold; the open socket; fails with reactor-netty's WebSocketClientHandshakeException if
   *     the server does not want it, and with an {@link java.io.IOException} if there is none
   */
  public static Mono<WebSocket> connect(HttpClient.WebsocketSender settings) {
    return settings
        .connect()
        .map(c -> new WebSocket((WebsocketInbound) c, (WebsocketOutbound) c));
  }

  private static Loop loopOf(@Nullable Connection connection) {
    return Loop.on(Objects.requireNonNull(connection).channel().eventLoop());
  }
}
