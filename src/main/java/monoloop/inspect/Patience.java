package monoloop.inspect;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A limit for what has none: a JVM that is stopped keeps who asks it waiting for ever. */
final class Patience {
  /** For one answer of another JVM that need not wait for a loop. */
  static final Duration LIMIT = Duration.ofSeconds(5);

  private Patience() {}

  /** Nothing came in time. */
  static final class Unanswered extends IOException {
    private static final long serialVersionUID = 1;

    Unanswered(String message) {
      super(message);
    }
  }

  /**
   * Asks on a thread of its own, which is left behind if it takes too long.
   *
   * @param late is given an answer that nobody waits for any more
   * @throws Unanswered if there is no answer in time
   */
  static <T extends @Nullable Object> T within(
      Duration limit, long pid, Callable<T> question, Consumer<T> late) throws IOException {
    CompletableFuture<T> answer = new CompletableFuture<>();
    Thread asking =
        new Thread(
            () -> {
              try {
                T value = question.call();
                if (!answer.complete(value)) {
                  late.accept(value);
                }
              } catch (Throwable t) {
                answer.completeExceptionally(t);
              }
            },
            "monoloop-asks-" + pid);
    asking.setDaemon(true);
    asking.start();
    try {
      return answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      String message =
          "process %d has not answered within %s: it is stopped, or too busy"
              .formatted(pid, Durations.of(limit));
      if (answer.completeExceptionally(new Unanswered(message))) {
        throw new Unanswered(message);
      }
      return answer.join();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException io -> throw io;
        case RuntimeException other -> throw other;
        case Error other -> throw other;
        default -> throw new IOException(e.getCause());
      }
    } catch (InterruptedException e) {
      answer.cancel(false);
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while process " + pid + " was asked");
    }
  }
}
