package monoloop.file;

import java.io.IOException;
import java.util.Objects;
import monoloop.Async;
import monoloop.Loop;
import monoloop.Operation;
import monoloop.WaitQueue;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * One operation on a file: waits for the ones before it, runs on the pool, and ends on the loop.
 *
 * <p>Cancelling its waiter withdraws it if it has not begun. Once begun it runs to its end, and
 * what comes after it in the same file waits for that: half a write there never is.
 */
abstract class FileWork<T extends @Nullable Object> extends Operation<T> implements Runnable {
  private final WaitQueue<T> waiter;
  private final FileQueue queue;
  private boolean unwanted;
  private @Nullable T result;
  private @Nullable Throwable error;

  FileWork(String name, FileQueue queue) {
    this.waiter = new WaitQueue<>(name);
    this.queue = queue;
  }

  /** Something that has no place among the operations of an open file. */
  static <T extends @Nullable Object> Mono<T> alone(String name, IoCall<T> call) {
    return Async.async(
        co ->
            co.await(
                new FileWork<T>(name, new FileQueue(co.loop())) {
                  @Override
                  T perform() throws IOException {
                    return call.call();
                  }
                }));
  }

  /** Told on the loop when it is first in line. */
  void begin() {}

  /** Does it; on a thread of the pool. */
  abstract T perform() throws IOException;

  /**
   * Told on the loop when it has been done, well or not.
   *
   * @param wanted whether somebody waits for the result
   */
  void done(@Nullable T result, boolean wanted) {}

  /** Whether it is left out if its waiter is cancelled before it begins. */
  boolean canBeWithdrawn() {
    return true;
  }

  @Override
  protected final Object attempt() {
    if (!queue.loop.isCurrent()) {
      throw new IllegalStateException(
          "a file belongs to the loop that opened it, " + queue.loop + ", not to " + Loop.current());
    }
    queue.submit(this);
    return MUST_WAIT;
  }

  @Override
  protected final WaitQueue<T> queue() {
    return waiter;
  }

  @Override
  protected final void abandoned() {
    unwanted = true;
    if (canBeWithdrawn()) {
      queue.withdraw(this);
    }
  }

  @Override
  public final void run() {
    try {
      result = perform();
    } catch (Throwable t) {
      error = t;
    }
    try {
      queue.loop.callSoonThreadsafe(this::ended);
    } catch (IllegalStateException loopIsClosed) {
      done(result, false);
    }
  }

  private void ended() {
    done(result, !unwanted);
    if (error == null) {
      waiter.wake(result);
    } else {
      waiter.fail(Objects.requireNonNull(error));
    }
    queue.ended();
  }

  /** What {@link #alone} does. */
  @FunctionalInterface
  interface IoCall<T extends @Nullable Object> {
    T call() throws IOException;
  }
}
