package monoloop;

import static monoloop.Async.async;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Loops that turn by themselves until they are closed. */
class StartedLoopTest {
  @Test
  void it_turns_without_anybody_who_waits() throws Exception {
    try (Loop loop = Loop.start("one")) {
      String thread =
          loop.submit(
                  co -> {
                    co.await(Async.checkpoint());
                    return co.loop().toString();
                  })
              .get();

      assertEquals("Loop[running, one]", thread);
      assertTrue(loop.isRunning());
    }
  }

  @Test
  void closing_ends_its_tasks_first() throws Exception {
    Loop loop = Loop.start("two");
    CountDownLatch waiting = new CountDownLatch(1);
    boolean[] cleaned = new boolean[1];
    loop.submit(
        co -> {
          try {
            waiting.countDown();
            return co.await(Mono.never());
          } finally {
            co.await(Async.checkpoint());
            cleaned[0] = true;
          }
        });
    waiting.await();

    loop.close();

    assertTrue(cleaned[0]);
    assertTrue(loop.isClosed());
    assertThrows(IllegalStateException.class, () -> loop.submit(co -> 1));
  }

  @Test
  void a_task_of_its_own_may_close_it() throws Exception {
    for (boolean withIo : new boolean[] {false, true}) {
      Loop loop = Loop.start("three");
      if (withIo) {
        loop.eventLoop();
      }
      CompletableFuture<Thread> thread = new CompletableFuture<>();
      loop.callSoonThreadsafe(
          () -> {
            thread.complete(Thread.currentThread());
            loop.close();
          });

      thread.get().join();

      assertTrue(loop.isClosed());
      assertFalse(loop.isRunning());
    }
  }

  @Test
  void several_run_at_the_same_time_and_await_each_other() {
    try (Loop a = Loop.start("a");
        Loop b = Loop.start("b")) {
      Mono<String> there = async(co -> co.loop().toString());

      String names = a.run(async(co -> co.loop() + " and " + co.await(there.subscribeOn(b))));

      assertEquals("Loop[running, a] and Loop[running, b]", names);
    }
  }
}
