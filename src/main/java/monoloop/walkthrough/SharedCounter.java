package monoloop.walkthrough;

import static monoloop.Async.async;
import static monoloop.Async.checkpoint;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import monoloop.Async;
import monoloop.Task;
import reactor.core.publisher.Mono;

/**
 * A counter that many tasks share without a lock. They run on one thread and change places at an
 * {@code await} only, so what stands between two awaits is never interrupted.
 */
final class SharedCounter {
  private static final int TASKS = 100;
  private static final int ADDS = 1000;

  private int counter;

  private SharedCounter() {}

  /** Read, add, write: no task can come in between. */
  private Mono<Void> addWithoutLock() {
    return async(
        co -> {
          for (int i = 0; i < ADDS; i++) {
            int read = counter;
            counter = read + 1;
            co.await(checkpoint());
          }
          return null;
        });
  }

  /** The one mistake that is left: to read before an await and to write after it. */
  private Mono<Void> addAcrossAwait() {
    return async(
        co -> {
          for (int i = 0; i < ADDS; i++) {
            int read = counter;
            co.await(checkpoint());
            counter = read + 1;
          }
          return null;
        });
  }

  private static void inTasks(Mono<Void> adding) {
    Async.run(
        co -> {
          List<Task<Void>> tasks = new ArrayList<>();
          for (int i = 0; i < TASKS; i++) {
            tasks.add(co.spawn(adding));
          }
          for (Task<Void> task : tasks) {
            co.await(task);
          }
          return null;
        });
  }

  /** Threads may change places anywhere, so they lose additions unless they lock. */
  private void inThreads() throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < TASKS; i++) {
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int n = 0; n < ADDS; n++) {
                      int read = counter;
                      Thread.yield();
                      counter = read + 1;
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private void report(String who, PrintStream console) {
    console.println(who + ": " + counter + " of " + TASKS * ADDS);
  }

  static void run(PrintStream console) throws Exception {
    SharedCounter tasks = new SharedCounter();
    inTasks(tasks.addWithoutLock());
    tasks.report(TASKS + " tasks without a lock", console);

    SharedCounter across = new SharedCounter();
    inTasks(across.addAcrossAwait());
    across.report(TASKS + " tasks that await in the middle", console);

    SharedCounter threads = new SharedCounter();
    threads.inThreads();
    threads.report(TASKS + " threads without a lock", console);
  }
}
