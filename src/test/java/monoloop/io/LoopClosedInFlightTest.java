package monoloop.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.ResourceLeakDetector;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import monoloop.Async;
import monoloop.Co;
import monoloop.Deferred;
import monoloop.Loop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A loop is closed while all kinds of IO are on their way, in a random mixture: it closes, nothing
 * is left, and whoever is told of an error is told a clear one.
 */
class LoopClosedInFlightTest {
  private static final int ROUNDS = 40;
  private static final long MOST_NANOS = Duration.ofSeconds(8).toNanos();

  @TempDir Path dir;

  private final List<String> leaks = Collections.synchronizedList(new ArrayList<>());
  private final List<Throwable> reported = Collections.synchronizedList(new ArrayList<>());
  private final Tls serverTls = Certificates.server(Certificates.of("localhost"));

  private static long openFiles() {
    String[] files = new File("/proc/self/fd").list();
    return files == null ? 0 : files.length;
  }

  /** Starts a random mixture, and ends in the middle of it. */
  private Void someWork(Co co, Random random, int silentPort, Path file) throws Exception {
    Deferred<Void> never = new Deferred<>();
    StreamServer deaf =
        co.await(StreamServer.start("127.0.0.1", 0, (inner, stream) -> inner.await(never)));
    StreamServer talker =
        co.await(
            StreamServer.start(
                "127.0.0.1",
                0,
                (inner, stream) -> {
                  for (; ; ) {
                    stream.write(new byte[10_000]);
                    inner.await(stream.drain());
                  }
                }));
    StreamServer secret =
        co.await(
            StreamServer.on("127.0.0.1", 0)
                .tls(serverTls)
                .start((inner, stream) -> inner.await(stream.readAll())));
    DatagramEndpoint names = co.await(DatagramEndpoint.bind("127.0.0.1", 0));

    for (int i = 1 + random.nextInt(12); i > 0; i--) {
      switch (random.nextInt(10)) {
        case 0 -> co.spawn(ByteStream.connect("127.0.0.1", silentPort));
        case 1 ->
            co.spawn(
                ByteStream.to("localhost", deaf.port()).tls(Certificates.client()).connect());
        case 2 ->
            co.spawn(
                ByteStream.to("localhost", secret.port()).tls(Certificates.client()).connect());
        case 3 -> co.spawn(Resolver.dns(names.localAddress()).resolve("host.test"));
        case 4 -> {
          for (int n = 0; n < 20; n++) {
            co.spawn(ByteStream.connect("127.0.0.1", deaf.port()));
          }
        }
        case 5 -> {
          ByteStream stream = co.await(ByteStream.connect("127.0.0.1", deaf.port()));
          co.spawn(stream.readLine());
        }
        case 6 -> {
          ByteStream stream = co.await(ByteStream.connect("127.0.0.1", deaf.port()));
          stream.write(new byte[5_000_000]);
          co.spawn(stream.drain());
        }
        case 7 -> {
          ByteStream stream = co.await(ByteStream.connect("127.0.0.1", talker.port()));
          co.spawn(stream.readExactly(1 + random.nextInt(50_000_000)));
        }
        case 8 -> {
          DatagramEndpoint endpoint = co.await(DatagramEndpoint.bind("127.0.0.1", 0));
          for (int n = 0; n < 50; n++) {
            endpoint.send(new byte[n], new InetSocketAddress("127.0.0.1", silentPort));
            endpoint.send(new byte[1000], endpoint.localAddress());
          }
          co.spawn(endpoint.packets().skip(40).collectList());
        }
        default -> {
          ByteStream stream = co.await(ByteStream.connect("127.0.0.1", deaf.port()));
          co.spawn(stream.sendFile(file));
        }
      }
      for (int n = random.nextInt(10); n > 0; n--) {
        co.await(Async.checkpoint());
      }
    }
    return null;
  }

  private void round(long seed, int silentPort, Path file) {
    try (Loop loop = Loop.create()) {
      loop.exceptionHandler((l, message, error, source) -> reported.add(error));
      loop.run(Async.async(co -> someWork(co, new Random(seed), silentPort, file)));
    }
  }

  /** Workers may still hold what they were reading when the loop was closed. */
  private static void awaitOpenFiles(long most, String where) {
    Async.run(
        co -> {
          for (int i = 0; i < 1000 && openFiles() > most; i++) {
            co.await(Async.sleep(Duration.ofMillis(5)));
          }
          assertTrue(openFiles() <= most, () -> where + ": open files " + openFiles());
          return null;
        });
  }

  private Handler listener() {
    return new Handler() {
      @Override
      public void publish(LogRecord log) {
        leaks.add(log.getMessage());
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }

  /** The detector tells of a buffer that is garbage when the next ones are made. */
  private static void letLeaksShow() {
    for (int i = 0; i < 3; i++) {
      System.gc();
      for (int n = 0; n < 200; n++) {
        ByteBufAllocator.DEFAULT.directBuffer(16).release();
      }
    }
  }

  @Test
  void it_closes_and_leaves_nothing() throws IOException {
    long seed = Long.getLong("monoloop.seed", new Random().nextLong());
    String where = "-Dmonoloop.seed=" + seed;
    Path file = Files.write(dir.resolve("large"), new byte[8_000_000]);
    Logger logger = Logger.getLogger(ResourceLeakDetector.class.getName());
    Handler listener = listener();
    ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();
    logger.addHandler(listener);
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    try (ConnectTest.Silent silent = new ConnectTest.Silent("127.0.0.1")) {
      round(seed, silent.port(), file);
      round(seed + 1, silent.port(), file);
      long before = openFiles();
      Random seeds = new Random(seed);
      long begin = System.nanoTime();
      // fewer on a machine that is busy with something else
      for (int i = 0; i < ROUNDS && System.nanoTime() - begin < MOST_NANOS; i++) {
        long of = seeds.nextLong();
        round(of, silent.port(), file);
      }
      awaitOpenFiles(before + 3, where); // the loop that waits has some, too
      letLeaksShow();
    } finally {
      ResourceLeakDetector.setLevel(level);
      logger.removeHandler(listener);
    }
    assertEquals(List.of(), leaks, where);
    for (Throwable error : reported) {
      assertTrue(error instanceof IOException, () -> where + ": " + error);
      assertNotNull(error.getMessage(), where);
    }
  }

  @Test
  void a_socket_whose_loop_closes_before_it_is_registered_is_closed() {
    Loop loop = Loop.create();
    Channel channel =
        loop.run(Async.async(co -> Sockets.open(co.loop(), SocketChannel.class, Map.of())));
    loop.close();

    assertThrows(
        IllegalStateException.class,
        () -> Sockets.register(loop, channel, new Deferred<>(loop), () -> {}));

    assertFalse(channel.isOpen());
  }
}
