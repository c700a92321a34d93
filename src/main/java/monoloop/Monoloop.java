package monoloop;

import java.lang.invoke.MethodHandles.Lookup;
import java.util.Objects;
import monoloop.generator.Body;
import monoloop.generator.Explanation;
import monoloop.generator.GeneratorBody;
import org.jspecify.annotations.Nullable;

/** Questions about the library itself: how a body runs, and having it compiled ahead. */
public final class Monoloop {
  private Monoloop() {}

  /**
   * Says which engine runs {@code body} and why. Compiles the body's class if that has not been
   * done yet; nothing of the body runs. Any thread.
   *
   * @param body of any kind that a method of the library takes, such as a {@link GeneratorBody}, a
   *     {@link Coroutine} or a {@link GroupBody}: give a lambda a type by a variable or a cast
   * @return the engine, the reason and its place
   * @throws IllegalArgumentException if {@code body} is of another kind
   */
  public static Explanation explain(Body body) {
    return explained(null, body);
  }

  /**
   * As {@link #explain(Body)}, for a module that does not open the body's package.
   *
   * @param lookup with full access to the body's class; kept for all bodies of its module
   * @param body as there
   * @return the engine, the reason and its place
   * @throws IllegalArgumentException if {@code body} is of another kind
   */
  public static Explanation explain(Lookup lookup, Body body) {
    return explained(Objects.requireNonNull(lookup, "lookup"), body);
  }

  /**
   * Compiles the class of {@code body} now rather than at its first use. Any thread.
   *
   * @param body as in {@link #explain(Body)}
   * @throws IllegalArgumentException if {@code body} is of another kind
   */
  public static void warm(Body body) {
    explained(null, body);
  }

  /**
   * As {@link #warm(Body)}, for a module that does not open the body's package: from then on all
   * bodies of the module are compiled.
   *
   * @param lookup with full access to the body's class; kept for all bodies of its module
   * @param body as in {@link #explain(Body)}
   * @throws IllegalArgumentException if {@code body} is of another kind
   */
  public static void warm(Lookup lookup, Body body) {
    explained(Objects.requireNonNull(lookup, "lookup"), body);
  }

  private static Explanation explained(@Nullable Lookup lookup, Body body) {
    if (body instanceof GeneratorBody<?, ?, ?> generator) {
      return Explanation.of(lookup, generator);
    }
    if (body instanceof Coroutine<?>
        || body instanceof CoroutineWith<?, ?>
        || body instanceof ElementBody<?, ?>
        || body instanceof GroupBody<?>
        || body instanceof ScopeBody<?>
        || body instanceof StartBody<?>
        || body instanceof TimeoutBody<?>) {
      return CoroutineFactory.explain(CoroutineFactory.COROUTINES, lookup, body);
    }
    if (body instanceof AsyncGeneratorBody<?, ?>) {
      return CoroutineFactory.explain(CoroutineFactory.GENERATORS, lookup, body);
    }
    throw new IllegalArgumentException(
        "explain needs a body that a method of the library takes, such as a Coroutine, was "
            + (body == null ? "null" : body.getClass().getName()));
  }
}
