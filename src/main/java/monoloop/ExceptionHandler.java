package monoloop;

import org.jspecify.annotations.Nullable;

/** Hears of errors that no caller can: of callbacks, of tasks that nobody looked at. */
@FunctionalInterface
public interface ExceptionHandler {

  /**
   * Called on the loop's thread. An exception thrown here is logged; the loop goes on.
   *
   * @param message what happened
   * @param error the error
   * @param source the callback, task or generator that it came from; null if unknown
   */
  void handle(Loop loop, String message, Throwable error, @Nullable Object source);
}
