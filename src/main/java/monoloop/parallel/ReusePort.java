package monoloop.parallel;

import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.unix.UnixChannelOption;
import java.net.StandardSocketOptions;

/** Several sockets that listen on one port. */
final class ReusePort {
  /**
   * Whether the system spreads connections over them. Linux does; macOS and the BSDs have the
   * option but give all to one; Windows has none.
   */
  static final boolean BALANCES =
      System.getProperty("os.name").startsWith("Linux")
          && !"false".equals(System.getProperty("monoloop.reusePort"));

  private ReusePort() {}

  /** The option as the transport of {@code eventLoop} has it. */
  static ChannelOption<Boolean> option(EventLoop eventLoop) {
    return eventLoop instanceof IoEventLoop io && io.isIoType(NioIoHandler.class)
        ? NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT)
        : UnixChannelOption.SO_REUSEPORT;
  }
}
