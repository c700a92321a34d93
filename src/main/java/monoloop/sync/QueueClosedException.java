package monoloop.sync;

import org.jspecify.annotations.Nullable;

/**
 * A queue was shut down: nothing can be put, and nothing is left to take (asyncio: QueueShutDown).
 */
public final class QueueClosedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  QueueClosedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
