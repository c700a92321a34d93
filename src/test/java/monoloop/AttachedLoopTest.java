package monoloop;

import static monoloop.test.Turns.turns;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import monoloop.generator.Generator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;
import reactor.util.context.Context;

/** Loops that turn on somebody else's thread. */
class AttachedLoopTest {
  private final List<String> trail = new ArrayList<>();

  /** Callbacks, timers, another thread's call: the order is the same on every host. */
  private String sameStory(Loop loop) {
    return loop.run(
        Mono.create(
            sink -> {
              loop.callSoon(
                  () ->
                      loop.callSoon(
                          () -> {
                            trail.add("next turn");
                            later(loop, 20, () -> trail.add("second"));
                            later(loop, 10, () -> trail.add("first"));
                            later(loop, 30, () -> sink.success(String.join(", ", trail)));
                          }));
              loop.callSoon(() -> trail.add("soon " + (Loop.current() == loop)));
              Thread.ofVirtual()
                  .start(() -> loop.callSoonThreadsafe(() -> trail.remove("never there")));
            }));
  }

  private static void later(Loop loop, int millis, Runnable callback) {
    loop.callLater(Duration.ofMillis(millis), callback);
  }

  private static final String STORY = "soon true, next turn, first, second";

  @Nested
  class OnNettysEventLoop {
    private final MultiThreadIoEventLoopGroup group =
        new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final EventLoop eventLoop = group.next();
    private final Loop loop = Loop.on(eventLoop);

    @AfterEach
    void shutDown() {
      group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }

    @Test
    void it_turns_in_order() {
      assertEquals(STORY, sameStory(loop));
      assertEquals(4, trail.size());
    }

    @Test
    void it_is_one_loop_for_one_event_loop_until_it_is_closed() {
      assertSame(loop, Loop.on(eventLoop));
      assertSame(loop, Loop.on((java.util.concurrent.Executor) eventLoop));
      assertSame(eventLoop, loop.eventLoop());

      loop.close();

      assertNotSame(loop, Loop.on(eventLoop));
      assertThrows(IllegalStateException.class, () -> loop.callSoonThreadsafe(() -> {}));
    }

    @Test
    void whatever_runs_on_its_thread_may_use_it() throws Exception {
      String order =
          Mono.<String>create(
                  sink ->
                      eventLoop.execute(
                          () -> {
                            assertSame(loop, Loop.current());
                            loop.callLater(
                                Duration.ofMillis(1),
                                () -> sink.success(String.join(", ", trail)));
                            loop.ready(() -> trail.add("kernel"));
                            loop.callSoon(() -> trail.add("soon"));
                            trail.add("task of Netty");
                          }))
              .block();

      assertEquals("task of Netty, kernel, soon", order);
      assertNull(Loop.currentOrNull());
    }

    @Test
    void its_host_gets_its_turn_between_two_of_ours() {
      int[] turns = new int[1];
      Runnable[] again = new Runnable[1];
      loop.run(
          Mono.<Integer>create(
              sink -> {
                again[0] =
                    () -> {
                      if (++turns[0] == 5) {
                        sink.success(turns[0]);
                      } else {
                        loop.callSoon(again[0]);
                      }
                    };
                again[0].run();
                eventLoop.execute(() -> trail.add("host after turn " + turns[0]));
              }));

      assertEquals(List.of("host after turn 1"), trail);
    }

    @Test
    void a_body_that_has_its_own_thread_finds_it() {
      Loop found =
          loop.run(
              Mono.fromSupplier(
                  () -> {
                    Generator<Loop, Void, Void> body =
                        Generator.of(
                            out -> {
                              out.yield(Loop.current());
                              return null;
                            });
                    Loop l = body.next();
                    body.close();
                    return l;
                  }));

      assertSame(loop, found);
    }

    @Test
    void waiting_for_it_on_its_own_thread_is_refused() {
      String refused =
          Mono.fromCallable(
                  () ->
                      assertThrows(IllegalStateException.class, () -> loop.run(Mono.just(1)))
                          .getMessage())
              .subscribeOn(reactor.core.scheduler.Schedulers.fromExecutor(eventLoop))
              .block();

      assertTrue(refused.startsWith("Loop.run() cannot be called from inside"), refused);
    }

    @Test
    void stop_lets_those_return_who_wait_and_the_loop_turns_on() {
      Mono<?> main = Mono.never().doOnSubscribe(s -> loop.callSoon(loop::stop));

      assertThrows(IllegalStateException.class, () -> loop.run(main));

      assertTrue(loop.isRunning());
      assertEquals(1, loop.run(Mono.just(1)));
    }

    @Test
    void when_its_host_ends_it_is_closed_and_nobody_waits_for_ever() {
      var e =
          assertThrows(
              IllegalStateException.class,
              () ->
                  loop.run(
                      Mono.never()
                          .doOnSubscribe(
                              s -> eventLoop.shutdownGracefully(0, 0, TimeUnit.SECONDS))));

      assertTrue(e.getMessage().startsWith("Event loop stopped before"), e::getMessage);
      assertTrue(loop.isClosed());
    }

    @Test
    void its_tasks_are_cancelled_and_clean_up_before_it_ends() throws Exception {
      Mono<Integer> waiting =
          Async.async(
              co -> {
                try {
                  co.await(Mono.never());
                } finally {
                  co.await(Async.checkpoint());
                  trail.add("cleaned up");
                }
                return 1;
              });
      Future<Integer> result = waiting.contextWrite(Context.of(Loop.class, loop)).toFuture();
      loop.run(Mono.empty()); // it waits now

      eventLoop.shutdownGracefully(0, 0, TimeUnit.SECONDS).sync();

      assertThrows(CancelledError.class, () -> outcomeOf(result));
      assertEquals(List.of("cleaned up"), trail);
    }

    private static void outcomeOf(Future<?> future) throws Throwable {
      try {
        future.get(5, TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        throw e.getCause();
      }
    }

    @Test
    void it_is_a_scheduler_too() {
      assertEquals(
          List.of(1, 2, 3),
          loop.run(Flux.range(1, 3).delayElements(Duration.ofMillis(1), loop).collectList()));
    }
  }

  @Nested
  class InAWebHandler {
    @Test
    void the_handlers_own_loop_runs_timers_and_callbacks_of_a_request() {
      LoopResources web = LoopResources.create("web", 1, true);
      DisposableServer server =
          HttpServer.create()
              .runOn(web, false)
              .port(0)
              .handle(
                  (request, response) -> {
                    EventLoop[] own = new EventLoop[1];
                    response.withConnection(c -> own[0] = c.channel().eventLoop());
                    Loop loop = Loop.on(own[0]);
                    Thread thread = Thread.currentThread();
                    return response.sendString(
                        Mono.create(
                            sink ->
                                loop.callLater(
                                    Duration.ofMillis(5),
                                    () ->
                                        sink.success(
                                            "same loop "
                                                + (Loop.current() == loop)
                                                + ", same thread "
                                                + (Thread.currentThread() == thread)))));
                  })
              .bindNow();
      try {
        String page =
            HttpClient.create(ConnectionProvider.newConnection())
                .port(server.port())
                .get()
                .uri("/")
                .responseContent()
                .aggregate()
                .asString()
                .block();
        assertEquals("same loop true, same thread true", page);
      } finally {
        server.disposeNow();
        web.disposeLater(Duration.ZERO, Duration.ofSeconds(1)).block();
      }
    }
  }

  @Nested
  class OnAnExecutor {
    private final ExecutorService executor = Executors.newSingleThreadExecutor();
    private final Loop loop = Loop.on(executor);

    @AfterEach
    void shutDown() {
      executor.shutdown();
    }

    @Test
    void it_turns_in_order() {
      assertEquals(STORY, sameStory(loop));
    }

    @Test
    void only_its_turns_are_on_the_loop() throws Exception {
      assertTrue(loop.run(Mono.fromSupplier(loop::isCurrent)));
      assertFalse(executor.submit(loop::isCurrent).get());
      assertNull(executor.submit(Loop::currentOrNull).get());
      assertSame(loop, Loop.on(executor));
    }

    @Test
    void a_thread_that_would_wait_for_itself_is_refused() throws Exception {
      loop.run(Mono.empty());

      Exception e =
          executor
              .submit(() -> assertThrows(IllegalStateException.class, () -> loop.run(Mono.empty())))
              .get();

      assertTrue(e.getMessage().startsWith("Loop.run() cannot be called"), e::getMessage);
    }

    @Test
    void an_error_in_a_turn_does_not_end_it() {
      loop.exceptionHandler((l, message, error, source) -> trail.add(error.getMessage()));
      loop.callSoonThreadsafe(
          () -> {
            throw new IllegalStateException("bad");
          });

      assertEquals("lives", loop.run(Mono.just("lives")));
      assertEquals(List.of("bad"), trail);
    }

    @Test
    void it_has_no_io_and_says_who_has() {
      var e = assertThrows(UnsupportedOperationException.class, loop::resources);

      assertTrue(e.getMessage().contains("Use Loop.create() or"), e::getMessage);
    }

    @Test
    void when_its_host_has_ended_it_accepts_nothing() {
      executor.shutdown();

      awaitClosed();
      assertThrows(IllegalStateException.class, () -> loop.callSoonThreadsafe(() -> {}));
      assertThrows(IllegalStateException.class, () -> loop.run(Mono.empty()));
    }

    @Test
    void a_host_that_is_shut_down_already_is_refused() {
      executor.shutdown();
      ExecutorService dead = Executors.newSingleThreadExecutor();
      dead.shutdown();

      var e = assertThrows(IllegalStateException.class, () -> Loop.on(dead));

      assertTrue(e.getMessage().contains("is shut down. Create a new one"), e::getMessage);
    }

    @Test
    void when_its_host_ends_its_tasks_are_cancelled_and_clean_up() {
      CompletableFuture<Object> ended = new CompletableFuture<>();
      CountDownLatch begun = new CountDownLatch(1);
      Async.async(
              co -> {
                begun.countDown();
                try {
                  co.await(Async.sleep(Duration.ofDays(1)));
                } finally {
                  co.await(Async.checkpoint());
                  trail.add("cleaned up on the loop " + loop.isCurrent());
                }
                return "";
              })
          .contextWrite(Context.of(Loop.class, loop))
          .subscribe(ended::complete, ended::complete);
      assertDoesNotThrow(() -> begun.await());

      executor.shutdown();

      assertInstanceOf(CancelledError.class, ended.join());
      assertEquals(List.of("cleaned up on the loop true"), trail);
      awaitClosed();
    }

    @Test
    void a_turn_that_its_host_has_thrown_away_is_made_up_for() {
      CountDownLatch busy = new CountDownLatch(1);
      CountDownLatch free = new CountDownLatch(1);
      executor.execute(
          () -> {
            busy.countDown();
            while (free.getCount() > 0) {
              Thread.onSpinWait(); // whatever interrupts it
            }
          });
      assertDoesNotThrow(() -> busy.await());
      CompletableFuture<Integer> work = loop.submit(Mono.just(1));

      assertEquals(1, executor.shutdownNow().size());
      free.countDown();

      assertDoesNotThrow(() -> work.handle((value, error) -> "done").join());
      awaitClosed();
    }

    private void awaitClosed() {
      while (!loop.isClosed()) {
        Thread.onSpinWait(); // a few turns after its last task has ended
      }
    }

    @Test
    void an_executor_that_runs_tasks_at_once_is_refused() {
      Loop bad = Loop.on((Executor) Runnable::run);

      var e = assertThrows(IllegalStateException.class, () -> bad.callSoonThreadsafe(() -> {}));
      var again = assertThrows(IllegalStateException.class, () -> bad.run(Mono.just(1)));

      assertTrue(e.getMessage().startsWith("Loop.on() needs an executor that runs tasks later"));
      assertEquals(e.getMessage(), again.getMessage());
    }

    @Test
    void an_executor_that_runs_a_tasks_next_task_at_once_does_not_recurse() {
      int[] depth = new int[2];
      Executor sometimes =
          task -> {
            if (depth[0] > 0) {
              task.run();
              return;
            }
            executor.execute(
                () -> {
                  depth[0]++;
                  task.run();
                  depth[0]--;
                });
          };
      Loop odd = Loop.on(sometimes);

      odd.run(
          Async.async(
              co -> {
                co.await(turns(100_000));
                depth[1] = depth[0];
                return null;
              }));

      assertEquals(1, depth[1]);
    }

    @Test
    void closing_it_cancels_its_tasks_and_waits_for_them() {
      List<Throwable> reported = new ArrayList<>();
      loop.exceptionHandler((l, message, error, source) -> reported.add(error));
      loop.run(
          Async.async(
              co -> {
                co.spawn(
                    inner -> {
                      try {
                        inner.await(Mono.never());
                      } finally {
                        inner.await(Async.sleep(Duration.ofMillis(5)));
                        trail.add("cleaned up");
                      }
                      return null;
                    });
                co.await(Async.checkpoint());
                return null;
              }));

      loop.close();

      assertEquals(List.of("cleaned up"), trail);
      assertEquals(List.of(), reported);
      assertTrue(loop.isClosed());
    }

    @Test
    void closed_by_one_of_its_own_tasks_it_ends_when_they_have() throws Exception {
      CountDownLatch cleaned = new CountDownLatch(1);
      Mono<Void> main =
          Async.async(
              co -> {
                try {
                  loop.close();
                  assertFalse(loop.isClosed());
                  co.await(Mono.never());
                } finally {
                  cleaned.countDown();
                }
                return null;
              });

      assertThrows(Throwable.class, () -> loop.run(main));

      cleaned.await();
      awaitClosed();
    }

    @Test
    void closed_it_drops_its_timers() {
      Duration soon = Duration.ofMillis(1);
      loop.run(Mono.fromRunnable(() -> loop.callLater(soon, () -> trail.add("no"))));
      loop.close();

      assertEquals("Loop[closed, on AutoShutdownDelegatedExecutorService]", loop.toString());
      assertThrows(IllegalStateException.class, () -> loop.run(Mono.just(1)));
    }
  }
}
