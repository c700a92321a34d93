package monoloop.http;

import monoloop.CancelledError;
import monoloop.Loop;
import reactor.core.publisher.Mono;
import reactor.netty.channel.AbortedException;

/** What the peer and the loop hear of a body that has failed. */
final class Failures {
  private static final int GOING_AWAY = 1001;
  private static final int INTERNAL_ERROR = 1011;

  private Failures() {}

  static Mono<Void> answer(HttpExchange exchange, Loop loop, Throwable error) {
    boolean sent = exchange.response().hasSentHeaders();
    if (error instanceof AbortedException && !exchange.connection().channel().isActive()) {
      return Mono.empty(); // the peer has gone: nobody is left to be told
    }
    if (error instanceof CancelledError) {
      exchange.connection().dispose();
      return Mono.empty();
    }
    if (error instanceof HttpStatusException refused && !sent) {
      String text = refused.getMessage();
      return exchange.status(refused.status()).send(text == null ? "" : text);
    }
    loop.report("the handler of " + exchange + " failed", error, exchange);
    if (!sent) {
      return exchange.status(500).send("Internal Server Error");
    }
    exchange.connection().dispose();
    return Mono.empty();
  }

  static Mono<Void> close(WebSocket socket, Loop loop, Throwable error) {
    if (error instanceof AbortedException && socket.isEnded()) {
      return Mono.empty();
    }
    if (error instanceof CancelledError) {
      return socket.close(GOING_AWAY, "cancelled");
    }
    loop.report("the handler of " + socket + " failed", error, socket);
    return socket.close(INTERNAL_ERROR, "internal error");
  }
}
