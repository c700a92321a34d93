package monoloop;

import static monoloop.Async.checkpoint;
import static monoloop.Async.flux;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Completions of other threads against registrations and cancels: nothing is lost or doubled. */
class AwaitRaceTest {
  private static final int ROUNDS = 3_000;

  private static Mono<Integer> elsewhere(int value) {
    return Mono.create(
        sink -> Schedulers.parallel().schedule(() -> sink.success(value)));
  }

  @Test
  void every_completion_wakes_its_task_once() {
    long sum =
        Async.run(
            co -> {
              long total = 0;
              for (int i = 0; i < ROUNDS; i++) {
                int n = i;
                total += co.await(elsewhere(i));
                total += co.await(CompletableFuture.supplyAsync(() -> n));
              }
              return total;
            });

    assertEquals((long) ROUNDS * (ROUNDS - 1), sum);
  }

  @Test
  void a_cancel_that_meets_a_completion_ends_the_task_either_way() {
    int ended =
        Async.run(
            co -> {
              int done = 0;
              for (int i = 0; i < ROUNDS; i++) {
                Mono<Integer> mono = elsewhere(i);
                Task<Integer> task = co.spawnEager(mono);
                for (int turns = i % 3; turns > 0; turns--) {
                  co.await(checkpoint());
                }
                task.cancel();
                try {
                  co.await(task);
                  done++;
                } catch (CancelledError e) {
                  done++;
                }
              }
              return done;
            });

    assertEquals(ROUNDS, ended);
  }

  @Test
  void requests_and_cancels_of_other_threads_meet_a_generator() {
    Flux<Integer> endless =
        flux(
            co -> {
              for (int i = 0; ; i++) {
                if (i % 7 == 0) {
                  co.await(checkpoint());
                }
                co.yield(i);
              }
            });

    long last =
        Flux.range(0, 200)
            .flatMap(n -> endless.publishOn(Schedulers.parallel(), 3).take(20 + n % 5), 8)
            .count()
            .block(Duration.ofSeconds(25));

    assertEquals(200 * 20 + 40 * (1 + 2 + 3 + 4), last);
  }
}
