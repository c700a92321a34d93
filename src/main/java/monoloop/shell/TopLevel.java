package monoloop.shell;

import java.util.Objects;
import java.util.concurrent.CompletionStage;
import monoloop.Async;
import monoloop.Coroutine;
import monoloop.Loop;
import monoloop.Task;
import monoloop.inspect.TaskTree;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * What a shell, a script and a notebook can call outside of any coroutine, as Python's do with a
 * top-level {@code await}: all of it is imported there. It works on {@link Loop#shared()}, which
 * goes on turning between the snippets and the cells.
 *
 * <p>Not for programs: those call {@link Async#run}.
 */
public final class TopLevel {
  private TopLevel() {}

  /**
   * Waits for {@code work} while the loop goes on. The thread that calls waits; if it is
   * interrupted, as Ctrl-C and a cell's limit do, the work is cancelled.
   *
   * @param work a coroutine, a task or any Mono
   * @return its value; null if it is empty
   * @throws InterruptedException if the wait was interrupted
   * @throws IllegalStateException on a loop's thread: there a coroutine awaits
   * @throws Exception what {@code work} failed with, as it is
   */
  public static <T> @Nullable T await(Mono<T> work) throws Exception {
    Objects.requireNonNull(work, "work");
    try {
      return Parked.await(co -> co.await(work));
    } finally {
      Background.seen(work);
    }
  }

  /**
   * Waits for {@code stage}; as {@link #await(Mono)}.
   *
   * @param stage a future, for instance
   * @return its value
   * @throws InterruptedException if the wait was interrupted
   * @throws IllegalStateException on a loop's thread: there a coroutine awaits
   * @throws Exception what it failed with, as it is
   */
  public static <T> @Nullable T await(CompletionStage<T> stage) throws Exception {
    Objects.requireNonNull(stage, "stage");
    return Parked.await(co -> co.await(stage));
  }

  /**
   * Runs {@code body} on the loop and waits for it; as {@link #await(Mono)}.
   *
   * @param body what it runs
   * @return what it returns
   * @throws InterruptedException if the wait was interrupted
   * @throws IllegalStateException on a loop's thread: there a coroutine awaits
   * @throws Exception what it failed with, as it is
   */
  public static <T extends @Nullable Object> T await(Coroutine<T> body) throws Exception {
    return Parked.await(body);
  }

  /**
   * Starts a task that goes on behind the prompt (asyncio: create_task). Its failure is shown at
   * the next prompt, unless it is awaited.
   *
   * @param work a coroutine, or any Mono
   * @return the task, which has not taken its first step yet, or has
   * @throws Exception if it could not be started
   */
  public static <T> Task<T> spawn(Mono<T> work) throws Exception {
    return Parked.spawn(co -> co.spawn(work));
  }

  /**
   * Starts a task that runs {@code body}; as {@link #spawn(Mono)}.
   *
   * @param body what it runs
   * @return the task
   * @throws Exception if it could not be started
   */
  public static <T> Task<T> spawn(Coroutine<T> body) throws Exception {
    return Parked.spawn(co -> co.spawn(body));
  }

  /**
   * Starts a task with a name; as {@link #spawn(Mono)}.
   *
   * @param name for messages and {@link #tasks}
   * @param work a coroutine, or any Mono
   * @return the task
   * @throws Exception if it could not be started
   */
  public static <T> Task<T> spawn(String name, Mono<T> work) throws Exception {
    return Parked.spawn(co -> co.spawn(name, work));
  }

  /**
   * Starts a task with a name that runs {@code body}; as {@link #spawn(Mono)}.
   *
   * @param name for messages and {@link #tasks}
   * @param body what it runs
   * @return the task
   * @throws Exception if it could not be started
   */
  public static <T> Task<T> spawn(String name, Coroutine<T> body) throws Exception {
    return Parked.spawn(co -> co.spawn(name, body));
  }

  /**
   * Returns the tree of tasks that have not ended: who waits for whom, and where.
   *
   * @return as it prints
   */
  public static View tasks() {
    return View.of(Places.in(TaskTree.of(Loop.shared().dump()).stripTrailing()));
  }
}
