package monoloop.sync;

/**
 * A queue was shut down: nothing can be put, and nothing is left to take (asyncio: QueueShutDown).
 */
public final class QueueClosedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  QueueClosedException(String queue) {
    super(queue + " accepts no items and has none left: it was shut down");
  }
}
