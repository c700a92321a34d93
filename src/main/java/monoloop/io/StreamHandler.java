package monoloop.io;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a connection's events come to its stream, and what lets the socket be read or not;
 * reactor-netty behind it sees no bytes. One object for both ways, as each request needs both.
 */
final class StreamHandler extends ChannelInboundHandlerAdapter implements Supply {
  static final String NAME = "monoloop.stream";

  private final Channel channel;

  /** Whether reactor-netty is behind it; otherwise the end of the pipeline is. */
  private final boolean passesOn;

  /** What autoRead is, or will be; that costs more to ask. */
  private boolean flowing;

  /** Set before anything happens. */
  private @Nullable ByteStream stream;

  StreamHandler(Channel channel, boolean passesOn) {
    this.channel = channel;
    this.passesOn = passesOn;
    flowing = channel.config().isAutoRead();
  }

  void serve(ByteStream stream) {
    this.stream = stream;
  }

  private ByteStream stream() {
    return Objects.requireNonNull(stream);
  }

  // ---- for the input

  @Override
  public void flow(boolean on) {
    if (flowing != on) {
      flowing = on;
      if (channel.isOpen()) {
        // what a body of the thread engine tells Netty comes later than what the loop's thread does
        Sockets.onEventLoop(channel, () -> channel.config().setAutoRead(flowing));
      }
    }
  }

  /** For an answer to what was written, mostly. */
  @Override
  public void awaited() {
    stream().awaited();
    flow(true);
  }

  @Override
  public boolean isOwn() {
    return channel instanceof MemoryChannel;
  }

  @Override
  public ByteBufAllocator allocator() {
    return channel.alloc();
  }

  /** The stream, for dumps of the loop, which find this handler by its name. */
  @Override
  public String toString() {
    return stream == null ? channel.toString() : stream.toString();
  }

  // ---- for the channel

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof ByteBuf bytes) {
      stream().input.arrived(bytes);
    } else {
      context.fireChannelRead(message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (passesOn) {
      context.fireChannelReadComplete();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      stream().inputEnded();
    } else if (event instanceof SslHandshakeCompletionEvent handshake) {
      stream().handshaken(handshake.cause());
    } else if (event instanceof SslCloseCompletionEvent farewell) {
      if (farewell.isSuccess()) {
        stream().input.ended();
      }
    } else if (!(event instanceof ChannelInputShutdownReadComplete)) {
      context.fireUserEventTriggered(event);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    stream().output.writable();
    context.fireChannelWritabilityChanged();
  }

  /** An error of the socket ends the connection, also if half of it might go on. */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    stream().failed(
        cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause);
    context.channel().close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    stream().gone();
    context.fireChannelInactive();
  }
}
