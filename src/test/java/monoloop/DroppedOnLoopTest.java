package monoloop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import monoloop.generator.Generator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

class DroppedOnLoopTest {
  private final CountDownLatch ended = new CountDownLatch(1);
  private final AtomicReference<@Nullable Loop> closedOn = new AtomicReference<>();

  @Test
  void a_generator_dropped_by_a_coroutine_is_closed_on_its_loop() throws Exception {
    Loop loop =
        Async.run(
            co -> {
              startAndDrop();
              co.await(
                  Mono.fromCallable(this::collect).subscribeOn(Schedulers.boundedElastic()));
              return Loop.current();
            });

    assertEquals(loop, closedOn.get());
  }

  private void startAndDrop() {
    CountDownLatch ended = this.ended;
    AtomicReference<@Nullable Loop> closedOn = this.closedOn;
    Generator.<Integer, @Nullable Object, @Nullable Void>of(
            out -> {
              try {
                out.yield(1);
              } finally {
                closedOn.set(Loop.currentOrNull());
                ended.countDown();
              }
              return null;
            })
        .next();
  }

  private boolean collect() throws InterruptedException {
    for (int i = 0; i < 500; i++) {
      System.gc();
      if (ended.await(20, TimeUnit.MILLISECONDS)) {
        return true;
      }
    }
    return false;
  }
}
