package monoloop.readme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import monoloop.Async;
import monoloop.http.Http;
import monoloop.http.WebSocket;
import org.junit.jupiter.api.Test;
import reactor.netty.DisposableServer;

/** What the README's HTTP programs answer. */
class HttpSnippetsTest {
  @Test
  void the_server_answers_and_the_client_fetches_at_the_same_time() {
    List<String> pages =
        Async.run(
            co -> {
              DisposableServer server = co.await(HttpSnippets.serve(co.loop()));
              String base = "http://127.0.0.1:" + server.port();
              return co.await(
                  HttpSnippets.fetch(
                      List.of(base + "/hello/you", base + "/ticks", base + "/hello/nobody")));
            });

    assertEquals(
        List.of("hello you, visit 1", "tick 1\ntick 2\ntick 3\n", "nobody is here"), pages);
  }

  @Test
  void the_web_socket_echoes() {
    Async.run(
        co -> {
          DisposableServer server = co.await(HttpSnippets.serve(co.loop()));
          String uri = "ws://127.0.0.1:" + server.port() + "/echo";
          WebSocket socket = co.await(Http.connect(Http.client().websocket().uri(uri)));
          co.await(socket.send("a"));
          assertEquals("echo a", co.await(socket.receiveText()));
          co.await(socket.close());
          assertNull(co.await(socket.receiveText()));
          return null;
        });
  }
}
