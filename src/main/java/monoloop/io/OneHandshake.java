package monoloop.io;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import javax.net.ssl.SSLException;

/**
 * Refuses a second handshake on a connection of TLS 1.2 (renegotiation), which the JDK would make
 * as often as the peer asks, at the peer's little and the own great cost. TLS 1.3 has none.
 *
 * <p>It looks at the headers of the records alone: a peer changes to its new keys once, one
 * encrypted handshake message follows (Finished), and every further one begins a renegotiation.
 */
final class OneHandshake extends ChannelInboundHandlerAdapter {
  private static final int CHANGE_OF_KEYS = 20;
  private static final int HANDSHAKE = 22;
  private static final int HEADER = 5;

  /** How much of the record, or of its header, is still to come. */
  private int left;

  private int headerBytes;
  private int type;
  private int length;
  private boolean keysChanged;
  private boolean finished;
  private boolean again;

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof ByteBuf bytes) {
      scan(bytes);
      if (again && isOld(context)) {
        bytes.release();
        refuse(context);
        return;
      }
    }
    context.fireChannelRead(message);
    if (!context.isRemoved() && isDone(context)) {
      if (!isOld(context)) {
        context.pipeline().remove(this);
      } else if (again) { // in the same piece as the end of the first one
        refuse(context);
      }
    }
  }

  private static void refuse(ChannelHandlerContext context) {
    context.fireExceptionCaught(
        new SSLException(
            "the peer has asked for another handshake on the same connection (renegotiation), which"
                + " is refused"));
  }

  private static boolean isDone(ChannelHandlerContext context) {
    SslHandler tls = context.pipeline().get(SslHandler.class);
    return tls != null && tls.handshakeFuture().isSuccess();
  }

  /** Whether a handshake of TLS 1.2 is done. */
  private static boolean isOld(ChannelHandlerContext context) {
    SslHandler tls = context.pipeline().get(SslHandler.class);
    return tls != null
        && tls.handshakeFuture().isSuccess()
        && !tls.engine().getSession().getProtocol().equals("TLSv1.3");
  }

  private void scan(ByteBuf bytes) {
    int end = bytes.writerIndex();
    for (int i = bytes.readerIndex(); i < end; ) {
      if (left > 0) {
        int skipped = Math.min(left, end - i);
        left -= skipped;
        i += skipped;
        continue;
      }
      int b = bytes.getUnsignedByte(i++);
      switch (headerBytes++) {
        case 0 -> type = b;
        case 3 -> length = b << 8;
        case HEADER - 1 -> {
          left = length | b;
          headerBytes = 0;
          begun(type);
        }
        default -> {} // the version
      }
    }
  }

  private void begun(int type) {
    if (type == CHANGE_OF_KEYS) {
      keysChanged = true;
    } else if (type == HANDSHAKE && keysChanged) {
      again |= finished;
      finished = true;
    }
  }
}
