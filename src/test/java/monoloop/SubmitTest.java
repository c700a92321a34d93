package monoloop;

import static monoloop.Async.checkpoint;
import static monoloop.Async.sleep;
import static monoloop.Async.toThread;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import monoloop.test.Trail;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Work for a loop from another thread. */
class SubmitTest {
  private static final Duration LONG = Duration.ofSeconds(100);

  @Test
  void a_coroutine_runs_on_the_loop_and_its_result_comes_to_the_future() throws Exception {
    Loop loop = Loop.shared();

    CompletableFuture<Boolean> onLoop =
        loop.submit(
            co -> {
              co.await(checkpoint());
              return loop.isCurrent();
            });

    assertTrue(onLoop.get());
  }

  @Test
  void any_mono_will_do_and_an_empty_one_is_null() throws Exception {
    assertEquals(1, Loop.shared().submit(Mono.just(1)).get());
    assertNull(Loop.shared().submit(Mono.empty()).get());
  }

  @Test
  void an_error_is_the_cause_as_it_is() {
    IOException error = new IOException("lost");

    ExecutionException e =
        assertThrows(
            ExecutionException.class, () -> Loop.shared().submit(Mono.error(error)).get());

    assertSame(error, e.getCause());
  }

  @Test
  void cancelling_the_future_cancels_the_task() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<String> heard = new CompletableFuture<>();

    CompletableFuture<String> future =
        Loop.shared()
            .submit(
                co -> {
                  begun.countDown();
                  try {
                    return co.await(sleep(LONG).thenReturn("slept"));
                  } catch (CancelledError e) {
                    heard.complete(e.reason());
                    throw e;
                  }
                });
    begun.await();
    assertTrue(future.cancel(true));

    assertEquals("its future was cancelled", heard.get());
    assertTrue(future.isCancelled());
  }

  @Test
  void one_that_is_cancelled_before_it_begins_does_not_run() {
    try (Loop loop = Loop.create()) {
      Trail trail = new Trail();
      CompletableFuture<Void> future =
          loop.submit(
              co -> {
                trail.say("ran");
                return null;
              });
      future.cancel(false);

      loop.run(checkpoint());

      assertEquals("", trail.toString());
    }
  }

  @Test
  void a_task_that_ends_by_cancellation_cancels_the_future() {
    CompletableFuture<Void> future =
        Loop.shared()
            .submit(
                co -> {
                  co.task().cancel("by itself");
                  co.await(checkpoint());
                  return null;
                });

    assertThrows(java.util.concurrent.CancellationException.class, future::get);
  }

  @Test
  void a_worker_may_wait_for_what_it_has_submitted() {
    String answer =
        Async.run(
            co -> {
              Loop loop = co.loop();
              return co.await(toThread(() -> loop.submit(Mono.just("inner")).get()));
            });

    assertEquals("inner", answer);
  }

  @Test
  void a_loop_that_closes_before_fails_the_future() {
    Loop loop = Loop.create();
    CompletableFuture<Integer> future = loop.submit(Mono.just(1));

    loop.close();

    ExecutionException e = assertThrows(ExecutionException.class, future::get);
    assertInstanceOf(IllegalStateException.class, e.getCause());
    assertTrue(
        e.getCause().getMessage().endsWith("was closed before the work submitted to it ended"),
        e.getCause().getMessage());
  }

  @Test
  void a_closed_loop_refuses() {
    Loop loop = Loop.create();
    loop.close();

    assertThrows(IllegalStateException.class, () -> loop.submit(Mono.just(1)));
  }

  @Test
  void a_result_is_no_work() {
    Loop loop = Loop.shared();

    assertThrows(IllegalArgumentException.class, () -> loop.submit(new Deferred<>(loop)));
  }

  @Test
  void an_error_after_the_cancel_of_the_future_is_reported() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<String> reported = new CompletableFuture<>();
    try (Loop loop = Loop.create()) {
      loop.exceptionHandler((l, message, error, source) -> reported.complete(error.getMessage()));
      Thread other =
          Thread.ofPlatform()
              .start(
                  () -> {
                    CompletableFuture<Void> future =
                        loop.submit(
                            co -> {
                              begun.countDown();
                              try {
                                co.await(sleep(LONG));
                              } finally {
                                failing();
                              }
                              return null;
                            });
                    await(begun);
                    future.cancel(true);
                    loop.callSoonThreadsafe(() -> loop.callSoon(() -> loop.callSoon(loop::stop)));
                  });
      loop.runForever();
      other.join();
    }

    assertEquals("clean-up", reported.get());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void failing() {
    throw new IllegalArgumentException("clean-up");
  }
}
