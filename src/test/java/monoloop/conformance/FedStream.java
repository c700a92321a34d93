package monoloop.conformance;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.nio.charset.StandardCharsets;
import monoloop.io.ByteStream;
import reactor.netty.Connection;

/**
 * Python's {@code StreamReader} that the program itself feeds: a stream over an embedded channel.
 */
final class FedStream {
  private final EmbeddedChannel channel = new EmbeddedChannel();
  final ByteStream reader;

  FedStream() {
    this(ByteStream.DEFAULT_LIMIT);
  }

  FedStream(int limit) {
    reader = ByteStream.over(Connection.from(channel), limit);
  }

  void feedData(String text) {
    channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
  }

  void feedEof() {
    channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
  }

  void setException(Exception error) {
    channel.pipeline().fireExceptionCaught(error);
  }

  /** Python's {@code bytes.decode()}; {@code b""} is null here. */
  static String decode(byte[] bytes) {
    return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
  }
}
