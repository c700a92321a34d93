package monoloop;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/** A coroutine that was started: awaitable, cancellable, and a hot Mono of its result. */
public final class Task<T> extends Mono<T> implements Runnable {
  Task() {}

  /** The task that is running on this thread. */
  public static Task<?> current() {
    throw new UnsupportedOperationException();
  }

  /** Asks it to stop: CancelledError at its await. False if it had ended. */
  public boolean cancel() {
    return cancel(null);
  }

  /** As {@link #cancel()}, with a reason. */
  public boolean cancel(@Nullable String reason) {
    throw new UnsupportedOperationException();
  }

  /** Whether it has ended. */
  public boolean isDone() {
    throw new UnsupportedOperationException();
  }

  /** Whether it ended by cancellation. */
  public boolean isCancelled() {
    throw new UnsupportedOperationException();
  }

  /** The result of a task that has ended well; throws its error. */
  public @Nullable T result() {
    throw new UnsupportedOperationException();
  }

  /** The error of a task that has ended; null if it ended well. */
  public @Nullable Throwable exception() {
    throw new UnsupportedOperationException();
  }

  /** Calls back in a later turn once it has ended. */
  public void addDoneCallback(Consumer<? super Task<T>> callback) {
    throw new UnsupportedOperationException();
  }

  /** Removes all registrations of {@code callback} and tells how many there were. */
  public int removeDoneCallback(Consumer<? super Task<T>> callback) {
    throw new UnsupportedOperationException();
  }

  /** One step. */
  @Override
  public void run() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void subscribe(CoreSubscriber<? super T> actual) {
    throw new UnsupportedOperationException();
  }
}
