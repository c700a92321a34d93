package monoloop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.resolver.NoopAddressResolverGroup;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.tcp.TcpClient;
import reactor.netty.tcp.TcpServer;
import reactor.netty.udp.UdpClient;
import reactor.netty.udp.UdpServer;

/** Servers and clients of reactor-netty on the very thread of a loop. */
class LoopResourcesTest {
  private final Loop loop = Loop.create();

  /** On which loops something happened. */
  private final Set<String> seen = new TreeSet<>();

  @AfterEach
  void close() {
    loop.close();
  }

  private void here(String what) {
    seen.add(what + (Loop.currentOrNull() == loop ? " on the loop" : " elsewhere"));
  }

  private Mono<Void> closed(DisposableServer server) {
    return Mono.<Void>fromRunnable(server::dispose).then(server.onDispose());
  }

  @Test
  void tcp_server_and_client() {
    Mono<String> answer =
        TcpServer.create()
            .runOn(loop.resources())
            .port(0)
            .handle(
                (in, out) ->
                    out.sendString(
                        in.receive()
                            .asString()
                            .take(1)
                            .doOnNext(s -> here("server"))
                            .map("re: "::concat)))
            .bind()
            .flatMap(
                server ->
                    TcpClient.create(ConnectionProvider.newConnection())
                        .runOn(loop.resources())
                        .port(server.port())
                        .connect()
                        .flatMap(this::talk)
                        .flatMap(s -> closed(server).thenReturn(s)));

    assertEquals("re: hello", loop.run(answer));
    assertEquals("[client on the loop, server on the loop]", seen.toString());
  }

  private Mono<String> talk(Connection c) {
    return c.outbound()
        .sendString(Mono.just("hello"))
        .then()
        .then(c.inbound().receive().asString().next())
        .doOnNext(s -> here("client"))
        .flatMap(s -> Mono.<Void>fromRunnable(c::dispose).then(c.onDispose()).thenReturn(s));
  }

  @Test
  void http_server_and_client() {
    Mono<String> page =
        HttpServer.create()
            .runOn(loop.resources())
            .port(0)
            .route(
                routes ->
                    routes.get(
                        "/{name}",
                        (request, response) -> {
                          here("server");
                          return response.sendString(Mono.just("hi " + request.param("name")));
                        }))
            .bind()
            .flatMap(
                server ->
                    HttpClient.create(ConnectionProvider.newConnection())
                        .runOn(loop.resources())
                        .port(server.port())
                        .get()
                        .uri("/you")
                        .responseContent()
                        .aggregate()
                        .asString()
                        .doOnNext(s -> here("client"))
                        .flatMap(s -> closed(server).thenReturn(s)));

    assertEquals("hi you", loop.run(page));
    assertEquals("[client on the loop, server on the loop]", seen.toString());
  }

  @Test
  void udp_server_and_client() {
    Mono<String> answer =
        UdpServer.create()
            .runOn(loop.resources())
            .host("127.0.0.1")
            .port(0)
            .handle(
                (in, out) ->
                    out.sendObject(
                        in.receiveObject()
                            .cast(DatagramPacket.class)
                            .doOnNext(p -> here("server"))
                            .map(p -> new DatagramPacket(p.content().retain(), p.sender()))))
            .bind()
            .flatMap(
                server ->
                    UdpClient.create()
                        .runOn(loop.resources())
                        .remoteAddress(() -> server.address())
                        .connect()
                        .flatMap(this::talk)
                        .flatMap(
                            s ->
                                Mono.<Void>fromRunnable(server::dispose)
                                    .then(server.onDispose())
                                    .thenReturn(s)));

    assertEquals("hello", loop.run(answer));
    assertEquals("[client on the loop, server on the loop]", seen.toString());
  }

  @Test
  void unix_domain_sockets(@TempDir Path dir) {
    Path path = dir.resolve("socket");
    Mono<String> answer =
        TcpServer.create()
            .runOn(loop.resources(), false)
            .bindAddress(() -> unix(path))
            .handle(
                (in, out) -> out.sendString(in.receive().asString().take(1).map("re: "::concat)))
            .bind()
            .flatMap(
                server ->
                    TcpClient.create(ConnectionProvider.newConnection())
                        .runOn(loop.resources(), false)
                        .resolver(NoopAddressResolverGroup.INSTANCE)
                        .remoteAddress(() -> unix(path))
                        .connect()
                        .flatMap(this::talk)
                        .flatMap(s -> closed(server).thenReturn(s)));

    assertEquals("re: hello", loop.run(answer));
  }

  /** Each transport has its own address type. */
  private SocketAddress unix(Path path) {
    return loop.resources().toString().contains("NIO")
        ? UnixDomainSocketAddress.of(path)
        : new DomainSocketAddress(path.toFile());
  }

  @Test
  void timers_and_callbacks_go_on_while_io_waits_and_the_other_way_round() {
    EventLoop eventLoop = loop.eventLoop();
    StringBuilder order = new StringBuilder();
    loop.callLater(Duration.ofMillis(5), () -> order.append("timer, "));
    loop.callLater(
        Duration.ofMillis(10),
        () ->
            eventLoop.execute(
                () -> {
                  loop.callSoon(() -> order.append("from a task of Netty, "));
                  eventLoop.schedule(
                      () -> loop.callSoon(loop::stop), 5, TimeUnit.MILLISECONDS);
                }));

    loop.runForever();

    assertEquals("timer, from a task of Netty, ", order.toString());
  }

  @Test
  void io_is_served_although_the_loop_is_never_idle() {
    EventLoop eventLoop = loop.eventLoop();
    boolean[] done = new boolean[1];
    Runnable[] busy = new Runnable[1];
    busy[0] =
        () -> {
          if (done[0]) {
            loop.stop();
          } else {
            loop.callSoon(busy[0]);
          }
        };
    loop.callSoon(busy[0]);
    Thread.ofVirtual().start(() -> eventLoop.execute(() -> done[0] = true));

    loop.runForever();

    assertTrue(done[0]);
  }

  @Test
  void the_event_loop_is_the_loop() {
    EventLoop eventLoop = loop.eventLoop();

    assertSame(eventLoop, loop.eventLoop());
    assertSame(loop, Loop.on(eventLoop));
    assertTrue(
        loop.run(Flux.just(1).publishOn(loop).map(i -> eventLoop.inEventLoop()).single()));
  }

  @Test
  void an_event_loop_that_somebody_else_has_shut_down_is_replaced() throws Exception {
    EventLoop first = loop.eventLoop();
    loop.run(
        Mono.create(
            sink -> {
              first.shutdownGracefully(0, 0, TimeUnit.SECONDS);
              loop.callLater(Duration.ofMillis(20), sink::success);
            }));

    assertTrue(first.isTerminated());
    assertTrue(loop.eventLoop() != first);
    tcp_server_and_client();
  }

  @Test
  void closing_the_loop_closes_the_connections_and_the_selector() {
    EventLoop eventLoop = loop.eventLoop();
    DisposableServer server =
        loop.run(
            TcpServer.create()
                .runOn(loop.resources())
                .port(0)
                .bind()
                .cast(DisposableServer.class));

    loop.close();

    assertTrue(eventLoop.isTerminated());
    assertTrue(!server.channel().isOpen());
    assertThrows(IllegalStateException.class, loop::resources);
  }

  @Test
  @DisabledIfSystemProperty(named = "monoloop.transport", matches = ".*")
  void the_transport_can_be_chosen() {
    System.setProperty("monoloop.transport", "nio");
    try (Loop chosen = Loop.create()) {
      assertEquals("IoResources[NIO]", chosen.resources().toString());
    } finally {
      System.clearProperty("monoloop.transport");
    }

    System.setProperty("monoloop.transport", "smoke signals");
    try (Loop chosen = Loop.create()) {
      var e = assertThrows(IllegalArgumentException.class, chosen::resources);
      assertEquals(
          "monoloop.transport must be nio, epoll, kqueue or io_uring, was smoke signals",
          e.getMessage());
    } finally {
      System.clearProperty("monoloop.transport");
    }
  }

  @Test
  void bytes_arrive_as_they_were_sent_also_if_they_are_many() {
    byte[] many = "0123456789".repeat(100_000).getBytes(StandardCharsets.US_ASCII);
    Mono<Integer> received =
        TcpServer.create()
            .runOn(loop.resources())
            .port(0)
            .handle((in, out) -> out.sendByteArray(Mono.just(many)))
            .bind()
            .flatMap(
                server ->
                    TcpClient.create(ConnectionProvider.newConnection())
                        .runOn(loop.resources())
                        .port(server.port())
                        .connect()
                        .flatMapMany(c -> c.inbound().receive().asByteArray())
                        .map(b -> b.length)
                        .reduce(0, Integer::sum)
                        .flatMap(n -> closed(server).thenReturn(n)));

    assertEquals(many.length, loop.run(received));
  }
}
