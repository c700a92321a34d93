package monoloop;

import org.jspecify.annotations.Nullable;

/**
 * Thrown at the await of a task that is being cancelled (asyncio: CancelledError).
 *
 * <p>An {@link Error}, so that {@code catch (Exception e)} in a body does not swallow it.
 */
public final class CancelledError extends Error {
  private static final long serialVersionUID = 1L;

  private final @Nullable String reason;

  /**
   * Creates the signal.
   *
   * @param reason why, in the canceller's words; may be null
   */
  public CancelledError(@Nullable String reason) {
    super(reason == null ? "cancelled" : reason);
    this.reason = reason;
  }

  /**
   * Returns why.
   *
   * @return what {@link Task#cancel(String)} was given; null if nothing
   */
  public @Nullable String reason() {
    return reason;
  }
}
