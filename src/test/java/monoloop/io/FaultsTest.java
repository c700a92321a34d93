package monoloop.io;

import static monoloop.Async.timeout;
import static monoloop.io.Talks.error;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelOption;
import java.io.File;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import monoloop.Async;
import monoloop.Coroutine;
import monoloop.Deferred;
import monoloop.Loop;
import monoloop.Task;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** What a hostile or unlucky network does: a clear error, and nothing is left behind. */
class FaultsTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration SOON = Duration.ofMillis(30);

  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
  private final List<String> reported = new ArrayList<>();

  /** Runs a body twice on a loop of its own, and counts what the second time leaves behind. */
  private void leavesNothing(Coroutine<?> body) {
    try (Loop loop = Loop.create()) {
      loop.exceptionHandler((l, message, error, source) -> reported.add(message + ": " + error));
      loop.run(Async.async(body));
      long before = openFiles();
      loop.run(Async.async(body));
      loop.run(
          Async.async(
              co -> {
                for (int i = 0; i < 200 && (openFiles() > before || Task.all().size() > 1); i++) {
                  co.await(Async.sleep(Duration.ofMillis(5)));
                }
                assertEquals(1, Task.all().size(), () -> "tasks: " + Task.all());
                return null;
              }));
      assertTrue(openFiles() <= before, "open files");
    }
    assertEquals(
        0, allocator.metric().usedDirectMemory() + allocator.metric().usedHeapMemory(), "buffers");
  }

  private static long openFiles() {
    String[] files = new File("/proc/self/fd").list();
    return files == null ? 0 : files.length;
  }

  private Mono<ByteStream> connect(StreamServer server) {
    return ByteStream.to("127.0.0.1", server.port())
        .option(ChannelOption.ALLOCATOR, allocator)
        .connect();
  }

  @Test
  void a_refused_connection() {
    leavesNothing(
        co -> {
          StreamServer server = co.await(new ScriptedPeer().listens());
          server.stopAccepting();
          co.await(server.awaitClosed());

          error(co, ConnectException.class, connect(server));
          return null;
        });
  }

  @Test
  void a_reset_in_the_middle_keeps_what_came_before() {
    leavesNothing(
        co -> {
          Deferred<Boolean> read = new Deferred<>();
          StreamServer server =
              co.await(
                  new ScriptedPeer().sends("first\n", "sec").waitsFor(read).resets().listens());
          ByteStream client = co.await(connect(server));

          assertEquals("first", co.await(client.readLine()));
          assertEquals("sec", Wire.text(co.await(client.readExactly(3))));
          read.complete(true);
          IOException e = error(co, IOException.class, client.readLine());

          assertTrue(e.getMessage().contains("reset"), e.getMessage());
          client.close();
          co.await(server.drain(LONG));
          return null;
        });
  }

  @Test
  void a_line_that_comes_byte_by_byte_is_one_line() {
    leavesNothing(
        co -> {
          ScriptedPeer peer =
              new ScriptedPeer().trickles("slow but whole\r\n", Duration.ZERO).reads(2);
          StreamServer server = co.await(peer.listens());
          ByteStream client = co.await(connect(server));

          assertEquals("slow but whole", co.await(client.readLine()));
          client.write("ok");
          assertTrue(co.await(server.drain(LONG)));

          assertTrue(peer.heard().endsWith("ok"));
          client.close();
          return null;
        });
  }

  @Test
  void an_end_in_the_middle_of_a_message() {
    leavesNothing(
        co -> {
          StreamServer server = co.await(new ScriptedPeer().sends("12345").listens());
          ByteStream client = co.await(connect(server));

          IncompleteReadException e =
              error(co, IncompleteReadException.class, client.readExactly(8));

          assertEquals("12345", Wire.text(e.partial()));
          client.close();
          co.await(server.drain(LONG));
          return null;
        });
  }

  @Test
  void half_closed_by_both_sides_in_turn() {
    leavesNothing(
        co -> {
          ScriptedPeer peer = new ScriptedPeer().sends("bye\n").endsOutput().readsToTheEnd();
          StreamServer server = co.await(peer.listens());
          ByteStream client = co.await(connect(server));

          assertEquals("bye", co.await(client.readLine()));
          assertNull(co.await(client.readLine()));
          client.write("still here");
          client.shutdownOutput();
          co.await(server.drain(LONG));

          assertTrue(peer.heard().endsWith("still here"), peer.heard());
          client.close();
          return null;
        });
  }

  @Test
  void a_peer_that_does_not_read_holds_the_writer_back_and_abort_frees_it() {
    leavesNothing(
        co -> {
          Deferred<Boolean> done = new Deferred<>();
          StreamServer server = co.await(new ScriptedPeer().waitsFor(done).listens());
          ByteStream client = co.await(connect(server));
          client.write(new byte[20_000_000]);

          error(
              co, TimeoutException.class, timeout(SOON, inner -> inner.await(client.drain())));

          client.abort();
          done.complete(true);
          error(co, IOException.class, client.drain());
          co.await(server.drain(LONG));
          return null;
        });
  }

  @Test
  void a_peer_that_trickles_runs_into_the_read_time_limit() {
    leavesNothing(
        co -> {
          List<String> seen = new ArrayList<>();
          StreamServer server =
              co.await(
                  StreamServer.start(
                      "127.0.0.1",
                      0,
                      (inner, stream) -> {
                        try {
                          inner.await(timeout(SOON, limited -> limited.await(stream.readLine())));
                        } catch (TimeoutException e) {
                          seen.add("too slow");
                        }
                        return null;
                      }));

          try {
            co.await(
                new ScriptedPeer()
                    .trickles("x".repeat(500), Duration.ofMillis(2))
                    .connects(server));
          } catch (IOException | IllegalStateException closed) {
            // in the middle of it
          }

          assertEquals(List.of("too slow"), seen);
          co.await(server.drain(LONG));
          return null;
        });
  }

  @Test
  void a_line_without_an_end_is_refused_at_the_limit() {
    leavesNothing(
        co -> {
          StreamServer server =
              co.await(new ScriptedPeer().sends("x".repeat(100_000)).endsOutput().listens());
          ByteStream client =
              co.await(
                  ByteStream.to("127.0.0.1", server.port())
                      .option(ChannelOption.ALLOCATOR, allocator)
                      .limit(1000)
                      .connect());

          error(co, LimitOverrunException.class, client.readUntil("\n"));

          assertEquals(100_000, co.await(client.readAll()).length, "nothing was taken");
          client.close();
          co.await(server.drain(LONG));
          return null;
        });
  }

  @Test
  void garbage_instead_of_tls() {
    leavesNothing(
        co -> {
          StreamServer server =
              co.await(
                  StreamServer.on("127.0.0.1", 0)
                      .tls(Certificates.server(Certificates.of("localhost")))
                      .childOption(ChannelOption.ALLOCATOR, allocator)
                      .start((inner, stream) -> null));
          for (int seed = 0; seed < 5; seed++) {
            try {
              co.await(
                  new ScriptedPeer()
                      .sendsGarbage(300, seed)
                      .endsOutput()
                      .readsToTheEnd()
                      .connects(server));
            } catch (IOException reset) {
              // as good as the end
            }
          }

          assertTrue(co.await(server.drain(LONG)));
          return null;
        });
    assertEquals(10, reported.size(), reported::toString);
  }

  @Test
  void a_loop_that_is_closed_in_the_middle_closes_its_connections() {
    long[] before = {0};
    for (int round = 0; round < 2; round++) {
      before[0] = openFiles();
      Async.run(
          co -> {
            StreamServer server =
                co.await(
                    StreamServer.on("127.0.0.1", 0)
                        .childOption(ChannelOption.ALLOCATOR, allocator)
                        .start((inner, stream) -> inner.await(stream.readAll())));
            ByteStream client = co.await(connect(server));
            client.write(new byte[10_000_000]);
            co.spawn(client.readLine());
            co.await(Async.checkpoint());
            return null; // and the rest is left to the loop
          });
    }

    assertTrue(openFiles() <= before[0], "open files");
    assertEquals(
        0, allocator.metric().usedDirectMemory() + allocator.metric().usedHeapMemory(), "buffers");
  }

  @Test
  void an_exit_that_a_connection_asks_for_ends_the_run() {
    assertThrows(
        StackError.class,
        () ->
            Async.run(
                co -> {
                  co.loop().exceptionHandler((loop, message, error, source) -> {});
                  StreamServer server =
                      co.await(
                          StreamServer.start(
                              "127.0.0.1",
                              0,
                              (inner, stream) -> {
                                inner.await(stream.readLine());
                                throw new StackError();
                              }));
                  ByteStream client = co.await(connect(server));
                  client.write("crash\n");
                  return co.await(client.readAll());
                }));
  }

  /** What must leave the loop. */
  private static final class StackError extends VirtualMachineError {
    private static final long serialVersionUID = 1L;
  }
}
