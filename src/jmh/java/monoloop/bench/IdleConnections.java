package monoloop.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import monoloop.Async;
import monoloop.io.StreamServer;

/**
 * What connections cost that do nothing: {@code IdleConnections [COUNT]}, 10 000 unless told. Each
 * is served by a coroutine that waits in a read. Prints the heap of each, and for how long the
 * loop's thread was on a processor in five seconds of silence. The clients are another process:
 * both need COUNT file descriptors and some, see {@code ulimit -n}.
 */
final class IdleConnections {
  private static final Duration TICK = Duration.ofMillis(10);

  private IdleConnections() {}

  public static void main(String[] args) throws Exception {
    if (args.length == 2) {
      clients(Integer.parseInt(args[0]), Integer.parseInt(args[1]));
      return;
    }
    int count = args.length == 0 ? 10_000 : Integer.parseInt(args[0]);
    Async.run(
        co -> {
          int[] begun = {0};
          StreamServer server =
              co.await(
                  StreamServer.start(
                      "127.0.0.1",
                      0,
                      (inner, stream) -> {
                        begun[0]++;
                        byte[] bytes;
                        while ((bytes = inner.await(stream.read(1024))) != null) {
                          stream.write(bytes);
                          inner.await(stream.drain());
                        }
                        return null;
                      }));
          long thread = Thread.currentThread().threadId();
          Process first = start(server.port(), 100); // what is made once is not counted
          Process clients = null;
          try {
            while (begun[0] < 100) {
              co.await(Async.sleep(TICK));
            }
            long before = used();
            clients = start(server.port(), count);
            while (begun[0] < 100 + count) {
              co.await(Async.sleep(TICK));
            }
            System.out.printf(
                "%d connections: %d bytes of heap each%n", count, (used() - before) / count);
            ThreadMXBean threads = ManagementFactory.getThreadMXBean();
            long cpu =
                co.await(
                    Async.toThread(
                        () -> {
                          TimeUnit.SECONDS.sleep(1); // what has come last is done with
                          long begin = threads.getThreadCpuTime(thread);
                          TimeUnit.SECONDS.sleep(5);
                          return threads.getThreadCpuTime(thread) - begin;
                        }));
            System.out.printf("5 seconds of silence: %d us of the loop's thread%n", cpu / 1000);
          } finally {
            first.destroyForcibly();
            if (clients != null) {
              clients.destroyForcibly();
            }
          }
          server.abort();
          return null;
        });
  }

  private static Process start(int port, int count) throws IOException {
    List<String> arguments = List.of(IdleConnections.class.getName(), "" + port, "" + count);
    return new ProcessBuilder(ServerChild.java(arguments)).inheritIO().start();
  }

  /** Connects so often and then keeps silent. */
  private static void clients(int port, int count) throws Exception {
    List<SocketChannel> open = new ArrayList<>();
    InetSocketAddress server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    for (int i = 0; i < count; i++) {
      open.add(SocketChannel.open(server));
    }
    TimeUnit.HOURS.sleep(1);
    open.clear();
  }

  private static long used() throws InterruptedException {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      System.gc();
      TimeUnit.MILLISECONDS.sleep(50); // the collector's helpers
      Runtime r = Runtime.getRuntime();
      least = Math.min(least, r.totalMemory() - r.freeMemory());
    }
    return least;
  }
}
