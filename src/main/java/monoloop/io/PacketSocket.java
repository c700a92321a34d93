package monoloop.io;

import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Map;
import monoloop.Loop;

/**
 * A channel for packets, not bound yet, and a way past it for packets without content: Netty takes
 * those for nothing to send.
 */
record PacketSocket(DatagramChannel channel, Empty empty) {
  /** Sends an empty packet. */
  interface Empty {
    void send(InetSocketAddress to) throws IOException;
  }

  /** Makes a channel of the loop's transport. */
  static PacketSocket open(Loop loop) throws IOException {
    Class<?> kind = loop.resources().onChannelClass(DatagramChannel.class, loop.eventLoop());
    if (kind == NioDatagramChannel.class) {
      java.nio.channels.DatagramChannel own = java.nio.channels.DatagramChannel.open();
      DatagramChannel channel = new NioDatagramChannel(own);
      channel.config().setAutoRead(false);
      return new PacketSocket(channel, to -> own.send(ByteBuffer.allocate(0), to));
    }
    DatagramChannel channel =
        (DatagramChannel) Sockets.open(loop, DatagramChannel.class, Map.of());
    ByteBuffer nothing = ByteBuffer.allocateDirect(0);
    return new PacketSocket(
        channel,
        to ->
            new Socket(((UnixChannel) channel).fd().intValue())
                .sendTo(nothing, 0, 0, to.getAddress(), to.getPort()));
  }
}
