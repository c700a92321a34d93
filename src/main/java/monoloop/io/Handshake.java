package monoloop.io;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import monoloop.Deferred;
import monoloop.Loop;
import org.jspecify.annotations.Nullable;

/** The beginning of encryption on a connection: from the handler's arrival to its verdict. */
final class Handshake {
  static final String NAME = "monoloop.tls";
  private static final String GUARD = "monoloop.tls.guard";

  private final Channel channel;
  final Deferred<TlsInfo> done;

  Handshake(Loop loop, Channel channel) {
    this.channel = channel;
    done = new Deferred<>(loop);
  }

  /**
   * Encrypts what is written from now on, and decrypts what arrives from now on.
   *
   * @param early what has arrived and was not read: the peer may have begun already. What a
   *     stranger has slipped in before is no TLS, so that the handshake fails
   */
  void begin(ChannelHandler tls, ByteBuf early) throws Exception {
    OneHandshake guard = new OneHandshake();
    channel.pipeline().addBefore(StreamHandler.NAME, GUARD, guard);
    channel.pipeline().addBefore(StreamHandler.NAME, NAME, tls);
    if (early.isReadable()) {
      ChannelHandlerContext context = channel.pipeline().context(guard);
      guard.channelRead(context, early);
      if (!context.isRemoved()) {
        context.fireChannelReadComplete();
      }
    } else {
      early.release();
    }
  }

  void ended(@Nullable Throwable cause, String peer) {
    if (done.isDone()) {
      return;
    }
    if (cause == null) {
      done.complete(TlsInfo.of(channel.pipeline().get(SslHandler.class)));
    } else {
      done.fail(error(cause, peer));
    }
  }

  /** Says what to do, where that is known. */
  private static SSLException error(Throwable thrown, String peer) {
    Throwable cause = thrown instanceof DecoderException && thrown.getCause() != null
        ? thrown.getCause() : thrown;
    String why = String.valueOf(cause.getMessage());
    if (cause instanceof NotSslRecordException) {
      why = "what it sent is not TLS. Connect without TLS, or to another port";
    } else if (cause instanceof SslHandshakeTimeoutException) {
      why += ". The peer may not speak TLS on this port";
    } else if (has(cause, CertificateExpiredException.class)) {
      why += ". The certificate must be renewed";
    } else if (has(cause, CertPathBuilderException.class)) {
      why += ". If the certificate is a private one, trust it with Tls.trust()";
    } else if (why.startsWith("(certificate_unknown) No ")) {
      why += ". Connect to a name that the certificate is for, or set it with Tls.serverName()";
    }
    SSLException error =
        new SSLHandshakeException("the TLS handshake with " + peer + " failed: " + why);
    error.initCause(cause);
    return error;
  }

  private static boolean has(Throwable thrown, Class<? extends Throwable> type) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (type.isInstance(t)) {
        return true;
      }
    }
    return false;
  }
}
