package monoloop.internal.compiler;

import java.util.List;

/** What a kind of body looks like: its handle, the calls that suspend, the frame to extend. */
public final class Dialect {
  final Class<?> frame;
  final Class<?> handle;
  final List<Suspension> suspensions;

  /**
   * Describes a kind of body.
   *
   * @param frame what generated classes extend: see the contract in {@code
   *     monoloop.internal.frame.Frame}
   * @param handle the interface whose calls suspend; {@code frame} implements it
   * @param suspensions the calls that do; any other method of the handle is an ordinary call
   */
  public Dialect(Class<?> frame, Class<?> handle, List<Suspension> suspensions) {
    this.frame = frame;
    this.handle = handle;
    this.suspensions = suspensions;
  }
}
