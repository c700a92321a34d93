package monoloop.shell;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Runs the cells of a notebook or a script, each for a limited time. It knows nothing of files. */
final class Cells implements AutoCloseable {
  /** How long a cancelled cell may take to end, before and after it is asked again. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final Interpreter java = new Interpreter();
  private final Duration limit;

  /**
   * Opens an interpreter with the library imported.
   *
   * @param limit how long one cell may run
   */
  Cells(Duration limit) {
    this.limit = limit;
    java.importLibrary();
  }

  /**
   * What a cell gave besides what it printed.
   *
   * @param value as text; null is not worth showing
   * @param formats the same in other formats, by media type
   * @param error what it threw
   * @param trace the same with the lines it was thrown at
   */
  record Result(
      @Nullable String value,
      Map<String, String> formats,
      Output.@Nullable Thrown error,
      @Nullable String trace) {}

  /**
   * Runs a cell to its end, its first error, or the limit.
   *
   * @throws CellException if it does not compile, or had to be cancelled
   */
  Result run(String source) throws CellException, InterruptedException {
    return run(source, limit);
  }

  /** As {@link #run(String)}, with another limit. */
  Result run(String source, Duration limit) throws CellException, InterruptedException {
    CompletableFuture<Result> running = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .name("cells")
        .start(
            () -> {
              try {
                running.complete(result(java.run(source, event -> {})));
              } catch (Throwable t) {
                running.completeExceptionally(t);
              }
            });
    try {
      return running.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw cancel(running, limit);
    } catch (InterruptedException e) {
      java.cancel(); // or it would go on, and could hold the loop
      throw e;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof CellException c) {
        throw c;
      }
      throw new IllegalStateException("the shell failed: " + e.getCause(), e.getCause());
    }
  }

  private static String seconds(Duration limit) {
    return limit.toMillis() / 1000.0 + " s";
  }

  private CellException cancel(CompletableFuture<Result> running, Duration limit)
      throws InterruptedException {
    String text = "did not end within " + seconds(limit) + " and was cancelled";
    for (int asked = 0; asked < 2; asked++) {
      java.cancel();
      try {
        running.get(GRACE.toMillis(), TimeUnit.MILLISECONDS);
        return new CellException(text);
      } catch (ExecutionException e) {
        return new CellException(text);
      } catch (TimeoutException e) {
        // it may catch the first interrupt
      }
    }
    java.abandon();
    return new CellException(text + ", but goes on: it ignores the interrupt");
  }

  private Result result(Interpreter.Result result) {
    Throwable error = result.error();
    View view = java.view(result.object(), v -> {});
    return new Result(
        view == null ? result.value() : view.text(),
        view == null ? Map.of() : view.formats(),
        error == null ? null : Output.Thrown.of(error),
        error == null ? null : Errors.text(error));
  }

  @Override
  public void close() {
    java.close();
  }
}
