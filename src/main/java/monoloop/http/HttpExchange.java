package monoloop.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * One request and its response, as the coroutine that answers it sees them.
 *
 * <p>A shorthand for what most handlers do; everything else is in reactor-netty's {@link #request}
 * and {@link #response}. A response is sent once; a handler that sends none answers with an empty
 * 200. Belongs to the thread of the connection's loop.
 */
public final class HttpExchange {
  private static final int MOST_BYTES = 1 << 20;

  private final HttpServerRequest request;
  private final HttpServerResponse response;

  HttpExchange(HttpServerRequest request, HttpServerResponse response) {
    this.request = request;
    this.response = response;
  }

  /**
   * Returns the request.
   *
   * @return reactor-netty's: method, uri, headers, cookies, and the body as a Flux
   */
  public HttpServerRequest request() {
    return request;
  }

  /**
   * Returns the response.
   *
   * @return reactor-netty's: status, headers, cookies, and all ways to send
   */
  public HttpServerResponse response() {
    return response;
  }

  /**
   * Returns the connection, for addresses, TLS and channel options.
   *
   * @return the one that the request came by; it may serve other requests later
   */
  public Connection connection() {
    Connection[] found = new Connection[1];
    request.withConnection(c -> found[0] = c);
    return Objects.requireNonNull(found[0]);
  }

  /**
   * Returns a parameter of the path, as in {@code routes.get("/users/{id}", ...)}.
   *
   * @param name the name between braces
   * @return null if the route has none of that name
   */
  public @Nullable String param(String name) {
    return request.param(name);
  }

  // ---- receiving

  /**
   * Reads the whole body of the request as UTF-8, no more than 1 MiB.
   *
   * @return cold; the text, empty for an empty body; fails as {@link #bytes(int)}
   */
  public Mono<String> text() {
    return bytes(MOST_BYTES).map(b -> new String(b, StandardCharsets.UTF_8));
  }

  /**
   * Reads the whole body of the request.
   *
   * <p>If cancelled, what was read is lost.
   *
   * @param maxBytes how long it may be, in bytes
   * @return cold; an empty array for an empty body. Fails with an {@link HttpStatusException} of
   *     status 413 if the body is longer, and with reactor-netty's AbortedException if the peer
   *     goes away
   * @throws IllegalArgumentException if {@code maxBytes} is negative
   */
  public Mono<byte[]> bytes(int maxBytes) {
    if (maxBytes < 0) {
      throw new IllegalArgumentException("maxBytes must be >= 0, was " + maxBytes);
    }
    return request.receive().collect(() -> new Body(maxBytes), Body::add).flatMap(Body::bytes);
  }

  /**
   * Reads the body of the request in pieces, as they come.
   *
   * <p>Backpressure: the socket is read only as pieces are requested.
   *
   * @return a copy of each piece; once only
   */
  public Flux<byte[]> pieces() {
    return request.receive().asByteArray();
  }

  // ---- sending

  /**
   * Sets the status of a response that has not been sent.
   *
   * @param status for example 404
   * @return this
   */
  public HttpExchange status(int status) {
    response.status(status);
    return this;
  }

  /**
   * Sets a header of a response that has not been sent.
   *
   * @param name its name
   * @param value its value; the last one wins
   * @return this
   */
  public HttpExchange header(CharSequence name, CharSequence value) {
    response.header(name, value);
    return this;
  }

  /**
   * Sends the response: {@code text} in UTF-8, as plain text unless the header Content-Type was
   * set.
   *
   * @param text may be empty
   * @return cold; completes when it was handed to the socket; fails with reactor-netty's
   *     AbortedException if the peer has gone away
   */
  public Mono<Void> send(String text) {
    if (!response.responseHeaders().contains(HttpHeaderNames.CONTENT_TYPE)) {
      response.header(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8");
    }
    return response.sendString(Mono.just(text)).then();
  }

  /**
   * Sends the response: {@code bytes} as they are.
   *
   * @param bytes not copied: leave them alone until it completes
   * @return cold; completes as {@link #send(String)}
   */
  public Mono<Void> send(byte[] bytes) {
    return response.sendByteArray(Mono.just(bytes)).then();
  }

  /**
   * Sends the response in pieces, each of them at once: for what has no known length or end.
   *
   * <p>Backpressure: no more than 128 pieces are ahead of the socket. If cancelled, or if the peer
   * goes away, {@code pieces} is cancelled.
   *
   * @param pieces sent as UTF-8, for example a {@link monoloop.Async#flux} of lines
   * @return cold; completes with {@code pieces}; its error ends the connection, for the length of
   *     the response shows nothing otherwise
   */
  public Mono<Void> stream(Flux<String> pieces) {
    return response
        .send(pieces.map(p -> ByteBufUtil.writeUtf8(response.alloc(), p)), piece -> true)
        .then();
  }

  /** {@code HttpExchange[GET /users/7, 200]}. */
  @Override
  public String toString() {
    return "HttpExchange["
        + request.method()
        + " "
        + request.uri()
        + ", "
        + (response.status() == null ? "no status" : response.status().code())
        + "]";
  }

  /** A body that grows up to a limit. */
  private static final class Body {
    private final int limit;
    private byte[] bytes = new byte[0];
    private int length;
    private boolean tooLong;

    Body(int limit) {
      this.limit = limit;
    }

    void add(ByteBuf piece) {
      int more = piece.readableBytes();
      tooLong |= more > limit - length;
      if (tooLong) {
        bytes = new byte[0];
        return;
      }
      if (length + more > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(length + more, Math.min(limit, 2 * length)));
      }
      piece.readBytes(bytes, length, more);
      length += more;
    }

    Mono<byte[]> bytes() {
      return tooLong
          ? Mono.error(
              new HttpStatusException(413, "the body is longer than " + limit + " bytes"))
          : Mono.just(bytes.length == length ? bytes : Arrays.copyOf(bytes, length));
    }
  }
}
