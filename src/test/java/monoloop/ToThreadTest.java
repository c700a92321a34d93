package monoloop;

import static monoloop.Async.async;
import static monoloop.Async.checkpoint;
import static monoloop.Async.gather;
import static monoloop.Async.sleep;
import static monoloop.Async.toThread;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import monoloop.test.Trail;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;

/** Calls that block, made on other threads. */
class ToThreadTest {
  private final Trail trail = new Trail();

  @Test
  void the_call_is_made_on_a_worker_and_the_result_comes_back_to_the_loop() {
    Async.run(
        co -> {
          Thread loop = Thread.currentThread();
          Thread worker = co.await(toThread(Thread::currentThread));
          assertTrue(worker.getName().startsWith("monoloop-worker-"), worker.getName());
          assertTrue(worker.isDaemon());
          assertFalse(worker.isVirtual());
          assertSame(loop, Thread.currentThread());
          assertTrue(co.loop().isCurrent());
          return null;
        });
  }

  @Test
  void the_loop_goes_on_meanwhile() {
    CountDownLatch release = new CountDownLatch(1);

    Async.run(
        co -> {
          Mono<String> blocking =
              toThread(
                  () -> {
                    release.await();
                    return "done";
                  });
          Task<String> call = co.spawn(blocking);
          for (int i = 0; i < 3; i++) {
            co.await(checkpoint());
            trail.say("turn " + i);
          }
          release.countDown();
          trail.say(co.await(call));
          return null;
        });

    assertEquals("turn 0, turn 1, turn 2, done", trail.toString());
  }

  @Test
  void what_the_call_throws_comes_out_as_it_is_and_null_is_null() {
    IOException error = new IOException("disk");

    Async.run(
        co -> {
          try {
            co.await(
                toThread(
                    () -> {
                      throw error;
                    }));
          } catch (IOException e) {
            trail.say(e == error ? "same" : "another");
          }
          trail.say("" + co.await(toThread(() -> null)));
          return null;
        });

    assertEquals("same, null", trail.toString());
  }

  @Test
  void it_works_from_plain_reactor_code() {
    assertEquals("worker", toThread(() -> "worker").block());
  }

  @Test
  void no_more_calls_than_the_limit_are_made_at_a_time() {
    AtomicInteger present = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();

    Async.run(
        co -> {
          co.loop().maxWorkers(2);
          List<Mono<Integer>> calls = new ArrayList<>();
          for (int i = 0; i < 20; i++) {
            calls.add(
                toThread(
                    () -> {
                      most.accumulateAndGet(present.incrementAndGet(), Math::max);
                      Thread.yield();
                      return present.decrementAndGet();
                    }));
          }
          return co.await(gather(calls));
        });

    assertTrue(most.get() <= 2, "at a time: " + most);
  }

  @Test
  void a_limit_below_one_is_refused() {
    try (Loop loop = Loop.create()) {
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> loop.maxWorkers(0));

      assertEquals("limit must be >= 1, was 0", e.getMessage());
    }
  }

  @Test
  void cancelling_gives_up_waiting_and_the_call_goes_on_without_an_interrupt() {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    AtomicBoolean interrupted = new AtomicBoolean(true);
    List<Object> discarded = new ArrayList<>();

    Async.run(
        co -> {
          Mono<String> blocking =
              Async.<String>toThread(
                      () -> {
                        begun.countDown();
                        release.await();
                        interrupted.set(Thread.currentThread().isInterrupted());
                        return "late";
                      })
                  .contextWrite(c -> Operators.enableOnDiscard(c, discarded::add));
          Task<String> call = co.spawn(blocking);
          co.await(toThread(() -> awaited(begun)));
          call.cancel();
          try {
            co.await(call);
          } catch (CancelledError e) {
            trail.say("cancelled");
          }
          release.countDown();
          return null;
        });

    assertEquals("cancelled", trail.toString());
    assertFalse(interrupted.get());
    assertEquals(List.of("late"), discarded); // closing the loop has waited for the call
  }

  private static Object awaited(CountDownLatch latch) throws InterruptedException {
    latch.await();
    return "";
  }

  @Test
  void a_call_that_is_cancelled_while_it_waits_for_a_thread_is_not_made() {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    AtomicBoolean made = new AtomicBoolean();

    Async.run(
        co -> {
          co.loop().maxWorkers(1);
          Task<Object> first =
              co.spawn(
                  toThread(
                      () -> {
                        begun.countDown();
                        return awaited(release);
                      }));
          Task<Object> second =
              co.spawn(
                  toThread(
                      () -> {
                        made.set(true);
                        return "";
                      }));
          co.await(checkpoint());
          begun.await();
          second.cancel();
          release.countDown();
          co.await(first);
          return co.await(toThread(() -> ""));
        });

    assertFalse(made.get());
  }

  @Test
  void closing_the_loop_waits_for_calls_and_ends_their_threads() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    AtomicReference<Thread> worker = new AtomicReference<>();

    Async.run(
        co -> {
          co.spawn(
              toThread(
                  () -> {
                    worker.set(Thread.currentThread());
                    begun.countDown();
                    release.await();
                    trail.say("call made");
                    return null;
                  }));
          co.await(toThread(() -> awaited(begun)));
          trail.say("main ends");
          release.countDown();
          return null;
        });

    assertEquals("main ends, call made", trail.toString());
    worker.get().join();
  }

  @Test
  void a_call_that_waits_for_the_closing_loop_is_not_left_waiting() {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch closing = new CountDownLatch(1);

    Async.run(
        co -> {
          Loop loop = co.loop();
          co.spawn(
              toThread(
                  () -> {
                    begun.countDown();
                    closing.await();
                    try {
                      loop.submit(checkpoint()).get();
                    } catch (CancellationException e) {
                      return null; // what starts while the loop closes may be cancelled
                    } finally {
                      trail.say("answered");
                    }
                    return null;
                  }));
          Coroutine<Void> last =
              in -> {
                try {
                  in.await(sleep(Duration.ofSeconds(100)));
                } finally {
                  closing.countDown();
                }
                return null;
              };
          co.spawn(last);
          return co.await(toThread(() -> awaited(begun)));
        });

    assertEquals("answered", trail.toString());
  }

  @Test
  void a_virtual_clock_does_not_jump_during_a_call() {
    VirtualTicker ticker = VirtualTicker.autojump();
    Mono<Duration> call =
        toThread(
            () -> {
              for (int i = 0; i < 1_000; i++) {
                Thread.yield();
              }
              return ticker.elapsed();
            });
    Mono<Duration> main =
        async(
            co -> {
              Task<Void> sleeper = co.spawn(sleep(Duration.ofSeconds(100)));
              Duration during = co.await(call);
              co.await(sleeper);
              return during;
            });

    try (Loop loop = Loop.virtual(ticker)) {
      Duration during = loop.run(main);

      assertTrue(during.compareTo(Duration.ofSeconds(100)) < 0, during.toString());
      assertTrue(ticker.elapsed().compareTo(Duration.ofSeconds(100)) >= 0, ticker.toString());
    }
  }

  @Test
  void an_executor_of_ones_own_is_used() {
    List<String> threads = new ArrayList<>();

    Async.run(
        co -> {
          co.await(
              toThread(
                  work -> Thread.ofPlatform().name("mine").start(work),
                  () -> threads.add(Thread.currentThread().getName())));
          try {
            co.await(
                toThread(
                    work -> {
                      throw new RejectedExecutionException("full");
                    },
                    () -> ""));
          } catch (RejectedExecutionException e) {
            threads.add(e.getMessage());
          }
          return null;
        });

    assertEquals(List.of("mine", "full"), threads);
  }
}
