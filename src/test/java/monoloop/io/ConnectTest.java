package monoloop.io;

import static monoloop.Async.checkpoint;
import static monoloop.io.Talks.error;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import monoloop.Async;
import monoloop.Loop;
import monoloop.CoroutineWith;
import monoloop.Task;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Finding the address that answers. */
class ConnectTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final CoroutineWith<ByteStream, Void> GREET =
      (co, stream) -> {
        stream.write("hello\n");
        return null;
      };

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static Resolver to(String... addresses) {
    return host -> Mono.just(List.of(addresses).stream().map(ConnectTest::address).toList());
  }

  @Test
  void families_take_turns_and_the_first_one_stays_first() {
    List<InetAddress> mixed =
        List.of(address("::1"), address("::2"), address("10.0.0.1"), address("::3"));

    assertEquals(
        List.of(address("::1"), address("10.0.0.1"), address("::2"), address("::3")),
        HappyEyeballs.interleaved(mixed));
  }

  @Test
  void a_name_without_an_address_is_an_unknown_host() {
    ClientSetup unknown = ByteStream.to("host.test", 9);
    Async.run(
        co -> {
          error(co, UnknownHostException.class, unknown.resolver(to()).connect());
          error(co, UnknownHostException.class, unknown.resolver(host -> Mono.empty()).connect());
          error(
              co,
              UnknownHostException.class,
              StreamServer.on(InetSocketAddress.createUnresolved("host.test", 0)).start(GREET));
          return null;
        });
  }

  @Test
  void an_own_address_that_cannot_be_had_is_named() {
    InetSocketAddress elsewhere = new InetSocketAddress(address("192.0.2.1"), 0);
    Async.run(
        co -> {
          ConnectException e =
              error(
                  co,
                  ConnectException.class,
                  ByteStream.to(new InetSocketAddress(address("127.0.0.1"), 9))
                      .from(elsewhere)
                      .connect());
          assertTrue(e.getMessage().contains(elsewhere.toString()), e.getMessage());
          return null;
        });
  }

  @Test
  void an_address_that_refuses_is_passed_over_at_once() {
    Async.run(
        co -> {
          StreamServer server = co.await(StreamServer.start("127.0.0.1", 0, GREET));

          ByteStream stream =
              co.await(
                  ByteStream.to("host.test", server.port())
                      .resolver(to("127.0.0.2", "127.0.0.3", "127.0.0.1"))
                      .attemptDelay(LONG)
                      .connect());

          assertEquals("hello", co.await(stream.readLine()));
          assertEquals(server.address(), stream.remoteAddress());
          stream.close();
          co.await(server.drain(LONG));
          return null;
        });
  }

  /** The system answers no connection any more once the queue of a listening socket is full. */
  static final class Silent implements AutoCloseable {
    private final ServerSocket socket = new ServerSocket();
    private final List<SocketChannel> queue = new ArrayList<>();

    Silent(String host) throws IOException {
      socket.bind(new InetSocketAddress(host, 0), 1);
      for (int i = 0; i < 4; i++) {
        SocketChannel waiting = SocketChannel.open();
        waiting.configureBlocking(false);
        waiting.connect(socket.getLocalSocketAddress());
        queue.add(waiting);
      }
    }

    int port() {
      return socket.getLocalPort();
    }

    @Override
    public void close() throws IOException {
      for (SocketChannel waiting : queue) {
        waiting.close();
      }
      socket.close();
    }
  }

  @Test
  void an_address_that_does_not_answer_is_overtaken_and_given_up() throws IOException {
    try (Silent silent = new Silent("127.0.0.2")) {
      Async.run(
          co -> {
            StreamServer server = co.await(StreamServer.start("127.0.0.1", silent.port(), GREET));
            int before = Task.all().size();

            ByteStream stream =
                co.await(
                    ByteStream.to("host.test", server.port())
                        .resolver(to("127.0.0.2", "127.0.0.1"))
                        .attemptDelay(Duration.ofMillis(10))
                        .connect());

            assertEquals(server.address(), stream.remoteAddress());
            stream.close();
            co.await(server.drain(LONG));
            assertEquals(before, Task.all().size());
            return null;
          });
    }
  }

  @Test
  void a_connect_can_be_given_up() throws IOException {
    try (Silent silent = new Silent("127.0.0.1")) {
      Async.run(
          co -> {
            Task<ByteStream> connecting =
                co.spawn(ByteStream.connect("127.0.0.1", silent.port()));
            for (int i = 0; i < 10; i++) {
              co.await(checkpoint());
            }
            assertFalse(connecting.isDone());

            connecting.cancel();
            while (!connecting.isDone()) {
              co.await(checkpoint());
            }

            assertTrue(connecting.isCancelled());
            return null;
          });
    }
  }

  @Test
  void if_nobody_answers_the_error_tells_of_every_address() {
    Async.run(
        co -> {
          StreamServer server = co.await(StreamServer.start("127.0.0.1", 0, GREET));
          server.stopAccepting();
          co.await(server.awaitClosed());

          ConnectException e =
              error(
                  co,
                  ConnectException.class,
                  ByteStream.to("host.test", server.port())
                      .resolver(to("127.0.0.2", "127.0.0.1"))
                      .connect());

          assertTrue(
              e.getMessage()
                  .startsWith("none of the 2 addresses of host.test could be connected to: /127.0"),
              e.getMessage());
          assertEquals(2, e.getSuppressed().length);
          return null;
        });
  }

  @Test
  void a_host_that_nobody_knows() {
    Async.run(
        co -> {
          UnknownHostException e =
              error(
                  co,
                  UnknownHostException.class,
                  ByteStream.to("nowhere.invalid", 1)
                      .resolver(host -> Mono.error(new UnknownHostException(host)))
                      .connect());

          assertEquals("nowhere.invalid", e.getMessage());
          return null;
        });
  }

  @Test
  void both_resolvers_know_the_hosts_file() {
    Async.run(
        co -> {
          assertTrue(co.await(Resolver.dns().resolve("localhost")).getFirst().isLoopbackAddress());
          assertTrue(
              co.await(Resolver.system().resolve("localhost")).getFirst().isLoopbackAddress());
          return null;
        });
  }

  @Test
  void settings_of_the_socket_are_used() {
    Async.run(
        co -> {
          StreamServer server = co.await(StreamServer.start("127.0.0.1", 0, GREET));

          ByteStream stream =
              co.await(
                  ByteStream.to("127.0.0.1", server.port())
                      .from(new InetSocketAddress("127.0.0.3", 0))
                      .option(ChannelOption.SO_KEEPALIVE, true)
                      .limit(3)
                      .connect());

          assertEquals(
              "/127.0.0.3",
              ((InetSocketAddress) stream.localAddress()).getAddress().toString());
          assertTrue(
              stream.connection().channel().config().getOption(ChannelOption.SO_KEEPALIVE));
          error(co, LimitOverrunException.class, stream.readLine());
          stream.close();
          co.await(server.drain(LONG));
          return null;
        });
    assertThrows(IllegalArgumentException.class, () -> ByteStream.to("host.test", 70_000));
  }

  @Test
  void a_resolver_forgets_a_loop_that_has_closed() {
    DnsResolver resolver = new DnsResolver(List.of());
    try (Loop loop = Loop.create()) {
      loop.run(Async.async(co -> co.await(resolver.resolve("localhost"))));
      assertEquals(1, resolver.size());
    }

    while (resolver.size() > 0) {
      Thread.onSpinWait(); // Netty tells it on a thread of its own
    }
  }
}
