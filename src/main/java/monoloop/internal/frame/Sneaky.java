package monoloop.internal.frame;

/** Throws checked exceptions as they are: a body's exception reaches its driver unwrapped. */
public final class Sneaky {
  private Sneaky() {}

  /** Throws {@code thrown}; the return type lets callers write {@code throw sneak(e)}. */
  @SuppressWarnings("unchecked")
  public static <T extends Throwable> RuntimeException sneak(Throwable thrown) throws T {
    throw (T) thrown;
  }
}
