package monoloop;

import org.jspecify.annotations.Nullable;

/**
 * How one of several ended.
 *
 * @param value its result; null if it has none
 * @param error its error, a {@link CancelledError} if it was cancelled; null if it ended well
 */
public record Settled<T>(@Nullable T value, @Nullable Throwable error) {

  /**
   * Returns whether it ended well.
   *
   * @return true if there is no error
   */
  public boolean isSuccess() {
    return error == null;
  }
}
