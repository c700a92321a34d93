package monoloop.shell;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import monoloop.Coroutine;
import monoloop.Loop;
import monoloop.Task;
import org.jspecify.annotations.Nullable;

/** How a thread outside of the shared loop starts tasks there, and waits for them. */
final class Parked {
  /** A loop that has not turned for so many milliseconds after Ctrl-C is held by a step. */
  private static final int HELD_MILLIS = 500;

  private static final CompletableFuture<Thread> LOOP = new CompletableFuture<>();

  static {
    Loop.shared().callSoonThreadsafe(() -> LOOP.complete(Thread.currentThread()));
  }

  private Parked() {}

  /** Starts a task by {@code body}, which returns it. */
  static <T> Task<T> spawn(Coroutine<Task<T>> body) throws Exception {
    refuseLoop("spawn", "co.spawn");
    CompletableFuture<Task<T>> task = Loop.shared().submit(body);
    Task<T> spawned = Objects.requireNonNull(get(task, () -> task.cancel(true)));
    Background.watch(spawned);
    return spawned;
  }

  /** Runs {@code body} in a task and waits for its end, also after it has been cancelled. */
  static <T extends @Nullable Object> T await(Coroutine<T> body) throws Exception {
    refuseLoop("await", "co.await");
    CompletableFuture<Task<T>> started = Loop.shared().submit(co -> co.spawn(body));
    Task<T> task = Objects.requireNonNull(get(started, () -> started.cancel(true)));
    CompletableFuture<@Nullable Void> end = new CompletableFuture<>();
    Loop.shared().callSoonThreadsafe(() -> task.addDoneCallback(t -> end.complete(null)));
    get(end, () -> Loop.shared().callSoonThreadsafe(() -> task.cancel("interrupted")));
    CompletableFuture<T> result = new CompletableFuture<>();
    Loop.shared()
        .callSoonThreadsafe(
            () -> {
              try {
                result.complete(task.result());
              } catch (Throwable t) {
                result.completeExceptionally(t);
              }
            });
    return get(result, () -> {});
  }

  /** At an interrupt it cancels, and goes on waiting; at the second it gives up. */
  private static <T extends @Nullable Object> T get(CompletableFuture<T> future, Runnable cancel)
      throws Exception {
    InterruptedException interrupted = null;
    T value = null;
    try {
      try {
        value = future.get();
      } catch (InterruptedException e) {
        interrupted = e;
        cancel.run();
        letTurn();
        value = future.get();
      }
    } catch (ExecutionException e) {
      if (interrupted == null) {
        throw e.getCause() instanceof Exception cause ? cause : error(e.getCause());
      }
    }
    if (interrupted != null) {
      throw interrupted;
    }
    return value;
  }

  private static Exception error(@Nullable Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    return new IllegalStateException(cause);
  }

  /** Breaks the loop that a coroutine is in, if it holds the event loop. */
  private static void letTurn() throws InterruptedException {
    if (Thread.currentThread() instanceof CellThread cell) {
      CountDownLatch turned = new CountDownLatch(1);
      Loop.shared().callSoonThreadsafe(turned::countDown);
      if (!turned.await(HELD_MILLIS, TimeUnit.MILLISECONDS)) {
        Thread loop = LOOP.join();
        cell.breaks().of(loop);
        try {
          turned.await();
        } finally {
          cell.breaks().spare(loop);
        }
      }
    }
  }

  private static void refuseLoop(String verb, String instead) {
    if (Loop.shared().isCurrent()) {
      throw new IllegalStateException(
          verb + "() at top level would wait for the loop that it is called on. In a coroutine"
              + " write " + instead + "(...)");
    }
  }
}
