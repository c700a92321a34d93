package monoloop.io;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/** A socket, which is read or not. */
final class ChannelSupply implements Supply {
  private final Channel channel;

  /** What its autoRead is, which costs more to ask. */
  private boolean flowing;

  /** Set as soon as the stream has one. */
  @Nullable Output output;

  ChannelSupply(Channel channel) {
    this.channel = channel;
    flowing = channel.config().isAutoRead();
  }

  @Override
  public void flow(boolean on) {
    if (flowing != on) {
      flowing = on;
      channel.config().setAutoRead(on);
    }
  }

  /** For an answer to what was written, mostly. */
  @Override
  public void awaited() {
    Output o = output;
    if (o != null) {
      o.pause();
    }
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

  @Override
  public String toString() {
    return channel.toString();
  }
}
