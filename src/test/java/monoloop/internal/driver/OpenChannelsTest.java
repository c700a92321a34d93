package monoloop.internal.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Netty keeps its channels where they are looked for. */
class OpenChannelsTest {
  private static Map<Channel, Boolean> found(IoHandlerFactory io, Channel channel)
      throws Exception {
    MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, io);
    try {
      EventLoop eventLoop = group.next();
      eventLoop.register(channel).sync();
      channel.bind(new InetSocketAddress("127.0.0.1", 0)).sync();
      channel.config().setAutoRead(true);
      return eventLoop.submit(() -> OpenChannels.of(eventLoop)).get(10, TimeUnit.SECONDS);
    } finally {
      group.shutdownGracefully(0, 0, TimeUnit.SECONDS).sync();
    }
  }

  @Test
  void the_channels_of_nio_are_found_with_what_is_asked_for() throws Exception {
    NioDatagramChannel channel = new NioDatagramChannel();

    Map<Channel, Boolean> found = found(NioIoHandler.newFactory(), channel);

    assertEquals(Map.of(channel, true), Map.copyOf(found));
  }

  @Test
  void the_channels_of_epoll_are_found() throws Exception {
    assumeTrue(Epoll.isAvailable());
    EpollDatagramChannel channel = new EpollDatagramChannel();

    Map<Channel, Boolean> found = found(EpollIoHandler.newFactory(), channel);

    assertEquals(1, found.size());
    assertSame(channel, found.keySet().iterator().next());
  }
}
