package monoloop;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Several runs on one loop (asyncio.Runner): what one run leaves pending stands still between the
 * runs and continues in the next one.
 *
 * <pre>
 * open --> closed
 * </pre>
 *
 * <p>Belongs to the thread that created it, which turns the loop during {@code run}. {@link
 * Async#run} is the short form for a single run.
 */
public final class Runner implements AutoCloseable {
  private final Loop loop;

  /**
   * Creates a runner with a loop of its own.
   *
   * @throws IllegalStateException if called from inside a task or a callback of a loop
   */
  public Runner() {
    this("new Runner()");
  }

  /** For {@code caller}, as messages call it. */
  Runner(String caller) {
    if (Loop.currentOrNull() != null) {
      throw new IllegalStateException(
          caller + " cannot be called from inside a task; call the body directly or spawn it");
    }
    loop = Loop.create();
    loop.privacy.hide();
  }

  /**
   * Returns its loop.
   *
   * @return the same for all runs
   */
  public Loop loop() {
    loop.privacy.end();
    return loop;
  }

  /**
   * Runs {@code body} as a task and waits for it.
   *
   * <p>Declares no checked exception, yet throws what the body throws as it is.
   *
   * @param body what to run
   * @return what it returns
   * @throws IllegalStateException if the loop is running or closed
   */
  public <T extends @Nullable Object> T run(Coroutine<T> body) {
    return run(new CoroutineMono<>(body));
  }

  /**
   * Runs {@code main} on the loop's thread and waits for it; as {@link #run(Coroutine)}.
   *
   * @param main subscribed to on the loop's thread
   * @return its value; null if it is empty
   * @throws IllegalStateException if the loop is running or closed
   */
  public <T> @Nullable T run(Mono<T> main) {
    return loop.run(main);
  }

  /** Cancels the tasks that are left, waits for them, closes the loop. Idempotent. */
  @Override
  public void close() {
    loop.close();
  }

  @Override
  public String toString() {
    return "Runner[" + loop + "]";
  }
}
