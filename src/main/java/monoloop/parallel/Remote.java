package monoloop.parallel;

import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import monoloop.Async;
import monoloop.CancelledError;
import monoloop.Co;
import monoloop.Deferred;
import monoloop.Loop;
import monoloop.Task;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Work that runs on another loop than the one that waits for it. */
final class Remote<T> {
  private final Loop there;
  private final Mono<T> work;

  /** Both belong to the other loop. */
  private @Nullable Task<?> task;

  private @Nullable String cancelled;

  private Remote(Loop there, Mono<T> work) {
    this.there = there;
    this.work = work;
  }

  static <T> Mono<T> run(Loop there, Mono<T> work) {
    if (work instanceof Task<?> || work instanceof Deferred<?>) {
      throw new IllegalArgumentException(
          work + " cannot be run on " + there + ": it is not work to start but a result to await");
    }
    return Async.async(
        co -> {
          if (co.loop() == there) {
            return co.await(work);
          }
          Remote<T> remote = new Remote<>(there, work);
          // what ends after a cancel must not count as an error that nobody has seen
          CompletableFuture<End<T>> end =
              there.submit(Async.async(c -> remote.run(c)), co.context()).handle(End::new);
          try {
            return Objects.requireNonNull(co.await(end)).result(there);
          } catch (CancelledError e) {
            remote.cancel(e.reason());
            co.await(Async.shielded(c -> c.await(end)));
            throw e;
          }
        });
  }

  /** How it ended: with a value, or with an error. */
  private record End<T>(@Nullable T value, @Nullable Throwable error) {
    @Nullable T result(Loop there) throws Exception {
      if (error instanceof CancellationException) {
        if (there.isDisposed()) {
          throw new IllegalStateException(
              there + " was closed before the work that it was given had ended");
        }
        throw new CancelledError("its work on " + there + " was cancelled");
      }
      if (error instanceof Exception e) {
        throw e;
      }
      if (error != null) {
        throw (Error) error;
      }
      return value;
    }
  }

  private @Nullable T run(Co co) throws Exception {
    if (cancelled != null) {
      throw new CancelledError(cancelled);
    }
    task = co.task();
    return co.await(work);
  }

  /** Any thread: the wish follows the work on the same way, so it cannot come before it. */
  private void cancel(@Nullable String reason) {
    String why = reason == null ? "the task that waits for it was cancelled" : reason;
    try {
      there.callSoonThreadsafe(
          () -> {
            cancelled = why;
            if (task != null) {
              task.cancel(why);
            }
          });
    } catch (IllegalStateException closed) {
      return; // with the loop its work has ended
    }
  }
}
