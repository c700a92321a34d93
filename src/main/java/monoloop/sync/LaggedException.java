package monoloop.sync;

/** A reader of a {@link Broadcast} was too slow and has been cut off. */
public final class LaggedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  LaggedException(String message) {
    super(message);
  }
}
