package monoloop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Many threads at the doors of one loop: nothing is lost, doubled or stuck. */
class LoopStressTest {
  private static final int THREADS = 8;
  private static final int CALLS = 20_000;

  /** Counts on the loop's thread only, so without care for other threads. */
  private static final class Counter {
    private final int[] next = new int[THREADS];
    private int left = THREADS;
    private String wrong = "";

    void arrives(int thread, int number) {
      if (next[thread]++ != number) {
        wrong += "thread " + thread + " expected " + (next[thread] - 1) + " got " + number + "; ";
      }
    }

    boolean ends() {
      return --left == 0;
    }
  }

  private static String storm(Loop loop, long seed) {
    Counter counter = new Counter();
    return loop.run(
        Mono.create(
            sink -> {
              for (int t = 0; t < THREADS; t++) {
                int thread = t;
                Random random = new Random(seed + t);
                Thread.ofPlatform()
                    .daemon()
                    .start(
                        () -> {
                          for (int i = 0; i < CALLS; i++) {
                            int number = i;
                            loop.callSoonThreadsafe(() -> counter.arrives(thread, number));
                            pause(random);
                          }
                          loop.callSoonThreadsafe(
                              () -> {
                                if (counter.ends()) {
                                  sink.success(counter.wrong);
                                }
                              });
                        });
              }
            }));
  }

  /** Lets the loop fall asleep now and then: the next call must wake it. */
  private static void pause(Random random) {
    if (random.nextInt(50) == 0) {
      Thread.yield();
    }
  }

  @Test
  void an_own_loop_hears_every_call_in_each_threads_order() {
    long seed = new SplittableRandom().nextLong();
    try (Loop loop = Loop.create()) {
      assertEquals("", storm(loop, seed), "seed " + seed);
    }
  }

  @Test
  void so_does_one_that_waits_in_a_selector() {
    long seed = new SplittableRandom().nextLong();
    try (Loop loop = Loop.create()) {
      loop.eventLoop();
      assertEquals("", storm(loop, seed), "seed " + seed);
    }
  }

  @Test
  void so_does_one_on_an_executor_even_if_that_has_many_threads() {
    long seed = new SplittableRandom().nextLong();
    try (ExecutorService pool = Executors.newFixedThreadPool(4);
        Loop loop = Loop.on(pool)) {
      assertEquals("", storm(loop, seed), "seed " + seed);
    }
  }

  /** Each call finds the loop asleep or about to fall asleep: a lost wake-up would hang. */
  @Test
  void ping_pong_with_another_thread_never_loses_a_wake_up() {
    try (Loop loop = Loop.create()) {
      loop.run(
          Mono.create(
              sink ->
                  Thread.ofPlatform()
                      .daemon()
                      .start(
                          () -> {
                            try {
                              pingPong(loop, 30_000);
                              sink.success();
                            } catch (InterruptedException e) {
                              sink.error(e);
                            }
                          })));
    }
  }

  private static void pingPong(Loop loop, int rounds) throws InterruptedException {
    for (int i = 0; i < rounds; i++) {
      if (i == rounds / 2) {
        loop.eventLoop(); // from here on it waits in a selector; it switches in its sleep
      }
      CountDownLatch seen = new CountDownLatch(1);
      loop.callSoonThreadsafe(seen::countDown);
      seen.await();
    }
  }
}
