package monoloop.io;

import static monoloop.Async.checkpoint;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import monoloop.Async;
import monoloop.CancelledError;
import monoloop.CoroutineWith;
import monoloop.Deferred;
import monoloop.Monoloop;
import monoloop.Task;
import monoloop.generator.Engine;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.tcp.TcpClient;
import reactor.netty.tcp.TcpServer;

/** Servers and clients that talk over real sockets, on one loop. */
class StreamServerTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private static final CoroutineWith<ByteStream, Void> ECHO =
      (co, stream) -> {
        String line;
        while ((line = co.await(stream.readLine())) != null) {
          stream.write("echo " + line + "\n");
          co.await(stream.drain());
        }
        return null;
      };

  private static Mono<StreamServer> serve(CoroutineWith<ByteStream, Void> body) {
    return StreamServer.start("127.0.0.1", 0, body);
  }

  private static Mono<ByteStream> connect(StreamServer server) {
    return ByteStream.connect("127.0.0.1", server.port());
  }

  @Test
  void each_connection_has_a_coroutine_and_its_end_closes_the_stream() {
    Async.run(
        co -> {
          StreamServer server = co.await(serve(ECHO));
          ByteStream a = co.await(connect(server));
          ByteStream b = co.await(connect(server));

          a.write("one\n");
          b.write("two\n");
          assertEquals("echo two", co.await(b.readLine()));
          assertEquals("echo one", co.await(a.readLine()));
          assertEquals(2, server.connections());
          a.shutdownOutput();
          assertNull(co.await(a.readLine()));
          a.close();
          co.await(a.awaitClosed());
          b.close();

          assertTrue(co.await(server.drain(LONG)));
          assertEquals(0, server.connections());
          return null;
        });
  }

  @Test
  void a_body_with_two_parameters_is_compiled() {
    Engine engine = Monoloop.explain(ECHO).engine();

    assertEquals(
        "thread".equals(System.getProperty("monoloop.engine")) ? Engine.THREAD : Engine.COMPILED,
        engine);
  }

  @Test
  void large_data_goes_both_ways_and_no_buffer_is_left() {
    UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
    byte[] data = new byte[3_000_000];
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) (i * 31 >> 3);
    }

    byte[] back =
        Async.run(
            co -> {
              TcpServer settings =
                  TcpServer.create()
                      .host("127.0.0.1")
                      .port(0)
                      .childOption(ChannelOption.ALLOCATOR, allocator);
              StreamServer server = co.await(StreamServer.start(settings, StreamServerTest::mirror));
              ByteStream client =
                  co.await(
                      ByteStream.connect(
                          TcpClient.create(ConnectionProvider.newConnection())
                              .host("127.0.0.1")
                              .port(server.port())
                              .option(ChannelOption.ALLOCATOR, allocator)));
              Task<Void> writing =
                  co.spawn(
                      inner -> {
                        client.write(data);
                        inner.await(client.drain());
                        client.shutdownOutput();
                        return null;
                      });
              byte[] all = co.await(client.readAll());
              co.await(writing);
              client.close();
              co.await(server.drain(LONG));
              return all;
            });

    assertArrayEquals(data, back);
    assertEquals(0, allocator.metric().usedDirectMemory() + allocator.metric().usedHeapMemory());
  }

  private static Void mirror(monoloop.Co co, ByteStream stream) throws Exception {
    ByteBuf piece;
    while ((piece = co.await(stream.readBuffer(65536))) != null) {
      stream.write(piece);
      co.await(stream.drain());
    }
    return null;
  }

  @Test
  void drain_waits_while_the_peer_does_not_read() {
    Async.run(
        co -> {
          Deferred<Void> go = new Deferred<>();
          Deferred<Integer> read = new Deferred<>();
          StreamServer server =
              co.await(
                  serve(
                      (inner, stream) -> {
                        inner.await(go);
                        int total = 0;
                        byte[] chunk;
                        while ((chunk = inner.await(stream.read(65536))) != null) {
                          total += chunk.length;
                        }
                        read.complete(total);
                        return null;
                      }));
          ByteStream client = co.await(connect(server));
          client.write(new byte[32_000_000]);
          Task<Void> draining = co.spawn(client.drain());
          for (int i = 0; i < 20; i++) {
            co.await(checkpoint());
          }
          assertFalse(draining.isDone());

          go.complete(null);
          co.await(draining);
          client.close();

          assertEquals(32_000_000, co.await(read));
          co.await(client.awaitClosed());
          co.await(server.drain(LONG));
          return null;
        });
  }

  @Test
  void closing_sends_what_was_written_and_aborting_drops_it() {
    Async.run(
        co -> {
          List<Deferred<Integer>> read = List.of(new Deferred<>(), new Deferred<>());
          List<Deferred<Integer>> free = new ArrayList<>(read);
          StreamServer server =
              co.await(
                  serve(
                      (inner, stream) -> {
                        Deferred<Integer> mine = free.removeFirst();
                        int total = 0;
                        try {
                          for (byte[] b; (b = inner.await(stream.read(65536))) != null; ) {
                            total += b.length;
                          }
                        } catch (IOException reset) {
                          // the other end has aborted: what has come counts
                        }
                        mine.complete(total);
                        return null;
                      }));
          ByteStream closed = co.await(connect(server));
          closed.write(new byte[32_000_000]);
          closed.close();
          assertEquals(32_000_000, co.await(read.get(0)));
          ByteStream aborted = co.await(connect(server));
          aborted.write(new byte[32_000_000]);
          aborted.abort();
          co.await(aborted.awaitClosed());

          assertTrue(co.await(read.get(1)) < 32_000_000);
          co.await(server.drain(LONG));
          return null;
        });
  }

  @Test
  void nobody_listens() {
    Async.run(
        co -> {
          StreamServer server = co.await(serve(ECHO));
          server.stopAccepting();
          co.await(server.awaitClosed());

          try {
            co.await(connect(server));
            throw new AssertionError("it was accepted");
          } catch (ConnectException e) {
            assertTrue(e.getMessage().contains("refused"), e.getMessage());
          }
          return null;
        });
  }

  @Test
  void an_error_of_a_body_is_reported_and_the_server_goes_on() {
    List<String> reported = new ArrayList<>();

    Async.run(
        co -> {
          co.loop()
              .exceptionHandler(
                  (loop, message, error, source) ->
                      reported.add(source.getClass().getSimpleName() + ": " + error.getMessage()));
          StreamServer server =
              co.await(
                  serve(
                      (inner, stream) -> {
                        if (inner.await(stream.readLine()).equals("crash")) {
                          throw new IllegalStateException("crashed");
                        }
                        stream.write("fine\n");
                        return null;
                      }));
          ByteStream bad = co.await(connect(server));
          bad.write("crash\n");
          assertNull(co.await(bad.readLine()));
          bad.close();
          ByteStream good = co.await(connect(server));
          good.write("hello\n");
          assertEquals("fine", co.await(good.readLine()));
          good.close();
          co.await(server.drain(LONG));
          return null;
        });

    assertEquals(List.of("StreamServer: crashed"), reported);
  }

  @Test
  void a_server_that_stops_accepting_serves_who_is_there() {
    Async.run(
        co -> {
          StreamServer server = co.await(serve(ECHO));
          ByteStream client = co.await(connect(server));
          client.write("before\n");
          assertEquals("echo before", co.await(client.readLine()));
          assertTrue(server.isAccepting());
          assertTrue(server.toString().startsWith("StreamServer[accepting, "));

          server.stopAccepting();
          Task<Void> closing = co.spawn(server.awaitClosed());
          client.write("after\n");

          assertEquals("echo after", co.await(client.readLine()));
          assertFalse(server.isAccepting());
          assertFalse(closing.isDone());
          assertTrue(server.toString().startsWith("StreamServer[draining, "));
          client.close();
          co.await(closing);
          assertTrue(server.toString().startsWith("StreamServer[closed, "));
          return null;
        });
  }

  @Test
  void abort_cancels_the_coroutines_and_drops_the_connections() {
    List<String> trail = new ArrayList<>();

    Async.run(
        co -> {
          StreamServer server =
              co.await(
                  serve(
                      (inner, stream) -> {
                        try {
                          inner.await(stream.readLine());
                        } catch (CancelledError e) {
                          trail.add("cancelled");
                          throw e;
                        }
                        return null;
                      }));
          ByteStream client = co.await(connect(server));
          while (server.connections() == 0) {
            co.await(checkpoint());
          }

          server.abort();
          co.await(server.awaitClosed());
          trail.add("closed");

          try {
            assertNull(co.await(client.read(1)));
          } catch (IOException reset) {
            trail.add("reset");
          }
          client.close();
          return null;
        });

    assertEquals(List.of("cancelled", "closed"), trail.subList(0, 2));
  }

  @Test
  void draining_aborts_who_does_not_end_in_time() {
    Async.run(
        co -> {
          StreamServer server = co.await(serve(ECHO));
          ByteStream client = co.await(connect(server));
          client.write("one\n");
          co.await(client.readLine());

          assertFalse(co.await(server.drain(Duration.ofMillis(5))));

          assertEquals(0, server.connections());
          client.close();
          return null;
        });
  }

  @Test
  void a_port_in_use_is_an_error() throws IOException {
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(new InetSocketAddress("127.0.0.1", 0));

      assertThrows(
          Exception.class,
          () ->
              Async.run(
                  co -> co.await(StreamServer.start("127.0.0.1", taken.getLocalPort(), ECHO))));
    }
  }

  @Test
  void addresses_are_those_of_the_sockets() {
    Async.run(
        co -> {
          StreamServer server = co.await(serve(ECHO));
          ByteStream client = co.await(connect(server));

          assertEquals(server.address(), client.remoteAddress());
          assertTrue(client.localAddress() instanceof InetSocketAddress);
          assertTrue(client.toString().startsWith("ByteStream[open, "));
          client.close();
          co.await(client.awaitClosed());
          assertTrue(client.toString().startsWith("ByteStream[closed, "));
          server.abort();
          return null;
        });
  }

  @Test
  void a_connection_that_is_cancelled_leaves_nothing() {
    Async.run(
        co -> {
          StreamServer server = co.await(serve(ECHO));
          Task<ByteStream> connecting = co.spawn(connect(server));
          co.await(checkpoint());
          connecting.cancel();
          while (!connecting.isDone()) {
            co.await(checkpoint());
          }

          assertTrue(connecting.isCancelled());
          assertTrue(co.await(server.drain(LONG)));
          return null;
        });
  }
}
