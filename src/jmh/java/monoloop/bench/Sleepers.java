package monoloop.bench;

import static monoloop.Async.sleep;
import static monoloop.Async.taskGroup;

import java.time.Duration;
import java.util.Arrays;
import monoloop.Async;
import reactor.core.publisher.Mono;

/**
 * Seconds until many tasks that sleep for one second each have ended, and bytes a sleeping task.
 */
public final class Sleepers {
  private static final int ROUNDS = 5;

  private Sleepers() {}

  /** Prints the table. */
  public static void main(String[] args) {
    for (int tasks : new int[] {100_000, 1_000_000}) {
      double[] seconds = new double[ROUNDS];
      for (int i = -1; i < ROUNDS; i++) { // the first round warms up
        long start = System.nanoTime();
        Async.run(all(tasks));
        if (i >= 0) {
          seconds[i] = (System.nanoTime() - start) / 1e9;
        }
      }
      Arrays.sort(seconds);
      System.out.printf(
          "%,9d sleepers of 1 s: median %.2f s, min %.2f s, max %.2f s%n",
          tasks, seconds[ROUNDS / 2], seconds[0], seconds[ROUNDS - 1]);
    }
  }

  private static Mono<Void> all(int tasks) {
    return taskGroup(
        (co, group) -> {
          for (int i = 0; i < tasks; i++) {
            group.spawn(
                inner -> {
                  inner.await(sleep(Duration.ofSeconds(1)));
                  return null;
                });
          }
          return null;
        });
  }
}
