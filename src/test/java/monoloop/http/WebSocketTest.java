package monoloop.http;

import static monoloop.Async.sleep;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import monoloop.Async;
import monoloop.Co;
import monoloop.CoroutineWith;
import monoloop.Deferred;
import monoloop.Loop;
import monoloop.Task;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.DisposableServer;
import reactor.netty.channel.AbortedException;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.WebsocketClientSpec;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.WebsocketServerSpec;
import reactor.netty.http.websocket.WebsocketOutbound;

/** WebSockets of a server and of clients on one loop. */
class WebSocketTest {
  private static final int LONG = 500_000;

  private static Mono<? extends DisposableServer> serve(CoroutineWith<WebSocket, ?> body) {
    return HttpServer.create()
        .runOn(Loop.current().resources())
        .host("127.0.0.1")
        .port(0)
        .route(
            routes ->
                routes
                    .ws("/ws", Http.webSocket(body))
                    .ws(
                        "/long",
                        Http.webSocket(body),
                        WebsocketServerSpec.builder().maxFramePayloadLength(LONG).build()))
        .bind();
  }

  private static HttpClient.WebsocketSender to(DisposableServer server) {
    return Http.client().host("127.0.0.1").port(server.port()).websocket().uri("/ws");
  }

  private static Void echo(Co co, WebSocket socket) throws Exception {
    for (WebSocket.Message m; (m = co.await(socket.receive())) != null; ) {
      switch (m) {
        case WebSocket.Text(String text) -> co.await(socket.send("echo " + text));
        case WebSocket.Binary(byte[] bytes) -> co.await(socket.send(bytes));
      }
    }
    return null;
  }

  @Test
  void messages_go_both_ways_until_a_side_closes() {
    Async.run(
        co -> {
          DisposableServer server = co.await(serve(WebSocketTest::echo));
          WebSocket socket = co.await(Http.connect(to(server)));

          co.await(socket.send("a"));
          co.await(socket.send(new byte[] {1, 2}));
          assertEquals("echo a", co.await(socket.receiveText()));
          WebSocket.Binary bytes = (WebSocket.Binary) co.await(socket.receive());
          assertArrayEquals(new byte[] {1, 2}, bytes.bytes());
          assertEquals("WebSocket[open, 0 unread]", socket.toString());
          co.await(socket.close());
          assertNull(co.await(socket.receive()));
          assertTrue(socket.isEnded());
          return null;
        });
  }

  @Test
  void a_message_of_more_than_64_kib_needs_both_sides_to_take_it() {
    Async.run(
        co -> {
          DisposableServer server = co.await(serve(WebSocketTest::echo));
          WebSocket refused = co.await(Http.connect(to(server)));
          co.await(refused.send(new byte[(64 << 10) + 1]));
          assertNull(co.await(refused.receive()));

          WebSocket socket =
              co.await(
                  Http.connect(
                      Http.client()
                          .websocket(
                              WebsocketClientSpec.builder().maxFramePayloadLength(LONG).build())
                          .uri("ws://127.0.0.1:" + server.port() + "/long")));
          co.await(socket.send(new byte[LONG]));
          WebSocket.Binary answer = (WebSocket.Binary) co.await(socket.receive());
          assertEquals(LONG, answer.bytes().length);
          co.await(socket.close());
          return null;
        });
  }

  @Test
  void the_end_of_the_body_closes_the_socket_after_what_was_sent() {
    List<String> received = new ArrayList<>();

    Async.run(
        co -> {
          DisposableServer server =
              co.await(
                  serve(
                      (c, socket) -> {
                        for (int i = 0; i < 40; i++) {
                          c.await(socket.send("" + i));
                        }
                        return null;
                      }));
          WebSocket socket = co.await(Http.connect(to(server)));
          for (String text; (text = co.await(socket.receiveText())) != null; ) {
            received.add(text);
          }
          return null;
        });

    assertEquals(40, received.size());
    assertEquals("39", received.getLast());
  }

  @Test
  void a_message_that_was_sent_before_the_close_is_received() {
    List<String> received = new ArrayList<>();

    Async.run(
        co -> {
          Deferred<Void> done = new Deferred<>();
          DisposableServer server =
              co.await(
                  serve(
                      (c, socket) -> {
                        for (String text; (text = c.await(socket.receiveText())) != null; ) {
                          c.await(sleep(Duration.ofMillis(10)));
                          received.add(text);
                        }
                        done.complete(null);
                        return null;
                      }));
          WebSocket socket = co.await(Http.connect(to(server)));
          co.await(socket.send("a"));
          co.await(socket.send("b"));
          co.await(socket.close());
          co.await(done);
          return null;
        });

    assertEquals("[a, b]", received.toString());
  }

  @Test
  void a_body_that_does_something_else_is_cancelled_when_the_connection_is_lost() {
    Async.run(
        co -> {
          Deferred<Void> cancelled = new Deferred<>();
          DisposableServer server =
              co.await(
                  serve(
                      (c, socket) -> {
                        try {
                          c.await(socket.send("ready"));
                          return c.await(Mono.<Void>never());
                        } finally {
                          cancelled.complete(null);
                        }
                      }));
          Connection peer = co.await(to(server).connect());
          WebSocket socket =
              new WebSocket(
                  (reactor.netty.http.websocket.WebsocketInbound) peer, (WebsocketOutbound) peer);
          assertEquals("ready", co.await(socket.receiveText()));
          peer.channel().close();
          co.await(cancelled);
          assertNull(co.await(socket.receive()));
          assertThrows(AbortedException.class, () -> co.await(socket.send("too late")));
          return null;
        });
  }

  @Test
  void a_failure_closes_with_1011_and_is_reported() {
    List<String> reported = new ArrayList<>();

    String status =
        Async.run(
            co -> {
              co.loop().exceptionHandler(
                  (loop, message, error, source) -> reported.add(message + ": " + error));
              DisposableServer server =
                  co.await(
                      serve(
                          (c, socket) -> {
                            throw new IllegalStateException("boom");
                          }));
              return co.await(
                      to(server).handle((in, out) -> in.receiveCloseStatus()).next())
                  .toString();
            });

    assertEquals("1011 internal error", status);
    assertEquals(
        "[the handler of WebSocket[open, 0 unread] failed: java.lang.IllegalStateException: boom]",
        reported.toString());
  }

  @Test
  void a_receiver_that_was_cancelled_takes_no_message() {
    Async.run(
        co -> {
          DisposableServer server = co.await(serve(WebSocketTest::echo));
          WebSocket socket = co.await(Http.connect(to(server)));

          assertThrows(
              TimeoutException.class,
              () ->
                  co.await(
                      Async.timeout(Duration.ofMillis(5), c -> c.await(socket.receiveText()))));
          co.await(socket.send("a"));
          assertEquals("echo a", co.await(socket.receiveText()));
          return null;
        });
  }

  @Test
  void text_was_expected() {
    Async.run(
        co -> {
          DisposableServer server = co.await(serve(WebSocketTest::echo));
          WebSocket socket = co.await(Http.connect(to(server)));
          co.await(socket.send(new byte[1]));

          IllegalStateException e =
              assertThrows(IllegalStateException.class, () -> co.await(socket.receiveText()));

          assertEquals(
              "WebSocket[open, 0 unread] received a binary message where text was expected."
                  + " Use receive()",
              e.getMessage());
          return null;
        });
  }

  @Test
  void a_peer_that_does_not_receive_is_not_read_without_limit() {
    int[] sent = new int[1];

    Async.run(
        co -> {
          DisposableServer server = co.await(serve((c, socket) -> c.await(Mono.never())));
          WebSocket socket = co.await(Http.connect(to(server)));
          String large = "x".repeat(60_000);
          Task<Void> sending =
              co.spawn(
                  c -> {
                    while (true) {
                      c.await(socket.send(large));
                      sent[0]++;
                    }
                  });
          int before;
          do {
            before = sent[0];
            co.await(sleep(Duration.ofMillis(20)));
          } while (before != sent[0] || before == 0);
          sending.cancel("enough");
          return null;
        });

    assertTrue(sent[0] < 2000, () -> sent[0] + " messages were sent to nobody");
  }
}
