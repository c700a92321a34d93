package monoloop.io;

import static monoloop.io.Talks.ECHO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import monoloop.Async;
import monoloop.Co;
import monoloop.Loop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Sockets that have a path instead of a port; on epoll where the JVM has it, and on NIO. */
class UnixSocketTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path dir;

  private Void conversation(Co co) throws Exception {
    Path path = dir.resolve("s");
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(path);
    StreamServer server = co.await(StreamServer.on(address).start(ECHO));
    assertEquals(address, server.address());
    assertThrows(IllegalStateException.class, server::port);

    ByteStream client = co.await(ByteStream.to(address).connect());
    assertEquals(address, client.remoteAddress());
    client.write("hello\n");
    assertEquals("echo hello", co.await(client.readLine()));
    client.shutdownOutput();
    assertNull(co.await(client.readLine()));
    client.close();

    assertTrue(co.await(server.drain(LONG)));
    assertFalse(Files.exists(path), "the socket is removed");
    return null;
  }

  @Test
  void a_client_talks_to_a_server() {
    Async.run(this::conversation);
  }

  @Test
  void on_nio_too() throws Exception {
    try (MultiThreadIoEventLoopGroup group =
        new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory())) {
      Loop.on(group.next()).submit(this::conversation).get();
    }
  }

  @Test
  void a_socket_that_was_left_behind_is_replaced_and_a_file_is_not() throws IOException {
    UnixDomainSocketAddress socket = UnixDomainSocketAddress.of(dir.resolve("old"));
    Path file = Files.writeString(dir.resolve("file"), "keep me");
    Async.run(
        co -> {
          co.await(StreamServer.on(socket).start(ECHO));
          StreamServer second = co.await(StreamServer.on(socket).start(ECHO));
          ByteStream client = co.await(ByteStream.to(socket).connect());
          client.close();
          co.await(second.drain(LONG));
          return null;
        });

    assertThrows(
        IOException.class,
        () ->
            Async.run(
                co ->
                    co.await(
                        StreamServer.on(UnixDomainSocketAddress.of(file)).start(ECHO))));
    assertEquals("keep me", Files.readString(file));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void a_pipe_is_not_replaced() throws Exception {
    Path pipe = dir.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());

    assertThrows(
        IOException.class,
        () ->
            Async.run(
                co -> co.await(StreamServer.on(UnixDomainSocketAddress.of(pipe)).start(ECHO))));
    assertTrue(Files.exists(pipe));
  }

  @Test
  void nobody_listens_there() {
    UnixDomainSocketAddress nowhere = UnixDomainSocketAddress.of(dir.resolve("nowhere"));

    IOException e =
        assertThrows(
            IOException.class, () -> Async.run(co -> co.await(ByteStream.to(nowhere).connect())));
    assertTrue(e.getMessage().contains(nowhere.toString()), e.getMessage());
  }
}
