package monoloop.io;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.nio.charset.StandardCharsets;
import reactor.netty.Connection;

/** A connection whose peer is the test: bytes arrive in the pieces that it says. */
final class Wire {
  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);
  private final EmbeddedChannel channel = new EmbeddedChannel();
  final ByteStream stream;

  /** How often the system was called to send. */
  int flushes;

  Wire() {
    this(ByteStream.DEFAULT_LIMIT);
  }

  Wire(int limit) {
    channel.config().setAllocator(allocator);
    channel
        .pipeline()
        .addFirst(
            new ChannelOutboundHandlerAdapter() {
              @Override
              public void flush(ChannelHandlerContext context) {
                flushes++;
                context.flush();
              }
            });
    stream = ByteStream.over(Connection.from(channel), limit);
  }

  Wire arrives(String... pieces) {
    for (String piece : pieces) {
      channel.writeInbound(buffer(piece));
    }
    return this;
  }

  Wire ends() {
    channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    return this;
  }

  void breaks(Exception error) {
    channel.pipeline().fireExceptionCaught(error);
    channel.runPendingTasks();
  }

  void disconnects() {
    channel.close();
    channel.runPendingTasks();
  }

  /** Whether the socket would be read. */
  boolean isRead() {
    return channel.config().isAutoRead();
  }

  /** What was sent since the last time. */
  String sent() {
    channel.runPendingTasks();
    StringBuilder all = new StringBuilder();
    for (ByteBuf b; (b = channel.readOutbound()) != null; b.release()) {
      all.append(b.toString(StandardCharsets.UTF_8));
    }
    return all.toString();
  }

  ByteBuf buffer(String text) {
    ByteBuf bytes = allocator.heapBuffer();
    bytes.writeCharSequence(text, StandardCharsets.UTF_8);
    return bytes;
  }

  boolean isOpen() {
    return channel.isOpen();
  }

  void assertNoBufferIsLeft() {
    assertEquals(0, allocator.metric().usedHeapMemory(), "bytes of Netty's buffers");
  }

  static String text(byte[] bytes) {
    return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
  }
}
