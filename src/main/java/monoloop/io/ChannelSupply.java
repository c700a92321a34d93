package monoloop.io;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;

/** A socket, which is read or not. */
record ChannelSupply(Channel channel) implements Supply {
  @Override
  public boolean isFlowing() {
    return channel.config().isAutoRead();
  }

  @Override
  public void flow(boolean on) {
    channel.config().setAutoRead(on);
  }

  @Override
  public ByteBufAllocator allocator() {
    return channel.alloc();
  }
}
