package monoloop.sync;

/** Something that cannot be shared was used by a second task (AnyIO: BusyResourceError). */
public final class ResourceBusyException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  ResourceBusyException(String message) {
    super(message);
  }
}
