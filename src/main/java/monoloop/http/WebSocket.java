package monoloop.http;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import monoloop.Operation;
import monoloop.WaitQueue;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;

/**
 * Messages both ways.
 *
 * <pre>
 * open --> ended (closed by either side, or the connection is lost)
 * </pre>
 *
 * <p>Pings are answered by reactor-netty. Up to {@value #AHEAD} messages are read ahead, so that an
 * end is noticed while the body does something else; the socket is not read further until they are
 * received. Belongs to the thread of its loop.
 *
 * <p>A message is sent as one frame, and reactor-netty ends the connection of who sends a frame of
 * more than 64 KiB. If messages are longer, let it take them: with {@code maxFramePayloadLength} of
 * its {@code WebsocketServerSpec} and {@code WebsocketClientSpec}.
 *
 * {@snippet class="HttpSnippets" region="web-socket"}
 */
public final class WebSocket {
  private static final int AHEAD = 16;
  private static final int MOST_BYTES = 1 << 20;

  /** What is sent and received. */
  public sealed interface Message permits Text, Binary {}

  /**
   * A message of text.
   *
   * @param text what it says
   */
  public record Text(String text) implements Message {}

  /**
   * A message of bytes.
   *
   * @param bytes a copy, the receiver's
   */
  public record Binary(byte[] bytes) implements Message {}

  private final WebsocketOutbound out;
  private final ArrayDeque<Message> unread = new ArrayDeque<>();
  private final WaitQueue<@Nullable Message> receivers = new WaitQueue<>("WebSocket.receive");
  private final Operation<@Nullable Message> receive = new Receive();
  private final Sinks.Empty<Void> lost = Sinks.unsafe().empty();
  private final Incoming incoming = new Incoming();
  private @Nullable Throwable error;
  private boolean ended;

  WebSocket(WebsocketInbound in, WebsocketOutbound out) {
    this.out = out;
    in.aggregateFrames(MOST_BYTES).receiveFrames().subscribe(incoming);
  }

  // ---- receiving

  /**
   * Receives the next message.
   *
   * <p>If cancelled while suspended, nothing was taken. Waiting receivers are served first come,
   * first served.
   *
   * @return cold; empty once a side has closed the socket and all messages are received, at a
   *     client also if the connection was lost. At a server that fails with reactor-netty's
   *     AbortedException; a message of more than 1 MiB fails with Netty's TooLongFrameException
   */
  public Mono<Message> receive() {
    @SuppressWarnings("unchecked") // the same values, null being empty
    Mono<Message> messages = (Mono<Message>) (Mono<?>) receive;
    return messages;
  }

  /**
   * Receives the next message, which must be text.
   *
   * @return cold; as {@link #receive}; fails with an {@link IllegalStateException} if the message
   *     is binary, which is lost then
   */
  public Mono<String> receiveText() {
    return receive().map(this::textOf);
  }

  private String textOf(Message message) {
    if (message instanceof Text(String text)) {
      return text;
    }
    throw new IllegalStateException(
        this + " received a binary message where text was expected. Use receive()");
  }

  // ---- sending

  /**
   * Sends a message of text.
   *
   * @param text may be empty
   * @return cold; completes when it was handed to the socket; fails with reactor-netty's
   *     AbortedException if the socket has ended
   */
  public Mono<Void> send(String text) {
    return Mono.defer(() -> out.sendObject(new TextWebSocketFrame(text)).then());
  }

  /**
   * Sends a message of bytes.
   *
   * @param bytes not copied: leave them alone until it completes
   * @return cold; as {@link #send(String)}
   */
  public Mono<Void> send(byte[] bytes) {
    return Mono.defer(
        () -> out.sendObject(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(bytes))).then());
  }

  /**
   * Closes the socket in order, with status 1000; a second time does nothing.
   *
   * @return cold; completes when the close was handed to the socket
   */
  public Mono<Void> close() {
    return out.sendClose();
  }

  /**
   * Closes the socket in order.
   *
   * @param status 1000, 1001, or from 3000 to 4999; others are for protocols
   * @param reason no more than 123 bytes in UTF-8; the peer sees it
   * @return cold; as {@link #close()}
   */
  public Mono<Void> close(int status, String reason) {
    return out.sendClose(status, reason);
  }

  // ---- seeing

  /**
   * Returns whether no more messages come from the peer. Messages may be there to be received.
   *
   * @return true from the end of the connection on
   */
  public boolean isEnded() {
    return ended;
  }

  /** Completes when the connection has been lost; not when it was closed. */
  Mono<Void> lost() {
    return lost.asMono();
  }

  /** {@code WebSocket[open, 0 unread]}. */
  @Override
  public String toString() {
    return "WebSocket[" + (ended ? "ended" : "open") + ", " + unread.size() + " unread]";
  }

  private static Message message(WebSocketFrame frame) {
    return frame instanceof TextWebSocketFrame
        ? new Text(frame.content().toString(StandardCharsets.UTF_8))
        : new Binary(ByteBufUtil.getBytes(frame.content()));
  }

  /** Brings messages in; reactor-netty releases the frames. */
  private final class Incoming extends BaseSubscriber<WebSocketFrame> {
    @Override
    protected void hookOnSubscribe(Subscription subscription) {
      subscription.request(AHEAD);
    }

    @Override
    protected void hookOnNext(WebSocketFrame frame) {
      if (!(frame instanceof TextWebSocketFrame || frame instanceof BinaryWebSocketFrame)) {
        request(1);
        return;
      }
      Message message = message(frame);
      if (receivers.wake(message)) {
        request(1);
      } else {
        unread.add(message);
      }
    }

    @Override
    protected void hookOnComplete() {
      ended = true;
      receivers.wakeAll(null);
    }

    @Override
    protected void hookOnError(Throwable thrown) {
      ended = true;
      error = thrown;
      receivers.failAll(thrown);
      lost.tryEmitEmpty();
    }
  }

  private final class Receive extends Operation<@Nullable Message> {
    @Override
    protected @Nullable Object attempt() throws Exception {
      Message message = unread.poll();
      if (message != null) {
        if (!ended) {
          incoming.request(1);
        }
        return message;
      }
      if (error instanceof Exception e) {
        throw e;
      }
      return ended ? null : MUST_WAIT;
    }

    @Override
    protected WaitQueue<@Nullable Message> queue() {
      return receivers;
    }

    @Override
    protected void undelivered(@Nullable Message message) {
      if (message != null) {
        unread.addFirst(message);
      }
    }
  }
}
