package monoloop.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Locale;

/**
 * Load for an echo server: {@code EchoLoad PORT CONNECTIONS SIZE WARMUP SECONDS}. Each connection
 * sends SIZE bytes, waits until all of them are back, and again. Prints requests per second and the
 * percentiles 50, 99 and 99.9 of a round trip in microseconds, with commas between.
 */
final class EchoLoad {
  /** In steps of 100 ns up to 200 ms; what took longer is in the last one. */
  private static final int STEPS = 2_000_000;

  private static final class Conversation {
    final ByteBuffer bytes;
    long sent;

    Conversation(int size) {
      bytes = ByteBuffer.allocateDirect(size);
    }
  }

  private final int[] times = new int[STEPS];
  private long total;
  private long counted = Long.MAX_VALUE;

  private EchoLoad() {}

  public static void main(String[] args) throws Exception {
    EchoLoad load = new EchoLoad();
    double warmup = Double.parseDouble(args[3]);
    double seconds = Double.parseDouble(args[4]);
    try (Selector selector = Selector.open()) {
      for (int i = 0; i < Integer.parseInt(args[1]); i++) {
        SocketChannel channel =
            SocketChannel.open(
                new InetSocketAddress(
                    InetAddress.getLoopbackAddress(), Integer.parseInt(args[0])));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        Conversation conversation = new Conversation(Integer.parseInt(args[2]));
        channel.register(selector, SelectionKey.OP_READ, conversation);
        say(channel, conversation);
      }
      long begin = System.nanoTime() + (long) (warmup * 1e9);
      long end = begin + (long) (seconds * 1e9);
      load.counted = begin;
      while (System.nanoTime() < end) {
        selector.select(load::readable, 100);
      }
      for (SelectionKey key : selector.keys()) {
        key.channel().close();
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%.0f,%.1f,%.1f,%.1f%n",
        load.total / seconds,
        load.percentile(0.5),
        load.percentile(0.99),
        load.percentile(0.999));
  }

  private static void say(SocketChannel channel, Conversation conversation)
      throws IOException {
    conversation.sent = System.nanoTime();
    conversation.bytes.clear();
    while (conversation.bytes.hasRemaining()) {
      channel.write(conversation.bytes);
    }
    conversation.bytes.clear();
  }

  private void readable(SelectionKey key) {
    Conversation conversation = (Conversation) key.attachment();
    SocketChannel channel = (SocketChannel) key.channel();
    try {
      if (channel.read(conversation.bytes) < 0) {
        throw new IllegalStateException("the server has closed a connection");
      }
      if (!conversation.bytes.hasRemaining()) {
        long now = System.nanoTime();
        if (now >= counted) {
          times[(int) Math.min(STEPS - 1, (now - conversation.sent) / 100)]++;
          total++;
        }
        say(channel, conversation);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private double percentile(double part) {
    long below = (long) (part * total);
    int step = 0;
    for (long n = times[0]; n <= below && step < STEPS - 1; n += times[step]) {
      step++;
    }
    return step / 10.0;
  }
}
