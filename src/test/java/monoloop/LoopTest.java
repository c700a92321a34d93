package monoloop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import monoloop.generator.Generator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** The order of a loop's turns, and what running, stopping and closing it mean. */
class LoopTest {
  private static final Duration LONG = Duration.ofHours(1);

  private final Loop loop = Loop.create();

  /** What happened, in words. Only the loop's thread adds while it runs. */
  private final List<String> trail = new ArrayList<>();

  @AfterEach
  void close() {
    loop.close();
  }

  /** Runs {@code setUp} on the loop, then turns until stopped. */
  private String trailOf(Runnable setUp) {
    loop.callSoon(setUp);
    loop.runForever();
    return String.join(", ", trail);
  }

  private void soon(String what) {
    loop.callSoon(() -> trail.add(what));
  }

  private void later(int millis, String what) {
    loop.callLater(Duration.ofMillis(millis), () -> trail.add(what));
  }

  @Nested
  class Order {
    @Test
    void callbacks_run_first_come_first_served() {
      soon("a");
      soon("b");
      soon("c");

      assertEquals("a, b, c", trailOf(loop::stop));
    }

    @Test
    void what_is_added_in_a_turn_runs_in_the_next_one() {
      String order =
          trailOf(
              () -> {
                loop.callSoon(
                    () -> {
                      trail.add("a of turn 1");
                      soon("added by a, turn 2");
                    });
                soon("b of turn 1");
                loop.callSoon(() -> loop.callSoon(() -> loop.callSoon(loop::stop)));
              });

      assertEquals("a of turn 1, b of turn 1, added by a, turn 2", order);
    }

    @Test
    void timers_run_by_deadline_and_behind_what_is_ready() {
      String order =
          trailOf(
              () -> {
                later(30, "third");
                later(10, "first");
                later(20, "second");
                soon("soon");
                loop.callLater(Duration.ofMillis(40), loop::stop);
              });

      assertEquals("soon, first, second, third", order);
    }

    @Test
    void due_timers_run_in_the_next_turn_behind_what_is_queued_the_earlier_deadline_first() {
      String order =
          trailOf(
              () -> {
                later(0, "timer 0");
                later(-1_000, "timer in the past");
                soon("soon");
                loop.callSoon(() -> loop.callSoon(loop::stop));
              });

      assertEquals("soon, timer in the past, timer 0", order);
    }

    @Test
    void timers_with_equal_deadlines_run_in_the_order_in_which_they_were_set() {
      String order =
          trailOf(
              () -> {
                long when = loop.time() + 1_000_000;
                for (String s : List.of("a", "b", "c", "d", "e")) {
                  loop.callAt(when, () -> trail.add(s));
                }
                loop.callAt(when, loop::stop);
              });

      assertEquals("a, b, c, d, e", order);
    }

    @Test
    void what_is_called_off_never_runs_even_if_it_was_queued() {
      Disposable[] queued = new Disposable[1];
      String order =
          trailOf(
              () -> {
                loop.callSoon(() -> queued[0].dispose());
                queued[0] = loop.callSoon(() -> trail.add("queued"));
                Disposable timer = loop.callLater(Duration.ZERO, () -> trail.add("timer"));
                timer.dispose();
                timer.dispose();
                loop.callSoon(() -> loop.callSoon(() -> loop.callSoon(loop::stop)));
              });

      assertEquals("", order);
      assertTrue(queued[0].isDisposed());
    }

    @Test
    void a_delay_that_is_too_long_for_the_clock_never_comes() {
      loop.callLater(Duration.ofSeconds(Long.MAX_VALUE), () -> trail.add("for ever"));
      loop.callLater(Duration.ofSeconds(Long.MIN_VALUE), () -> trail.add("long ago"));

      assertEquals("long ago", trailOf(() -> loop.callSoon(() -> loop.callSoon(loop::stop))));
    }

    @Test
    void a_loop_that_is_always_busy_still_serves_timers() {
      Runnable[] busy = new Runnable[1];
      AtomicBoolean fired = new AtomicBoolean();
      busy[0] =
          () -> {
            if (fired.get()) {
              loop.stop();
            } else {
              loop.callSoon(busy[0]);
            }
          };
      loop.callLater(Duration.ofMillis(5), () -> fired.set(true));

      trailOf(busy[0]);

      assertTrue(fired.get());
    }

    @Test
    void a_million_callbacks_of_one_turn_run_in_order() {
      int[] next = new int[1];
      trailOf(
          () -> {
            for (int i = 0; i < 1_000_000; i++) {
              int n = i;
              loop.ready(
                  () -> {
                    if (next[0] == n) {
                      next[0]++;
                    }
                  });
            }
            loop.callSoon(loop::stop);
          });

      assertEquals(1_000_000, next[0]);
    }
  }

  @Nested
  class Stopping {
    @Test
    void before_a_run_it_allows_exactly_one_turn() {
      Runnable[] again = new Runnable[1];
      again[0] =
          () -> {
            trail.add("round " + (trail.size() + 1));
            loop.callSoon(again[0]);
          };
      loop.callSoon(again[0]);

      loop.stop();
      loop.runForever();
      trail.add("returned");
      loop.stop();
      loop.runForever();

      assertEquals("[round 1, returned, round 3]", trail.toString());
    }

    @Test
    void finishes_the_turn_and_leaves_the_rest_for_the_next_run() {
      loop.callSoon(loop::stop);
      soon("same turn");
      loop.callSoon(() -> soon("next turn"));

      loop.runForever();
      assertEquals("[same turn]", trail.toString());

      loop.stop();
      loop.runForever();
      assertEquals("[same turn, next turn]", trail.toString());
    }

    @Test
    void during_run_is_an_error_that_says_so() {
      Mono<String> main = Mono.create(sink -> loop.stop());

      var e = assertThrows(IllegalStateException.class, () -> loop.run(main));

      assertTrue(e.getMessage().startsWith("Event loop stopped before the Mono"), e::getMessage);
      assertTrue(e.getMessage().contains("Loop[stopped, monoloop-"), e::getMessage);
    }

    @Test
    void from_another_thread_wakes_a_sleeping_loop() throws Exception {
      CountDownLatch running = new CountDownLatch(1);
      loop.callSoon(running::countDown);
      Thread other =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      running.await();
                    } catch (InterruptedException e) {
                      return;
                    }
                    loop.stop();
                  });

      loop.runForever();
      other.join();

      assertFalse(loop.isRunning());
    }
  }

  @Nested
  class Running {
    @Test
    void gives_the_value_again_and_again() {
      Mono<Integer> main =
          Mono.create(sink -> loop.callLater(Duration.ofMillis(1), () -> sink.success(7)));

      assertEquals(7, loop.run(main));
      assertEquals(8, loop.<Integer>run(main.map(i -> i + 1)));
      assertNull(loop.run(Mono.empty()));
    }

    @Test
    void happens_on_a_daemon_thread_of_the_loop_that_lives_until_close() throws Exception {
      Thread first = loop.run(Mono.fromCallable(Thread::currentThread));
      Thread second = loop.run(Mono.fromCallable(Thread::currentThread));

      assertSame(first, second);
      assertNotSame(Thread.currentThread(), first);
      assertTrue(first.isDaemon());
      loop.close();
      assertFalse(first.isAlive());
    }

    @Test
    void throws_what_main_failed_with_as_it_is() {
      IOException checked = new IOException("read");
      assertSame(checked, assertThrows(IOException.class, () -> loop.run(Mono.error(checked))));

      Error error = new CancelledError("no");
      assertSame(error, assertThrows(Error.class, () -> loop.run(Mono.error(error))));
    }

    @Test
    void ends_one_turn_after_main_like_asyncio() {
      loop.run(
          Mono.create(
              sink -> {
                loop.callSoon(
                    () -> {
                      trail.add("next turn");
                      soon("the one after");
                    });
                sink.success();
              }));

      assertEquals("[next turn]", trail.toString());
    }

    @Test
    void takes_a_value_that_another_thread_signals() {
      Mono<String> main =
          Mono.create(sink -> Thread.ofVirtual().start(() -> sink.success("from elsewhere")));

      assertEquals("from elsewhere", loop.run(main));
    }

    @Test
    void inside_a_run_is_refused() {
      IllegalStateException[] nested = new IllegalStateException[3];
      Loop other = Loop.create();
      loop.run(
          Mono.fromRunnable(
              () -> {
                nested[0] =
                    assertThrows(IllegalStateException.class, () -> loop.run(Mono.just(1)));
                nested[1] =
                    assertThrows(IllegalStateException.class, () -> other.run(Mono.just(1)));
                nested[2] = assertThrows(IllegalStateException.class, other::runForever);
              }));
      other.close();

      String words = "() cannot be called from inside a task; await the Mono or spawn it";
      assertEquals("Loop.run" + words, nested[0].getMessage());
      assertEquals("Loop.run" + words, nested[1].getMessage());
      assertEquals("Loop.runForever" + words, nested[2].getMessage());
    }

    @Test
    void from_two_threads_at_once_is_refused() throws Exception {
      CountDownLatch running = new CountDownLatch(1);
      loop.callSoon(running::countDown);
      Thread first = Thread.ofPlatform().start(loop::runForever);
      running.await();

      var e = assertThrows(IllegalStateException.class, () -> loop.run(Mono.just(1)));
      loop.stop();
      first.join();

      assertTrue(e.getMessage().contains("runs already"), e::getMessage);
      assertEquals(1, loop.run(Mono.just(1)));
    }

    @Test
    void refuses_to_block_its_own_thread() {
      IllegalStateException[] refused = new IllegalStateException[1];
      loop.run(
          Mono.fromRunnable(
              () ->
                  refused[0] =
                      assertThrows(IllegalStateException.class, () -> Mono.never().block())));

      assertTrue(refused[0].getMessage().contains("blocking"), refused[0]::getMessage);
    }

    @Test
    void interrupted_it_cancels_main_and_says_so() throws Exception {
      AtomicBoolean cancelled = new AtomicBoolean();
      CountDownLatch running = new CountDownLatch(1);
      Mono<?> main =
          Mono.never()
              .doOnSubscribe(s -> running.countDown())
              .doOnCancel(() -> cancelled.set(loop.isCurrent()));
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      Thread caller =
          Thread.ofPlatform()
              .start(() -> thrown.set(assertThrows(Throwable.class, () -> loop.run(main))));

      running.await();
      caller.interrupt();
      caller.join();

      assertTrue(thrown.get() instanceof InterruptedException, thrown.get()::toString);
      assertTrue(cancelled.get());
      assertFalse(loop.isRunning());
    }

    @Test
    void interrupted_it_waits_until_a_coroutine_has_cleaned_up() throws Exception {
      CountDownLatch running = new CountDownLatch(1);
      Mono<String> main =
          Async.async(
              co -> {
                try {
                  running.countDown();
                  co.await(Mono.never());
                } finally {
                  co.await(Async.checkpoint());
                  trail.add("cleaned up");
                }
                return "not reached";
              });
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      Thread caller =
          Thread.ofPlatform()
              .start(() -> thrown.set(assertThrows(Throwable.class, () -> loop.run(main))));

      running.await();
      caller.interrupt();
      caller.join();

      assertTrue(thrown.get() instanceof InterruptedException, thrown.get()::toString);
      assertTrue(thrown.get().getCause() instanceof CancelledError);
      assertEquals(List.of("cleaned up"), trail);
    }

    @Test
    void interrupted_it_returns_what_a_coroutine_gives_that_goes_on_regardless() throws Exception {
      CountDownLatch running = new CountDownLatch(1);
      Mono<String> main =
          Async.async(
              co -> {
                try {
                  running.countDown();
                  co.await(Mono.never());
                } catch (CancelledError e) {
                  return "heard: " + e.reason();
                }
                return "not reached";
              });
      AtomicReference<String> result = new AtomicReference<>();
      Thread caller =
          Thread.ofPlatform()
              .start(() -> result.set(loop.run(main) + ", flag " + Thread.interrupted()));

      running.await();
      caller.interrupt();
      caller.join();

      assertEquals(
          "heard: the thread that waited in run() was interrupted, flag true", result.get());
    }

    @Test
    void interrupted_twice_it_waits_no_longer() throws Exception {
      CountDownLatch running = new CountDownLatch(1);
      CountDownLatch stubborn = new CountDownLatch(1);
      Mono<String> main =
          Async.async(
              co -> {
                running.countDown();
                for (; ; ) {
                  try {
                    co.await(Mono.never());
                  } catch (CancelledError e) {
                    if (stubborn.getCount() == 0) {
                      throw e; // the loop is closing
                    }
                    stubborn.countDown();
                  }
                }
              });
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      Thread caller =
          Thread.ofPlatform()
              .start(() -> thrown.set(assertThrows(Throwable.class, () -> loop.run(main))));

      running.await();
      caller.interrupt();
      stubborn.await();
      caller.interrupt();
      caller.join();

      assertTrue(thrown.get() instanceof InterruptedException, thrown.get()::toString);
    }

    @Test
    void is_the_loop_of_its_thread_and_of_bodies_that_it_waits_for() {
      assertNull(Loop.currentOrNull());
      assertThrows(NotOnLoopException.class, Loop::current);

      loop.run(
          Mono.fromRunnable(
              () -> {
                assertSame(loop, Loop.current());
                assertTrue(loop.isCurrent());
                // on the thread engine the body has a thread of its own
                Generator<Loop, Void, Void> body =
                    Generator.of(
                        out -> {
                          out.yield(Loop.current());
                          return null;
                        });
                assertSame(loop, body.next());
                body.close();
              }));

      assertFalse(loop.isCurrent());
    }
  }

  @Nested
  class OtherThreads {
    @Test
    void wake_a_sleeping_loop_at_once() {
      Mono<String> main =
          Mono.create(
              sink -> {
                loop.callLater(LONG, () -> sink.success("too late"));
                Thread.ofVirtual()
                    .start(
                        () ->
                            loop.callSoonThreadsafe(
                                () -> sink.success("woken " + loop.isCurrent())));
              });

      assertEquals("woken true", loop.run(main));
    }

    @Test
    void may_not_use_the_rest_while_it_runs() throws Exception {
      CountDownLatch running = new CountDownLatch(1);
      loop.callSoon(running::countDown);
      Thread runner = Thread.ofPlatform().start(loop::runForever);
      running.await();

      var soon = assertThrows(NotOnLoopException.class, () -> loop.callSoon(() -> {}));
      var later = assertThrows(NotOnLoopException.class, () -> loop.callLater(LONG, () -> {}));
      var at = assertThrows(NotOnLoopException.class, () -> loop.callAt(0, () -> {}));
      loop.stop();
      runner.join();

      String me = Thread.currentThread().getName();
      assertEquals(
          "callSoon() must be called on the thread of "
              + loop.toString().replace("stopped", "running")
              + ", but was called on \""
              + me
              + "\". Use loop.callSoonThreadsafe(...)",
          soon.getMessage());
      assertTrue(later.getMessage().startsWith("callLater() must"), later::getMessage);
      assertTrue(at.getMessage().startsWith("callAt() must"), at::getMessage);
    }

    @Test
    void call_off_timers() throws Exception {
      Disposable[] timer = new Disposable[1];
      Mono<Boolean> main =
          Mono.create(
              sink -> {
                timer[0] = loop.callLater(Duration.ofMillis(200), () -> sink.success(false));
                Thread.ofVirtual()
                    .start(
                        () -> {
                          timer[0].dispose();
                          loop.callSoonThreadsafe(() -> sink.success(true));
                        });
              });

      assertTrue(loop.run(main));
      assertTrue(timer[0].isDisposed());
    }

    @Test
    void are_served_in_the_order_that_they_can_see() {
      Mono<String> main =
          Mono.create(
              sink -> {
                CountDownLatch added = new CountDownLatch(1);
                Thread.ofVirtual()
                    .start(
                        () -> {
                          loop.callSoonThreadsafe(() -> trail.add("theirs"));
                          added.countDown();
                        });
                try {
                  added.await();
                } catch (InterruptedException e) {
                  sink.error(e);
                }
                soon("mine");
                loop.callSoon(() -> sink.success(String.join(", ", trail)));
              });

      assertEquals("theirs, mine", loop.run(main));
    }
  }

  @Nested
  class Closing {
    @Test
    void twice_is_allowed_and_drops_what_is_left() {
      soon("left");
      loop.close();
      loop.close();

      assertTrue(loop.isClosed());
      assertTrue(loop.isDisposed());
      assertFalse(loop.isRunning());
      assertEquals(List.of(), trail);
    }

    @Test
    void while_it_runs_is_refused() {
      IllegalStateException[] refused = new IllegalStateException[1];
      loop.run(
          Mono.fromRunnable(
              () -> refused[0] = assertThrows(IllegalStateException.class, loop::close)));

      String state = loop.toString().replace("stopped", "running");
      assertEquals(
          state + " cannot be closed while it runs. Call stop() first", refused[0].getMessage());
      assertFalse(loop.isClosed());
    }

    @Test
    void makes_everything_else_an_error() {
      loop.close();
      Runnable nothing = () -> {};

      List<IllegalStateException> refused =
          List.of(
              assertThrows(IllegalStateException.class, () -> loop.callSoon(nothing)),
              assertThrows(IllegalStateException.class, () -> loop.callSoonThreadsafe(nothing)),
              assertThrows(IllegalStateException.class, () -> loop.callLater(LONG, nothing)),
              assertThrows(IllegalStateException.class, () -> loop.callAt(0, nothing)),
              assertThrows(IllegalStateException.class, () -> loop.run(Mono.just(1))),
              assertThrows(IllegalStateException.class, loop::runForever),
              assertThrows(IllegalStateException.class, loop::eventLoop));

      refused.forEach(e -> assertTrue(e.getMessage().contains("closed"), e::getMessage));
      loop.stop();
    }

    @Test
    void leaves_the_shared_loop_alone() {
      Loop shared = Loop.shared();
      shared.close();
      shared.dispose();

      assertTrue(shared.isRunning());
      assertEquals("Loop[running, monoloop-shared]", shared.toString());
      assertSame(shared, shared.run(Mono.fromSupplier(Loop::current)));
    }

    @Test
    void by_dispose_waits_for_the_run_to_end() {
      loop.run(
          Mono.create(
              sink -> {
                loop.callSoon(sink::success);
                loop.callSoon(loop::dispose);
              }));

      assertTrue(loop.isClosed());
    }
  }

  @Nested
  class Null {
    @Test
    void is_refused_at_the_call() {
      assertThrows(NullPointerException.class, () -> loop.callSoon(null));
      assertThrows(NullPointerException.class, () -> loop.callSoonThreadsafe(null));
      assertThrows(NullPointerException.class, () -> loop.callLater(LONG, null));
      assertThrows(NullPointerException.class, () -> loop.callLater(null, () -> {}));
      assertThrows(NullPointerException.class, () -> loop.callAt(0, null));
      assertThrows(NullPointerException.class, () -> loop.run(null));
      assertThrows(NullPointerException.class, () -> loop.execute(null));
      assertThrows(NullPointerException.class, () -> Loop.on((java.util.concurrent.Executor) null));
    }
  }
}
