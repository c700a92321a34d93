package monoloop;

import static monoloop.Async.async;
import static monoloop.Async.checkpoint;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Closing a loop that other threads use: one of the two is refused, and nobody waits for ever. */
class CloseRaceTest {
  private static final int ROUNDS = 300;

  private final ExecutorService threads =
      Executors.newFixedThreadPool(2, Thread.ofPlatform().daemon().factory());
  private final CyclicBarrier start = new CyclicBarrier(2);

  @AfterEach
  void shutDown() {
    threads.shutdown();
  }

  /** Runs both at the same time and tells what the loser was told; empty if both went well. */
  private String race(Runnable one, Runnable other) throws Exception {
    Future<?> first = threads.submit(() -> startTogether(one));
    Future<?> second = threads.submit(() -> startTogether(other));
    return outcome(first) + outcome(second);
  }

  private Object startTogether(Runnable action) throws Exception {
    start.await();
    action.run();
    return "done";
  }

  private static String outcome(Future<?> future) throws Exception {
    try {
      future.get(10, TimeUnit.SECONDS);
      return "";
    } catch (ExecutionException e) {
      return e.getCause().getClass().getSimpleName();
    }
  }

  @Test
  void a_run_is_refused_or_the_close_is() throws Exception {
    Set<String> outcomes = new TreeSet<>();
    for (int i = 0; i < ROUNDS; i++) {
      Loop loop = Loop.create();
      outcomes.add(race(loop::close, () -> loop.run(Mono.just(1))));
      loop.close();
    }

    outcomes.remove(""); // one after the other
    assertEquals(Set.of("IllegalStateException"), outcomes);
  }

  @Test
  void a_dispose_closes_even_if_a_run_begins_or_ends_meanwhile() throws Exception {
    for (int i = 0; i < ROUNDS; i++) {
      Loop loop = Loop.create();
      race(loop::dispose, () -> loop.run(async(co -> co.await(checkpoint()))));

      assertTrue(loop.isClosed(), "round " + i);
    }
  }

  @Test
  void a_second_close_waits_for_the_first() throws Exception {
    for (int i = 0; i < ROUNDS; i++) {
      Loop loop = Loop.create();
      loop.run(async(co -> co.spawn(Mono.never())));

      assertEquals("", race(loop::close, loop::close));
    }
  }

  @Test
  void a_scheduler_that_closes_rejects() throws Exception {
    for (int i = 0; i < ROUNDS; i++) {
      Loop loop = Loop.create();
      Runnable schedule =
          () -> {
            try {
              loop.schedule(() -> {}, 1, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
              assertTrue(loop.isDisposed());
            }
          };

      assertEquals("", race(loop::close, schedule));
    }
  }
}
