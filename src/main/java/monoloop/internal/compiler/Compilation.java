package monoloop.internal.compiler;

import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/** What became of a body's class: a factory of frames, or a refusal. */
public final class Compilation {
  private final @Nullable MethodHandle factory;
  private final @Nullable Refusal refusal;

  private Compilation(@Nullable MethodHandle factory, @Nullable Refusal refusal) {
    this.factory = factory;
    this.refusal = refusal;
  }

  static Compilation of(MethodHandle factory) {
    return new Compilation(factory, null);
  }

  static Compilation refused(Refusal refusal) {
    return new Compilation(null, refusal);
  }

  /**
   * Makes frames: {@code (Object body, Object argument) -> Object frame}. The argument is what the
   * body receives besides its handle, null if nothing. The frame is null for a body whose receiver
   * has another class than the one that was compiled.
   */
  public @Nullable MethodHandle factory() {
    return factory;
  }

  /** Why there is no factory; null if there is one. */
  public @Nullable Refusal refusal() {
    return refusal;
  }
}
