package monoloop.http;

import static monoloop.Async.async;
import static monoloop.Async.flux;
import static monoloop.Async.iterate;
import static monoloop.Async.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import monoloop.Async;
import monoloop.AsyncIterator;
import monoloop.CancelledError;
import monoloop.Co;
import monoloop.CoroutineWith;
import monoloop.Deferred;
import monoloop.Loop;
import monoloop.Monoloop;
import monoloop.NotOnLoopException;
import monoloop.Task;
import monoloop.generator.Engine;
import monoloop.io.ByteStream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/** Coroutines behind a real server, called by real clients; mostly on one loop. */
class HttpTest {
  private static final CoroutineWith<HttpExchange, Void> HELLO =
      (co, exchange) -> {
        co.await(sleep(Duration.ofMillis(1)));
        return co.await(exchange.send("hello"));
      };

  private static Mono<? extends DisposableServer> serve(CoroutineWith<HttpExchange, ?> body) {
    return HttpServer.create()
        .runOn(Loop.current().resources())
        .host("127.0.0.1")
        .port(0)
        .handle(Http.handler(body))
        .bind();
  }

  private static HttpClient client(DisposableServer server) {
    return Http.client().host("127.0.0.1").port(server.port());
  }

  /** Status and text. */
  private static Mono<String> get(HttpClient client, String uri) {
    return client
        .get()
        .uri(uri)
        .responseSingle(
            (response, body) ->
                body.asString().defaultIfEmpty("").map(s -> response.status().code() + " " + s));
  }

  private static Mono<Void> closed(DisposableServer server) {
    return Mono.<Void>fromRunnable(server::dispose).then(server.onDispose());
  }

  @Test
  void a_request_runs_a_coroutine_on_the_thread_of_the_client() {
    Set<Loop> loops = ConcurrentHashMap.newKeySet();

    String answer =
        Async.run(
            co -> {
              loops.add(co.loop());
              DisposableServer server =
                  co.await(
                      serve(
                          (c, exchange) -> {
                            c.await(sleep(Duration.ofMillis(1)));
                            loops.add(c.loop());
                            c.await(exchange.send("hi " + exchange.request().uri()));
                            return null;
                          }));
              return co.await(get(client(server), "/you"));
            });

    assertEquals("200 hi /you", answer);
    assertEquals(1, loops.size());
  }

  @Test
  void a_handler_is_compiled() {
    assertEquals(
        "thread".equals(System.getProperty("monoloop.engine")) ? Engine.THREAD : Engine.COMPILED,
        Monoloop.explain(HELLO).engine());
  }

  @Test
  void on_an_event_loop_of_reactor_netty_the_task_runs_on_that_one() throws Exception {
    LoopResources theirs = LoopResources.create("theirs", 1, true);
    List<String> threads = new ArrayList<>();
    DisposableServer server =
        HttpServer.create()
            .runOn(theirs)
            .host("127.0.0.1")
            .port(0)
            .handle(
                Http.handler(
                    (co, exchange) -> {
                      Loop loop = co.loop();
                      assertSame(loop, Loop.on(exchange.connection().channel().eventLoop()));
                      co.await(sleep(Duration.ofMillis(1)));
                      assertSame(loop, Loop.current());
                      return co.await(exchange.send(loop.toString()));
                    }))
            .bindNow();
    try {
      threads.add(
          HttpClient.create(ConnectionProvider.newConnection())
              .host("127.0.0.1")
              .port(server.port())
              .get()
              .responseContent()
              .aggregate()
              .asString()
              .block(Duration.ofSeconds(20)));
    } finally {
      server.disposeNow();
      theirs.disposeLater().block(Duration.ofSeconds(20));
    }

    assertTrue(threads.toString().startsWith("[Loop[running, on "), threads.toString());
  }

  @Test
  void a_handler_that_sends_nothing_answers_with_an_empty_200() {
    assertEquals("200 ", answerOf((co, exchange) -> null));
  }

  @Test
  void a_status_is_thrown_and_not_reported() {
    assertEquals(
        "404 no such page",
        answerOf(
            (co, exchange) -> {
              co.await(sleep(Duration.ZERO));
              throw new HttpStatusException(404, "no such page");
            }));
  }

  @Test
  void a_status_must_be_an_error() {
    assertEquals(
        "status must be from 400 to 599, was 200",
        assertThrows(IllegalArgumentException.class, () -> new HttpStatusException(200, "fine"))
            .getMessage());
  }

  /** Of a single request; nothing must be reported. */
  private static String answerOf(CoroutineWith<HttpExchange, ?> body) {
    return Async.run(
        co -> {
          co.loop().exceptionHandler((loop, message, error, source) -> {
            throw new AssertionError(message, error);
          });
          DisposableServer server = co.await(serve(body));
          return co.await(get(client(server), "/"));
        });
  }

  @Test
  void a_failure_is_a_500_and_is_reported() {
    List<String> reported = new ArrayList<>();

    String answer =
        Async.run(
            co -> {
              co.loop().exceptionHandler(
                  (loop, message, error, source) -> reported.add(message + ": " + error));
              DisposableServer server =
                  co.await(
                      serve(
                          (c, exchange) -> {
                            c.await(sleep(Duration.ZERO));
                            throw new IllegalStateException("boom");
                          }));
              HttpClient client = client(server);
              String first = co.await(get(client, "/page"));
              return first + ", " + co.await(get(client, "/page"));
            });

    assertEquals("500 Internal Server Error, 500 Internal Server Error", answer);
    assertEquals(
        "the handler of HttpExchange[GET /page, 200] failed: java.lang.IllegalStateException: boom",
        reported.getFirst());
    assertEquals(2, reported.size());
  }

  @Test
  void a_failure_in_the_middle_of_a_response_cuts_the_connection() {
    List<String> reported = new ArrayList<>();

    Throwable error =
        Async.run(
            co -> {
              co.loop().exceptionHandler((loop, message, e, source) -> reported.add(e.toString()));
              DisposableServer server =
                  co.await(
                      serve(
                          (c, exchange) ->
                              c.await(
                                  exchange.stream(
                                      flux(
                                          out -> {
                                            out.yield("part");
                                            throw new IllegalStateException("boom");
                                          })))));
              try {
                co.await(get(client(server), "/"));
                return null;
              } catch (Exception e) {
                return e;
              }
            });

    assertNotNull(error);
    assertEquals("[java.lang.IllegalStateException: boom]", reported.toString());
  }

  @Test
  void a_peer_that_goes_away_cancels_the_handler() {
    String how =
        Async.run(
            co -> {
              Deferred<String> ended = new Deferred<>();
              Deferred<Void> began = new Deferred<>();
              DisposableServer server =
                  co.await(
                      serve(
                          (c, exchange) -> {
                            began.complete(null);
                            try {
                              c.await(Mono.never());
                            } catch (CancelledError e) {
                              ended.complete("cancelled: " + e.getMessage());
                              throw e;
                            }
                            return null;
                          }));
              ByteStream peer = co.await(ByteStream.connect("127.0.0.1", server.port()));
              peer.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
              co.await(began);
              peer.abort();
              return co.await(ended);
            });

    assertTrue(how.startsWith("cancelled: its subscriber has cancelled"), how);
  }

  @Test
  void the_body_of_a_request_is_read_up_to_a_limit() {
    List<String> answers =
        Async.run(
            co -> {
              DisposableServer server =
                  co.await(
                      serve(
                          (c, exchange) -> {
                            byte[] body = c.await(exchange.bytes(5));
                            return c.await(exchange.send(new String(body)));
                          }));
              HttpClient client = client(server);
              List<String> all = new ArrayList<>();
              for (String text : List.of("", "12345", "123456")) {
                all.add(
                    co.await(
                        client
                            .post()
                            .uri("/")
                            .send(ByteBufFlux.fromString(Mono.just(text)))
                            .responseSingle(
                                (r, b) ->
                                    b.asString()
                                        .defaultIfEmpty("")
                                        .map(s -> r.status().code() + " " + s))));
              }
              return all;
            });

    assertEquals("[200 , 200 12345, 413 the body is longer than 5 bytes]", answers.toString());
  }

  @Test
  void a_body_is_a_flux_in_both_directions() {
    String answer =
        Async.run(
            co -> {
              DisposableServer server = co.await(serve(HttpTest::shout));
              return co.await(
                  client(server)
                      .post()
                      .uri("/")
                      .send(
                          ByteBufFlux.fromString(
                              flux(
                                  out -> {
                                    out.yield("a");
                                    out.await(sleep(Duration.ofMillis(5)));
                                    out.yield("b");
                                    return null;
                                  })))
                      .responseContent()
                      .aggregate()
                      .asString());
            });

    assertEquals("AB.", answer);
  }

  private static Void shout(Co co, HttpExchange exchange) throws Exception {
    Flux<byte[]> pieces = exchange.pieces();
    Flux<String> answer =
        flux(
            out -> {
              try (AsyncIterator<byte[]> items = iterate(pieces)) {
                for (byte[] piece; (piece = out.await(items.next())) != null; ) {
                  out.yield(new String(piece).toUpperCase());
                }
              }
              out.yield(".");
              return null;
            });
    return co.await(exchange.stream(answer));
  }

  @Test
  void a_slow_reader_holds_the_generator_of_a_response() {
    int[] yielded = new int[1];
    String piece = "x".repeat(64 * 1024);

    Async.run(
        co -> {
          Deferred<Void> stopped = new Deferred<>();
          DisposableServer server =
              co.await(
                  serve(
                      (c, exchange) ->
                          c.await(
                              exchange.stream(
                                  flux(
                                      out -> {
                                        try {
                                          while (true) {
                                            yielded[0]++;
                                            out.yield(piece);
                                          }
                                        } finally {
                                          stopped.complete(null);
                                        }
                                      })))));
          ByteStream peer = co.await(ByteStream.connect("127.0.0.1", server.port()));
          peer.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
          co.await(peer.readExactly(100));
          int before;
          do {
            before = yielded[0];
            co.await(sleep(Duration.ofMillis(20)));
          } while (before != yielded[0]); // until it stands still, for nobody reads
          assertTrue(yielded[0] < 1000, () -> yielded[0] + " pieces were made for nobody");
          peer.abort();
          co.await(stopped);
          return null;
        });

    assertFalse(yielded[0] == 0);
  }

  @Test
  void many_requests_wait_at_the_same_time() {
    ConcurrentLinkedQueue<String> answers = new ConcurrentLinkedQueue<>();

    Async.run(
        co -> {
          Deferred<Void> all = new Deferred<>();
          int[] waiting = new int[1];
          DisposableServer server =
              co.await(
                  serve(
                      (c, exchange) -> {
                        if (++waiting[0] == 10) {
                          all.complete(null);
                        }
                        c.await(all);
                        return c.await(exchange.send("done"));
                      }));
          HttpClient client = client(server);
          List<Task<String>> tasks = new ArrayList<>();
          for (int i = 0; i < 10; i++) {
            tasks.add(co.spawn(get(client, "/" + i)));
          }
          for (Task<String> task : tasks) {
            answers.add(co.await(task));
          }
          co.await(closed(server));
          return null;
        });

    assertEquals(10, answers.stream().filter("200 done"::equals).count());
  }

  @Test
  void a_client_needs_a_loop() {
    assertEquals(
        "Loop.current() must be called from a task, but thread \""
            + Thread.currentThread().getName()
            + "\" is not running one. Start one with Async.run(...)",
        assertThrows(NotOnLoopException.class, Http::client).getMessage());
  }

  @Test
  void a_closed_loop_is_forgotten_with_its_client() {
    WeakReference<Loop> closed = closedAfterARequest();

    while (closed.get() != null) {
      System.gc(); // until the time limit of a test
    }
  }

  private static WeakReference<Loop> closedAfterARequest() {
    try (Loop loop = Loop.create()) {
      loop.run(
          async(
              co -> {
                DisposableServer server = co.await(serve((c, x) -> c.await(x.send("hello"))));
                HttpClient client = Http.client().host("127.0.0.1").port(server.port());
                assertEquals("200 hello", co.await(get(client, "/")));
                return null;
              }));
      return new WeakReference<>(loop);
    }
  }

  @Test
  void closing_the_loop_cancels_handlers_and_their_clean_up_runs() throws Exception {
    Loop loop = Loop.start("server");
    CountDownLatch began = new CountDownLatch(1);
    CountDownLatch cleaned = new CountDownLatch(1);
    DisposableServer server =
        loop.run(
            async(
                co ->
                    co.await(
                        serve(
                            (c, exchange) -> {
                              began.countDown();
                              try {
                                return c.await(Mono.<Void>never());
                              } finally {
                                cleaned.countDown();
                              }
                            }))));
    assertNotNull(server);
    Loop other = Loop.start("client");
    try {
      var answer =
          other.submit(
              get(
                  Http.client(other).host("127.0.0.1").port(server.port()).disableRetry(true),
                  "/"));
      began.await();

      loop.close();

      cleaned.await();
      assertThrows(java.util.concurrent.ExecutionException.class, answer::get);
    } finally {
      other.close();
    }
  }
}
