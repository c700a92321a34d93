package monoloop.generator;

import java.lang.invoke.MethodHandles.Lookup;
import monoloop.internal.compiler.Refusal;
import monoloop.internal.frame.EngineChoice;
import org.jspecify.annotations.Nullable;

/**
 * Which engine runs a body, and why.
 *
 * @param engine what runs it
 * @param reason one sentence
 * @param place where the reason stands, as {@code Class.method:line}; empty if no place is to blame
 */
public record Explanation(Engine engine, String reason, String place) {

  /**
   * Explains the body of a generator. Compiles its class if that has not been done yet; nothing of
   * the body runs.
   *
   * @param lookup for a module that does not open the body's package; else null
   * @param body what to explain
   * @return what {@link Generator#of(GeneratorBody)} would do
   */
  public static Explanation of(@Nullable Lookup lookup, GeneratorBody<?, ?, ?> body) {
    if (EngineChoice.THREAD_ONLY) {
      return new Explanation(Engine.THREAD, "-Dmonoloop.engine=thread is set", "");
    }
    Refusal refusal = Generators.COMPILER.compile(lookup, body).refusal();
    if (refusal == null) {
      return new Explanation(Engine.COMPILED, "the body is a state machine", "");
    }
    return new Explanation(Engine.THREAD, refusal.reason(), refusal.place());
  }

  /** {@code thread engine: the handle escapes to PrintStream.println at Report.rows:41}. */
  @Override
  public String toString() {
    String name = engine == Engine.COMPILED ? "compiled" : "thread engine";
    return name + ": " + reason + (place.isEmpty() ? "" : " at " + place);
  }
}
