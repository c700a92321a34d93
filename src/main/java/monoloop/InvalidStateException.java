package monoloop;

/**
 * A result was asked for too early, or set twice (asyncio: InvalidStateError).
 *
 * <p>The message names the object and its state.
 */
public final class InvalidStateException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  InvalidStateException(String message) {
    super(message);
  }
}
