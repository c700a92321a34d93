package monoloop.parallel;

import static java.util.stream.Collectors.toSet;
import static monoloop.Async.async;
import static monoloop.Async.checkpoint;
import static monoloop.Async.timeout;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import monoloop.Async;
import monoloop.CancelledError;
import monoloop.Deferred;
import monoloop.Loop;
import monoloop.Task;
import monoloop.http.Http;
import monoloop.io.ByteStream;
import monoloop.io.ServerSetup;
import monoloop.io.StreamServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;

/** Several loops that work for each other. */
class LoopGroupTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private final LoopGroup group = LoopGroup.create(3);

  @AfterEach
  void close() {
    group.close();
  }

  @Test
  void next_goes_round() {
    List<Loop> six = Stream.generate(group::next).limit(6).toList();

    assertEquals(group.loops(), six.subList(0, 3));
    assertEquals(group.loops(), six.subList(3, 6));
  }

  @Test
  void equal_keys_have_the_same_loop_and_many_keys_use_all() {
    assertSame(group.forKey("a" + 1), group.forKey("a1"));
    assertEquals(3, IntStream.range(0, 100).mapToObj(group::forKey).collect(toSet()).size());
  }

  @Test
  void work_runs_there_and_its_result_comes_home() {
    Loop there = group.next();

    String where =
        Async.run(
            co -> {
              Loop home = co.loop();
              String answer =
                  co.await(
                      LoopGroup.on(
                          there,
                          async(
                              c -> {
                                c.await(checkpoint());
                                return c.loop() + " " + c.context().get("key");
                              }))
                          .contextWrite(context -> context.put("key", "value")));
              assertSame(home, Loop.current());
              return answer;
            });

    assertEquals(there + " value", where);
  }

  @Test
  void an_error_comes_home_as_it_is() {
    IOException error = new IOException("no route");

    IOException thrown =
        assertThrows(
            IOException.class,
            () -> Async.run(LoopGroup.on(group.next(), Mono.error(error))));

    assertSame(error, thrown);
  }

  @Test
  void cancelling_waits_for_the_clean_up_there() {
    List<String> order = new ArrayList<>();

    Async.run(
        co -> {
          Mono<Void> work =
              async(
                  c -> {
                    try {
                      return c.await(Mono.<Void>never());
                    } catch (CancelledError e) {
                      for (int i = 0; i < 10; i++) {
                        c.await(checkpoint());
                      }
                      order.add("cleaned up because " + e.reason());
                      throw e;
                    }
                  });
          assertThrows(
              TimeoutException.class,
              () ->
                  co.await(
                      timeout(
                          Duration.ofMillis(20), c -> c.await(LoopGroup.on(group.next(), work)))));
          order.add("timed out");
          return null;
        });

    assertEquals(2, order.size());
    assertTrue(order.getFirst().startsWith("cleaned up"), order.toString());
  }

  @Test
  void work_that_is_cancelled_there_is_cancelled_here() {
    Async.run(
        co -> {
          CancelledError e =
              assertThrows(
                  CancelledError.class,
                  () ->
                      co.await(
                          LoopGroup.on(
                              group.next(),
                              async(
                                  c -> {
                                    c.task().cancel("enough");
                                    return c.await(checkpoint());
                                  }))));
          assertTrue(e.getMessage().contains("was cancelled"), e.getMessage());
          return null;
        });
  }

  @Test
  void work_whose_loop_is_closed_fails() {
    Async.run(
        co -> {
          Loop gone = group.next();
          Deferred<Boolean> begun = new Deferred<>();
          Loop here = co.loop();
          Task<Void> work =
              co.spawn(
                  LoopGroup.on(
                      gone,
                      async(
                          c -> {
                            here.callSoonThreadsafe(() -> begun.complete(true));
                            return c.await(new Deferred<Void>());
                          })));
          co.await(begun);
          co.await(Async.toThread(() -> closed(gone)));

          IllegalStateException e =
              assertThrows(IllegalStateException.class, () -> co.await(work));

          assertTrue(e.getMessage().contains("was closed"), e.getMessage());
          return null;
        });
  }

  @Test
  void a_result_is_not_work() {
    Async.run(
        co -> {
          Task<Integer> task = co.spawn(c -> 1);

          IllegalArgumentException e =
              assertThrows(
                  IllegalArgumentException.class, () -> LoopGroup.on(group.next(), task));

          assertTrue(e.getMessage().endsWith("it is not work to start but a result to await"));
          assertThrows(
              IllegalArgumentException.class,
              () -> LoopGroup.on(group.next(), new Deferred<Integer>()));
          return co.await(task);
        });
  }

  @Test
  void on_its_own_loop_work_runs_inside_the_task() {
    Loop loop = group.next();

    Boolean same =
        loop.run(
            async(
                co -> {
                  Task<?> mine = co.task();
                  return co.await(LoopGroup.on(loop, async(c -> c.task() == mine)));
                }));

    assertEquals(true, same);
  }

  @Test
  void a_closed_loop_refuses() {
    LoopGroup other = LoopGroup.create(1);
    other.close();

    IllegalStateException e =
        assertThrows(
            IllegalStateException.class,
            () -> Async.run(LoopGroup.on(other.next(), Mono.just(1))));

    assertTrue(e.getMessage().contains("accepts nothing any more"), e.getMessage());
    assertEquals("LoopGroup[closed, 1 loops]", other.toString());
  }

  @Test
  void each_loop_does_its_part() {
    List<Loop> loops =
        Async.run(group.onEach(loop -> Mono.fromSupplier(Loop::current)));

    assertEquals(group.loops(), loops);
  }

  @Test
  void tasks_are_counted_loop_by_loop() throws Exception {
    CountDownLatch began = new CountDownLatch(1);
    group
        .loops()
        .get(1)
        .submit(
            co -> {
              began.countDown();
              return co.await(Mono.never());
            });
    began.await();

    List<LoopGroup.Load> loads = Async.run(group.statistics());

    assertEquals(List.of(0, 1, 0), loads.stream().map(LoopGroup.Load::tasks).toList());
    assertTrue(loads.stream().allMatch(l -> l.lag().isPositive()), loads.toString());
  }

  @Test
  void it_cannot_be_closed_from_inside() throws Exception {
    Object e =
        group
            .next()
            .submit(
                co -> {
                  return assertThrows(IllegalStateException.class, group::close);
                })
            .get();

    assertTrue(e.toString().contains("Close it where it was created"), e.toString());
  }

  @ParameterizedTest(name = "SO_REUSEPORT: {0}")
  @ValueSource(booleans = {true, false})
  void connections_are_spread_over_the_loops(boolean reusePort) {
    Set<Loop> loops = ConcurrentHashMap.newKeySet();
    int clients = 60;

    ShardedServer server =
        Async.run(
            co -> {
              ShardedServer started =
                  co.await(
                      group.serve(
                          StreamServer.on("127.0.0.1", 0),
                          (c, stream) -> {
                            loops.add(c.loop());
                            String line;
                            while ((line = c.await(stream.readLine())) != null) {
                              stream.write("echo " + line + "\n");
                              c.await(stream.drain());
                            }
                            return null;
                          },
                          reusePort));
              List<ByteStream> streams = new ArrayList<>();
              for (int i = 0; i < clients; i++) {
                ByteStream stream =
                    co.await(ByteStream.connect("127.0.0.1", started.port()));
                streams.add(stream);
                stream.write("hello " + i + "\n");
                assertEquals("echo hello " + i, co.await(stream.readLine()));
              }
              assertEquals(clients, started.connections());
              streams.forEach(ByteStream::close);
              assertEquals(true, co.await(started.drain(LONG)));
              return started;
            });

    assertEquals(reusePort ? 3 : 1, server.listeners());
    assertEquals(clients, server.accepted().stream().mapToLong(n -> n).sum());
    assertEquals(Set.copyOf(group.loops()), loops);
    assertTrue(server.toString().startsWith("ShardedServer[closed, /127.0.0.1:"));
  }

  @ParameterizedTest(name = "SO_REUSEPORT: {0}")
  @ValueSource(booleans = {true, false})
  void the_other_loops_serve_when_one_has_been_closed(boolean reusePort) {
    Async.run(
        co -> {
          ShardedServer streams =
              co.await(
                  group.serve(
                      StreamServer.on("127.0.0.1", 0),
                      (c, stream) -> {
                        stream.write("hello\n");
                        return null;
                      },
                      reusePort));
          ShardedServer http =
              co.await(
                  group.bind(
                      HttpServer.create()
                          .host("127.0.0.1")
                          .port(0)
                          .handle(Http.handler((c, exchange) -> c.await(exchange.send("hello")))),
                      reusePort));
          Loop gone = group.loops().get(1);
          co.await(Async.toThread(() -> closed(gone)));

          HttpClient client =
              Http.client().host("127.0.0.1").port(http.port()).keepAlive(false);
          for (int i = 0; i < 6; i++) {
            ByteStream stream = co.await(ByteStream.connect("127.0.0.1", streams.port()));
            assertEquals("hello", co.await(stream.readLine()));
            stream.close();
            assertEquals(
                "hello", co.await(client.get().responseContent().aggregate().asString()));
          }
          assertEquals(true, co.await(streams.drain(LONG)));
          assertEquals(true, co.await(http.drain(LONG)));
          assertEquals(0, streams.connections());
          return null;
        });
  }

  private static boolean closed(Loop loop) {
    loop.close();
    return loop.isClosed();
  }

  @ParameterizedTest(name = "SO_REUSEPORT: {0}")
  @ValueSource(booleans = {true, false})
  void each_loop_has_no_more_connections_than_the_limit(boolean reusePort) {
    ServerSetup one = StreamServer.on("127.0.0.1", 0).maxConnections(1);
    AtomicInteger most = new AtomicInteger();

    Async.run(
        co -> {
          AtomicReference<ShardedServer> self = new AtomicReference<>();
          ShardedServer server =
              co.await(
                  group.serve(
                      one,
                      (c, stream) -> {
                        most.accumulateAndGet(self.get().connections(), Math::max);
                        stream.write(c.await(stream.readLine()) + "\n");
                        return null;
                      },
                      reusePort));
          self.set(server);
          List<Mono<String>> clients = new ArrayList<>();
          for (int i = 0; i < 30; i++) {
            clients.add(
                async(
                    c -> {
                      ByteStream stream =
                          c.await(ByteStream.connect("127.0.0.1", server.port()));
                      stream.write("hello\n");
                      String answer = c.await(stream.readLine());
                      stream.close();
                      return answer;
                    }));
          }
          assertEquals(Collections.nCopies(30, "hello"), co.await(Async.gather(clients)));
          assertEquals(true, co.await(server.drain(LONG)));
          assertEquals(30, server.accepted().stream().mapToLong(n -> n).sum());
          assertEquals(0, server.connections());
          return null;
        });

    assertTrue(most.get() <= 3, most.toString());
  }

  @Test
  void draining_aborts_what_does_not_end_and_cancels_its_coroutine() {
    Async.run(
        co -> {
          CountDownLatch cancelled = new CountDownLatch(1);
          ShardedServer server =
              co.await(
                  group.serve(
                      "127.0.0.1",
                      0,
                      (c, stream) -> {
                        try {
                          stream.write("hello\n");
                          return c.await(Mono.<Void>never());
                        } finally {
                          cancelled.countDown();
                        }
                      }));
          ByteStream stream = co.await(ByteStream.connect("127.0.0.1", server.port()));
          assertEquals("hello", co.await(stream.readLine()));

          assertEquals(false, co.await(server.drain(Duration.ofMillis(10))));
          co.await(
              Async.toThread(
                  () -> {
                    cancelled.await();
                    return true;
                  }));
          return null;
        });
  }

  @Test
  void an_http_server_accepts_on_every_loop() {
    Set<Loop> loops = ConcurrentHashMap.newKeySet();

    Async.run(
        co -> {
          ShardedServer server =
              co.await(
                  group.bind(
                      HttpServer.create()
                          .host("127.0.0.1")
                          .port(0)
                          .handle(
                              Http.handler(
                                  (c, exchange) -> {
                                    c.await(checkpoint());
                                    loops.add(c.loop());
                                    return c.await(exchange.send("hello"));
                                  }))));
          for (int i = 0; i < 40; i++) {
            HttpClient client =
                Http.client().host("127.0.0.1").port(server.port()).keepAlive(false);
            assertEquals(
                "hello", co.await(client.get().responseContent().aggregate().asString()));
          }
          server.abort();
          co.await(server.awaitClosed());
          return null;
        });

    assertTrue(loops.size() > 1, loops.toString());
  }

  @Test
  void a_port_that_is_taken_fails_and_leaves_nothing_open() {
    Async.run(
        co -> {
          var taken = new java.net.ServerSocket(0, 1, java.net.InetAddress.getByName("127.0.0.1"));
          try (taken) {
            Exception e =
                assertThrows(
                    Exception.class,
                    () ->
                        co.await(
                            group.serve("127.0.0.1", taken.getLocalPort(), (c, s) -> null)));
            assertInstanceOf(java.net.BindException.class, e);
            assertTrue(
                e.getMessage().contains("cannot listen on /127.0.0.1:" + taken.getLocalPort()),
                e.getMessage());
          }
          return null;
        });
  }

  @Test
  void loops_are_not_the_same() {
    assertNotSame(group.loops().get(0), group.loops().get(1));
    assertEquals("LoopGroup[open, 3 loops]", group.toString());
    assertEquals(
        "size must be >= 1, was 0",
        assertThrows(IllegalArgumentException.class, () -> LoopGroup.create(0)).getMessage());
  }
}
