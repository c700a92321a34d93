package monoloop;

import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/**
 * What a loop does before it closes: ends the tasks and the generators, then waits for the workers,
 * and does so again if these have started tasks. On the loop, which turns meanwhile.
 */
final class Drain implements Runnable {
  private final Loop loop;
  private final Runnable end;
  private @Nullable Disposable limit;
  private volatile boolean gaveUp;

  Drain(Loop loop, Runnable end) {
    this.loop = loop;
    this.end = end;
  }

  /** Whether there is anything that it would wait for. */
  boolean isNeeded() {
    return !loop.tasks.isQuiet() || !(gaveUp || loop.workers.isQuiet());
  }

  @Override
  public void run() {
    loop.tasks.cancelAll(this::tasksEnded);
  }

  private void tasksEnded() {
    if (!isNeeded()) {
      if (limit != null) {
        limit.dispose();
      }
      end.run();
      return;
    }
    if (limit == null) {
      limit = loop.callLater(loop.workers.grace(), this::giveUp);
    }
    loop.workers.whenIdle(this::again);
  }

  private void again() {
    loop.workers.hear();
    loop.post(this); // in vain if it did not wait and is closed
  }

  private void giveUp() {
    gaveUp = true;
    loop.report(
        loop + " closes without waiting any longer for calls made by toThread()",
        new TimeoutException(
            "no end of " + loop.workers + " within " + loop.workers.grace().toMillis() + " ms"),
        loop.workers);
    run();
  }
}
