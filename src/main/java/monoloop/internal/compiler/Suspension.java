package monoloop.internal.compiler;

/** One method of a handle that suspends, and the method of the frame that generated code calls. */
public final class Suspension {
  final String name;
  final String descriptor;
  final String frameMethod;
  final boolean yields;

  private Suspension(String name, String descriptor, String frameMethod, boolean yields) {
    this.name = name;
    this.descriptor = descriptor;
    this.frameMethod = frameMethod;
    this.yields = yields;
  }

  /**
   * A call that hands its argument to the driver: generated code calls {@code boolean
   * frameMethod(Object)}; true goes on at once with null as the result, false suspends and returns
   * the argument from {@code resume}.
   */
  public static Suspension yields(String name, String descriptor, String frameMethod) {
    return new Suspension(name, descriptor, frameMethod, true);
  }

  /**
   * A call that waits for its argument: generated code calls {@code Object frameMethod(Object)};
   * {@code Frame.SUSPENDED} suspends and is returned from {@code resume}, anything else is the
   * result at once.
   */
  public static Suspension awaits(String name, String descriptor, String frameMethod) {
    return new Suspension(name, descriptor, frameMethod, false);
  }
}
