package monoloop.generator;

/** Lets tests of other packages see that a body is compiled and not run on a thread. */
public final class Refusals {
  private static final boolean COMPILING =
      !"thread".equals(System.getProperty("monoloop.engine"));

  private Refusals() {}

  /** Fails if {@code body} would run on a thread although the engine is the compiled one. */
  public static void assertNone(GeneratorBody<?, ?, ?> body) {
    Object refusal = COMPILING ? Generators.COMPILER.compile(null, body).refusal() : null;
    if (refusal != null) {
      throw new AssertionError("this body is not compiled: " + refusal);
    }
  }
}
