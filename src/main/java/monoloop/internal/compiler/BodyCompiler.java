package monoloop.internal.compiler;

import java.lang.invoke.MethodHandles.Lookup;
import org.jspecify.annotations.Nullable;

/** Compiles the bodies of one dialect, each class of bodies once. */
public final class BodyCompiler {
  private final Dialect dialect;

  /** Creates a compiler with an empty cache. */
  public BodyCompiler(Dialect dialect) {
    this.dialect = dialect;
  }

  /**
   * Compiles the class of {@code body} at its first call and returns the same answer from then on.
   *
   * @param lookup full access to the class that holds the body, for modules that do not open its
   *     package; null otherwise
   * @param body a lambda, a method reference or an object of an ordinary class
   */
  public Compilation compile(@Nullable Lookup lookup, Object body) {
    return Compilation.refused(new Refusal("not compiled yet: " + dialect.handle.getName(), "", 0));
  }
}
