package monoloop.shell;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import monoloop.Coroutine;
import monoloop.Loop;
import monoloop.Task;
import org.jspecify.annotations.Nullable;

/** How a thread outside of the shared loop starts tasks there, and waits for them. */
final class Parked {
  private Parked() {}

  /** Starts a task by {@code body}, which returns it. */
  static <T> Task<T> spawn(Coroutine<Task<T>> body) throws Exception {
    refuseLoop("spawn", "co.spawn");
    CellWait wait = new CellWait();
    Task<T> spawned = started(body, wait);
    if (wait.isInterrupted()) {
      end(spawned, wait); // nobody will have it
      wait.rethrow();
    }
    Background.watch(spawned);
    return spawned;
  }

  /** Runs {@code body} in a task and waits for its end, also after it has been cancelled. */
  static <T extends @Nullable Object> T await(Coroutine<T> body) throws Exception {
    refuseLoop("await", "co.await");
    CellWait wait = new CellWait();
    Task<T> task = started(co -> co.spawn(body), wait);
    end(task, wait);
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
    return get(result, wait);
  }

  /** An interrupt does not call it off: half started, the task would run and be nobody's. */
  private static <T extends @Nullable Object> Task<T> started(
      Coroutine<Task<T>> body, CellWait wait) throws Exception {
    try {
      return wait.of(Loop.shared().submit(body), () -> {});
    } catch (ExecutionException e) {
      throw cause(e);
    }
  }

  /** Waits for the end of a task, which an interrupt cancels. */
  private static void end(Task<?> task, CellWait wait) throws Exception {
    CompletableFuture<@Nullable Void> end = new CompletableFuture<>();
    Loop.shared().callSoonThreadsafe(() -> task.addDoneCallback(t -> end.complete(null)));
    wait.of(end, () -> Loop.shared().callSoonThreadsafe(() -> task.cancel("interrupted")));
  }

  private static <T extends @Nullable Object> T get(CompletableFuture<T> result, CellWait wait)
      throws Exception {
    try {
      T value = wait.of(result, () -> {});
      wait.rethrow();
      return value;
    } catch (ExecutionException e) {
      wait.rethrow();
      throw cause(e);
    }
  }

  private static Exception cause(ExecutionException thrown) {
    return switch (thrown.getCause()) {
      case Exception exception -> exception;
      case Error error -> throw error;
      case null, default -> new IllegalStateException(thrown);
    };
  }

  private static void refuseLoop(String verb, String instead) {
    if (Loop.shared().isCurrent()) {
      throw new IllegalStateException(
          verb + "() at top level would wait for the loop that it is called on. In a coroutine"
              + " write " + instead + "(...)");
    }
  }
}
