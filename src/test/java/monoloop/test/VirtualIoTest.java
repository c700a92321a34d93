package monoloop.test;

import static java.time.Duration.ofHours;
import static monoloop.Async.async;
import static monoloop.Async.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;

import monoloop.Co;
import monoloop.Deferred;
import monoloop.Loop;
import monoloop.Task;
import monoloop.VirtualTicker;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.DisposableServer;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.tcp.TcpClient;
import reactor.netty.tcp.TcpServer;

/** Sockets are real, whatever the clock. */
class VirtualIoTest {
  private final Trail trail = new Trail();

  /** Says hello a virtual hour after somebody was {@code accepted}. */
  private static Mono<? extends DisposableServer> server(Loop loop, Deferred<Boolean> accepted) {
    Mono<String> hello =
        async(
            co -> {
              accepted.complete(true);
              return co.await(sleep(ofHours(1)).thenReturn("hello"));
            });
    return TcpServer.create()
        .runOn(loop.resources())
        .host("127.0.0.1")
        .port(0)
        .handle((in, out) -> out.sendString(hello))
        .bind();
  }

  private static Mono<? extends Connection> client(Loop loop, int port) {
    return TcpClient.create(ConnectionProvider.newConnection())
        .runOn(loop.resources())
        .host("127.0.0.1")
        .port(port)
        .connect();
  }

  @LoopTest
  void the_clock_does_not_jump_while_a_connection_is_made(Co co, VirtualTicker ticker)
      throws Exception {
    Loop loop = co.loop();
    Task<Boolean> later =
        co.spawn(
            c -> {
              c.await(sleep(ofHours(2)));
              trail.say("two hours");
              return true;
            });
    Deferred<Boolean> accepted = new Deferred<>();
    DisposableServer server = co.await(server(loop, accepted));
    trail.say("bound");
    Connection connection = co.await(client(loop, server.port()));
    trail.say("connected");
    Disposable hold = ticker.hold(); // nobody awaits the server's side
    co.await(accepted);
    hold.dispose();
    ticker.advance(ofHours(1)); // the answer is awaited from outside: go there by hand
    trail.say(co.await(connection.inbound().receive().asString().next()));
    connection.dispose();
    server.dispose();
    co.await(later);

    assertEquals("bound, connected, hello, two hours", trail.toString());
  }
}
