package monoloop.soak;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.time.Duration.ofMillis;
import static monoloop.Async.async;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import monoloop.Async;
import monoloop.Co;
import monoloop.CoroutineWith;
import monoloop.Loop;
import monoloop.file.AsyncFile;
import monoloop.file.AsyncFiles;
import monoloop.http.Http;
import monoloop.http.WebSocket;
import monoloop.io.ByteStream;
import monoloop.io.Datagram;
import monoloop.io.DatagramEndpoint;
import monoloop.process.Command;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufMono;
import reactor.netty.http.client.HttpClient;

/** Rounds of traffic; each checks what comes back, and may be cancelled anywhere. */
final class Traffic {
  private final Servers servers;
  private final HttpClient client;
  private final Path directory;

  Traffic(Servers servers, HttpClient client, Path directory) {
    this.servers = servers;
    this.client = client.host("127.0.0.1").port(servers.http().port());
    this.directory = directory;
  }

  List<CoroutineWith<Random, ?>> kinds() {
    return List.of(
        this::echo, this::http, this::webSocket, this::child, this::replace, this::append,
        this::readAhead, this::datagrams, this::doomedLoop);
  }

  /** A third of the rounds is cancelled at some time. */
  static Void round(Co co, CoroutineWith<Random, ?> kind, Random random) throws Exception {
    if (random.nextInt(3) > 0) {
      co.await(async(kind, random));
    } else {
      Duration limit = Duration.ofNanos(random.nextInt(10_000_000));
      co.await(Async.moveOnAfter(limit, c -> c.await(async(kind, random))));
    }
    return null;
  }

  private static String text(Random random, int most) {
    return String.valueOf((char) ('a' + random.nextInt(26))).repeat(1 + random.nextInt(most));
  }

  Void echo(Co co, Random random) throws Exception {
    ByteStream stream = co.await(ByteStream.to("127.0.0.1", servers.tcp().port())
        .limit(1 << 20).connect());
    try {
      for (int i = random.nextInt(20); i >= 0; i--) {
        String line = text(random, 100_000);
        stream.write(line + "\n");
        co.await(stream.drain());
        assertEquals(line, co.await(stream.readLine()));
      }
      if (random.nextBoolean()) {
        stream.shutdownOutput();
        assertNull(co.await(stream.readLine()));
      }
    } finally {
      if (random.nextInt(4) == 0) {
        stream.abort();
      } else {
        stream.close();
      }
    }
    return null;
  }

  Void http(Co co, Random random) throws Exception {
    if (random.nextInt(4) == 0) {
      int lines = random.nextInt(200);
      co.await(client.get().uri("/stream").responseContent().asString().take(1 + lines).then());
      return null;
    }
    String text = text(random, 10_000);
    assertEquals(
        text,
        co.await(
            client
                .post()
                .uri("/echo")
                .send(ByteBufMono.fromString(Mono.just(text)))
                .responseContent()
                .aggregate()
                .asString()));
    return null;
  }

  Void webSocket(Co co, Random random) throws Exception {
    WebSocket socket = co.await(Http.connect(client.websocket().uri("/ws")));
    try {
      for (int i = random.nextInt(20); i >= 0; i--) {
        String text = text(random, 1000);
        co.await(socket.send(text));
        assertEquals(text, co.await(socket.receiveText()));
      }
    } finally {
      co.await(Async.shielded(c -> c.await(socket.close())));
    }
    return null;
  }

  Void child(Co co, Random random) throws Exception {
    if (random.nextInt(4) == 0) {
      co.await(
          Async.moveOnAfter(
              ofMillis(random.nextInt(20)),
              c -> c.await(Command.shell("sleep 9 & sleep 9").grace(ofMillis(500)).run())));
      return null;
    }
    String text = text(random, 200_000);
    assertEquals(text, co.await(Command.of("cat").run(text)).text());
    return null;
  }

  /** Readers see the old content or the new one. */
  Void replace(Co co, Random random) throws Exception {
    Path path = directory.resolve("replaced-" + random.nextInt(3));
    byte[] bytes = text(random, 50_000).getBytes(US_ASCII);
    co.await(AsyncFiles.replace(path, (bytes.length + ":" + new String(bytes, US_ASCII))
        .getBytes(US_ASCII)));
    String seen = co.await(AsyncFiles.readString(path));
    int colon = seen.indexOf(':');
    assertEquals(Integer.parseInt(seen.substring(0, colon)), seen.length() - colon - 1);
    assertEquals(1, seen.chars().skip(colon + 1).distinct().count());
    return null;
  }

  /** Lines are whole and in order, wherever the cancel comes. */
  Void append(Co co, Random random) throws Exception {
    Path path = directory.resolve("appended-" + random.nextLong());
    int lines = random.nextInt(50);
    try {
      AsyncFile file =
          co.await(
              AsyncFile.open(
                  path,
                  java.nio.file.StandardOpenOption.CREATE,
                  java.nio.file.StandardOpenOption.APPEND));
      try {
        for (int i = 0; i < lines; i++) {
          co.await(file.write(i + "\n"));
        }
      } finally {
        co.await(file.close());
        List<String> seen =
            co.await(Async.shielded(c -> c.await(AsyncFiles.lines(path).collectList())));
        for (int i = 0; i < seen.size(); i++) {
          assertEquals(Integer.toString(i), seen.get(i));
        }
      }
    } finally {
      co.await(Async.shielded(c -> c.await(AsyncFiles.delete(path))));
    }
    return null;
  }

  Void readAhead(Co co, Random random) throws Exception {
    Path path = directory.resolve("big");
    long bytes =
        co.await(
            AsyncFiles.buffers(path, 1 + random.nextInt(100_000))
                .take(1 + random.nextInt(100))
                .map(
                    b -> {
                      int size = b.readableBytes();
                      b.release();
                      return (long) size;
                    })
                .reduce(0L, Long::sum));
    assertTrue(bytes > 0);
    return null;
  }

  Void datagrams(Co co, Random random) throws Exception {
    DatagramEndpoint udp =
        co.await(DatagramEndpoint.connect("127.0.0.1", servers.udp().localAddress().getPort()));
    try {
      byte[] bytes = text(random, 1000).getBytes(US_ASCII);
      for (int i = random.nextInt(20); i >= 0; i--) {
        udp.send(bytes);
        co.await(
            Async.moveOnAfter(
                ofMillis(200), // it may be lost
                c -> {
                  Datagram back = c.await(udp.receive());
                  assertArrayEquals(bytes, back.bytes());
                  return null;
                }));
      }
    } finally {
      udp.close();
    }
    return null;
  }

  /** Another loop does the same, and is closed in the midst of it. */
  Void doomedLoop(Co co, Random random) throws Exception {
    Loop doomed = Loop.start("doomed");
    List<CompletableFuture<?>> work = new ArrayList<>();
    try {
      Traffic traffic = new Traffic(servers, Http.client(doomed), directory);
      List<CoroutineWith<Random, ?>> kinds =
          List.of(
              traffic::echo, traffic::http, traffic::webSocket, traffic::child, traffic::replace,
              traffic::append, traffic::readAhead, traffic::datagrams);
      for (int i = 0; i < 12; i++) {
        CoroutineWith<Random, ?> kind = kinds.get(random.nextInt(kinds.size()));
        work.add(doomed.submit(async(kind, new Random(random.nextLong()))));
      }
      co.await(Async.sleep(ofMillis(random.nextInt(50))));
    } finally {
      co.await(
          Async.shielded(
              c ->
                  c.await(
                      Async.toThread(
                          () -> {
                            doomed.close();
                            return true;
                          }))));
      assertTrue(work.stream().allMatch(CompletableFuture::isDone), work.toString());
    }
    return null;
  }
}
