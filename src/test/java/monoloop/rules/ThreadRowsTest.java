package monoloop.rules;

import static java.time.Duration.ofDays;
import static monoloop.Async.async;
import static monoloop.Async.checkpoint;
import static monoloop.Async.gather;
import static monoloop.Async.sleep;
import static monoloop.Async.toThread;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import monoloop.Async;
import monoloop.CancelledError;
import monoloop.Co;
import monoloop.Loop;
import monoloop.Task;
import monoloop.sync.Limiter;
import monoloop.test.LoopTest;
import monoloop.test.Trail;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Rows THR of the features: other threads. */
class ThreadRowsTest {
  private final Trail trail = new Trail();

  @LoopTest
  void thr_01_a_call_is_made_on_another_thread(Co co) throws Exception {
    String name = co.await(toThread(() -> Thread.currentThread().getName()));

    assertTrue(name.startsWith("monoloop-worker-"), name);
    assertTrue(co.loop().isCurrent());
  }

  @Test
  void thr_02_another_thread_runs_a_coroutine_and_its_future_cancels_it() throws Exception {
    CompletableFuture<String> result = Loop.shared().submit(Mono.just("result"));
    assertEquals("result", result.get());

    CountDownLatch waits = new CountDownLatch(1);
    CountDownLatch cancelled = new CountDownLatch(1);
    CompletableFuture<Object> future =
        Loop.shared()
            .submit(
                co -> {
                  waits.countDown();
                  try {
                    return co.await(sleep(ofDays(1)));
                  } finally {
                    cancelled.countDown();
                  }
                });
    waits.await();
    future.cancel(true);
    cancelled.await();
  }

  @Test
  void thr_03_a_call_can_find_out_that_nobody_waits_for_it_any_more() {
    CountDownLatch begun = new CountDownLatch(1);
    Callable<Boolean> endless =
        () -> {
          begun.countDown();
          try {
            while (true) {
              Async.checkCancelled();
              Thread.onSpinWait();
            }
          } catch (CancelledError e) {
            trail.say("stopped: " + e.reason());
            throw e;
          }
        };
    Callable<Boolean> watching =
        () -> {
          begun.await();
          Async.checkCancelled(); // somebody waits for this one
          return true;
        };
    Async.run(
        co -> {
          Task<Boolean> call = co.spawn(toThread(endless));
          co.await(toThread(watching));
          call.cancel();
          return co.await(checkpoint());
        });

    assertEquals("stopped: nobody waits for this call any more", trail.toString());
  }

  @Test
  void thr_03_where_nobody_can_wait_the_question_is_refused() {
    IllegalStateException e =
        assertThrows(IllegalStateException.class, Async::checkCancelled);

    assertTrue(
        e.getMessage().startsWith("Async.checkCancelled() belongs into a call that toThread makes"),
        e.getMessage());
  }

  @LoopTest
  void thr_04_a_limiter_is_of_a_resource_and_not_of_a_pool(Co co) throws Exception {
    Limiter connections = new Limiter(1);
    AtomicInteger inUse = new AtomicInteger();
    Mono<Integer> query =
        connections.using(
            toThread(
                () -> {
                  int n = inUse.incrementAndGet();
                  inUse.decrementAndGet();
                  return n;
                }));
    Mono<Integer> other = async(inner -> inner.await(query));

    assertEquals(
        List.of(1, 1, 1), co.await(gather(query, other, query.map(n -> n))));
  }

  @LoopTest
  void thr_05_other_coroutines_go_on_while_a_call_blocks(Co co) throws Exception {
    CountDownLatch latch = new CountDownLatch(1);
    Task<Boolean> blocked =
        co.spawn(
            toThread(
                () -> {
                  latch.await();
                  return true;
                }));
    for (int i = 0; i < 3; i++) {
      co.await(checkpoint());
      trail.say("turn");
    }
    latch.countDown();

    assertEquals(true, co.await(blocked));
    assertEquals("turn, turn, turn", trail.toString());
  }

  @Test
  void thr_06_the_pool_ends_with_its_loop_and_its_calls_are_waited_for() {
    Thread worker =
        Async.run(
            co -> {
              Task<Object> slow =
                  co.spawn(
                      toThread(
                          () -> {
                            trail.say("call ends");
                            return null;
                          }));
              co.await(slow);
              return co.await(toThread(Thread::currentThread));
            });

    assertTrue(worker.isDaemon());
    assertEquals("call ends", trail.toString());
  }

  @Test
  void thr_06_a_closing_loop_waits_for_calls_as_long_as_it_was_told() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    Loop loop = Loop.create();
    loop.exceptionHandler((l, message, error, source) -> trail.say(error.getMessage()));
    loop.workerGrace(Duration.ofMillis(1));
    try (loop) {
      loop.run(
          async(
              co -> {
                co.spawn(
                    toThread(
                        () -> {
                          begun.countDown();
                          held.await();
                          ended.countDown();
                          return null;
                        }));
                co.await(checkpoint());
                return co.await(checkpoint());
              }));
      begun.await();
    }

    assertTrue(trail.toString().startsWith("no end of Workers[1 calls"), trail.toString());
    assertTrue(trail.toString().endsWith("within 1 ms"), trail.toString());
    assertTrue(loop.isClosed());
    held.countDown();
    ended.await(); // it was not interrupted
  }

  @Test
  void thr_06_a_grace_is_not_negative() {
    try (Loop loop = Loop.create()) {
      assertThrows(
          IllegalArgumentException.class, () -> loop.workerGrace(Duration.ofSeconds(-1)));
    }
  }

  @LoopTest
  void thr_07_to_block_the_loop_is_refused(Co co) {
    Mono<Object> blocking = async(inner -> Mono.never().block());

    IllegalStateException e =
        assertThrows(IllegalStateException.class, () -> co.await(blocking));

    assertTrue(e.getMessage().contains("blocking, which is not supported"), e.getMessage());
  }
}
