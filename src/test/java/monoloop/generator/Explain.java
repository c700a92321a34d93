package monoloop.generator;

import java.lang.invoke.MethodHandles.Lookup;
import monoloop.internal.compiler.Refusal;
import org.jspecify.annotations.Nullable;

/** For programs that are started by tests: what became of a body. */
public final class Explain {
  private Explain() {}

  /** {@code compiled}, or why it is not. */
  public static String body(@Nullable Lookup lookup, GeneratorBody<?, ?, ?> body) {
    Refusal refusal = Generators.COMPILER.compile(lookup, body).refusal();
    return refusal == null ? "compiled" : refusal.toString();
  }
}
