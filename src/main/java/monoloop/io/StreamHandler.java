package monoloop.io;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;

/** Where a connection's events come to its stream; reactor-netty behind it sees no bytes. */
final class StreamHandler extends ChannelInboundHandlerAdapter {
  static final String NAME = "monoloop.stream";

  private final ByteStream stream;

  StreamHandler(ByteStream stream) {
    this.stream = stream;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof ByteBuf bytes) {
      stream.input.arrived(bytes);
    } else {
      context.fireChannelRead(message);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      stream.inputEnded();
    } else if (event instanceof SslHandshakeCompletionEvent handshake) {
      stream.handshaken(handshake.cause());
    } else if (event instanceof SslCloseCompletionEvent farewell) {
      if (farewell.isSuccess()) {
        stream.input.ended();
      }
    } else if (!(event instanceof ChannelInputShutdownReadComplete)) {
      context.fireUserEventTriggered(event);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    stream.output.writable();
    context.fireChannelWritabilityChanged();
  }

  /** An error of the socket ends the connection, also if half of it might go on. */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    stream.failed(
        cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause);
    context.channel().close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    stream.gone();
    context.fireChannelInactive();
  }
}
