package monoloop;

import static monoloop.Async.asCompleted;
import static monoloop.Async.async;
import static monoloop.Async.cancelScope;
import static monoloop.Async.checkpoint;
import static monoloop.Async.sleep;
import static monoloop.Async.toThread;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import monoloop.sync.AsyncQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** A loop that nobody else has and that will never go on says so, and no other one does. */
class WaitsForEverTest {
  private final Loop loop = Loop.create();
  private final AsyncQueue<String> queue = AsyncQueue.unbounded();

  @AfterEach
  void close() {
    loop.close();
  }

  /** What is known when {@code main} has come to rest; then an item comes. */
  private boolean knownIn(Coroutine<?> main) {
    List<Boolean> known = new ArrayList<>();
    loop.callWhenIdle(
        () -> {
          known.add(Outside.nobodyCalls(loop));
          queue.tryPut("item");
        });
    loop.run(async(main));
    return known.getFirst();
  }

  @Test
  void a_program_whose_every_task_waits_is_reported_and_can_be_interrupted() throws Exception {
    Thread program = Thread.currentThread();
    try (LogCapture log = new LogCapture()) {
      CompletableFuture<String> line = new CompletableFuture<>();
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  line.complete(log.take());
                } catch (InterruptedException e) {
                  line.completeExceptionally(e);
                }
                program.interrupt();
              });

      assertThrows(
          InterruptedException.class,
          () ->
              Async.run(
                  co -> {
                    co.spawn("other", in -> in.await(queue.take()));
                    return co.await(queue.take());
                  }));

      assertTrue(line.get().contains("would wait for ever: nothing is ready"), line::join);
      assertTrue(line.get().contains("Only an interrupt ends it. Waiting:"), line::join);
      assertTrue(line.get().contains("Task-1, suspended in AsyncQueue.take"), line::join);
    }
  }

  @Test
  void a_task_that_waits_for_the_loops_own_things_only_is_known_to() {
    assertTrue(knownIn(co -> co.await(queue.take())));
  }

  @Test
  void what_another_thread_may_bring_is_not_known() {
    CountDownLatch asked = new CountDownLatch(1);
    CompletableFuture<String> future = new CompletableFuture<>();
    boolean known =
        knownIn(
            co -> {
              Task<String> worker =
                  co.spawn(
                      toThread(
                          () -> {
                            asked.await();
                            return "";
                          }));
              Task<String> waiter = co.spawn(in -> in.await(future));
              co.await(queue.take());
              asked.countDown();
              future.complete("");
              co.await(worker);
              return co.await(waiter);
            });

    assertFalse(known);
  }

  @Test
  void a_task_that_somebody_has_subscribed_to_is_not_known_to() {
    List<String> seen = new ArrayList<>();
    boolean known =
        knownIn(
            co -> {
              Mono<String> item = queue.take();
              item.subscribe(seen::add);
              queue.tryPut("first");
              Task<String> other = co.spawn(item);
              other.subscribe(seen::add);
              return co.await(other);
            });

    assertFalse(known);
    assertEquals(List.of("first", "item"), seen);
  }

  @Test
  void a_loop_stays_private_until_somebody_asks_for_it() {
    try (Runner runner = new Runner()) {
      Loop[] kept = new Loop[1];
      runner.run(
          co -> {
            Loop own = co.task().loop;
            assertTrue(own.privacy.isKept());
            co.await(sleep(Duration.ofNanos(1)));
            co.await(cancelScope((inner, scope) -> inner.await(checkpoint())));
            co.await(asCompleted(List.of(co.spawn(checkpoint()))).then());
            assertTrue(own.privacy.isKept());
            kept[0] = co.loop();
            assertFalse(own.privacy.isKept());
            return null;
          });
      assertFalse(kept[0].privacy.isKept());
    }
    assertFalse(loop.privacy.isKept());
  }
}
