package monoloop.parallel;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;

/**
 * A port that is kept for processes that will listen on it with SO_REUSEPORT. It is bound, so that
 * nobody else gets it, and does not listen, so that no connection comes here.
 */
final class SharedPort implements AutoCloseable {
  private final SocketChannel holder;
  private final int port;

  private SharedPort(SocketChannel holder, int port) {
    this.holder = holder;
    this.port = port;
  }

  /** Zero for any that is free. */
  static SharedPort keep(int port) throws IOException {
    SocketChannel holder = SocketChannel.open();
    try {
      holder.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      holder.bind(new InetSocketAddress(port));
      return new SharedPort(holder, ((InetSocketAddress) holder.getLocalAddress()).getPort());
    } catch (IOException e) {
      holder.close();
      BindException named =
          new BindException("port " + port + " cannot be kept for workers: " + e.getMessage());
      named.initCause(e);
      throw named;
    }
  }

  int port() {
    return port;
  }

  @Override
  public void close() throws IOException {
    holder.close();
  }
}
