package monoloop.explore;

import static monoloop.Async.checkpoint;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import monoloop.Async;
import monoloop.CancelledError;
import monoloop.Co;
import monoloop.Coroutine;
import monoloop.Task;
import monoloop.test.Awaits;
import reactor.core.publisher.Mono;

/** What the programs here have in common. */
final class Tasks {
  private Tasks() {}

  /** Waits for all; an error of one comes out, its cancel does not. */
  static Mono<Boolean> ended(List<Task<Boolean>> tasks) {
    return Async.async(
        co -> {
          for (Task<Boolean> task : tasks) {
            try {
              co.await(task);
            } catch (CancelledError e) {
              if (!task.isCancelled()) {
                throw e;
              }
            }
          }
          return true;
        });
  }

  /** A task that cancels another one whenever its turn comes. */
  static Coroutine<Boolean> cancelling(Task<?> other) {
    return co -> {
      other.cancel();
      return true;
    };
  }

  /** Cancels some of {@code tasks} in some turns, then waits for all. */
  static Mono<Boolean> cancelledAtRandom(Random random, List<Task<Boolean>> tasks) {
    return Async.async(
        co -> {
          for (int turn = 0; turn < 20; turn++) {
            co.await(checkpoint());
            if (random.nextInt(3) == 0) {
              tasks.get(random.nextInt(tasks.size())).cancel();
            }
          }
          return co.await(ended(tasks));
        });
  }

  /**
   * Awaits {@code work} again when it was cancelled or failed: what was lost is missed then. Not
   * for a task, which is cancelled with its waiter.
   */
  static <T> Mono<T> insisting(Mono<T> work) {
    return Async.async(
        co -> {
          while (true) {
            try {
              return co.await(work);
            } catch (CancelledError e) {
              co.task().uncancel();
            } catch (IOException e) {
              // the next time it works
            }
          }
        });
  }

  static List<Task<Boolean>> spawned(Co co, int n, Coroutine<Boolean> body) {
    List<Task<Boolean>> tasks = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      tasks.add(co.spawn(body));
    }
    return tasks;
  }

  /** Cancels {@code body} at each await, and lets each await fail. */
  static void disturbedAtEach(Coroutine<?> body, Runnable check) {
    int cancelled = Awaits.cancelAtEach(body, check);
    if (cancelled == 0) {
      throw new AssertionError("the program does not wait for anything");
    }
    Throwable[] wrong = new Throwable[1];
    Awaits.failAtEach(
        withoutFailure(body, wrong),
        () -> new IOException("broken"),
        () -> {
          if (wrong[0] != null) {
            throw new AssertionError(wrong[0]);
          }
          check.run();
        });
  }

  /** The failure that was asked for may come out; anything else is noted: nobody looks at it. */
  private static Coroutine<Boolean> withoutFailure(Coroutine<?> body, Throwable[] wrong) {
    Mono<Object> work = Async.async(co -> body.run(co));
    return co -> {
      try {
        co.await(work);
      } catch (IOException e) {
        return false;
      } catch (RuntimeException | AssertionError e) {
        wrong[0] = e;
      }
      return true;
    };
  }
}
