package monoloop.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import java.util.function.Supplier;
import monoloop.internal.compiler.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * One body, one script, one expected trace: {@code body(out -> ...).sends(1, 2).gives("yield 0",
 * ...)}.
 *
 * <p>{@link #gives} runs it on both engines. Then it raises and closes at every place where the
 * script makes the body wait, and the two engines must still agree.
 */
public final class BodyCase {
  private final Supplier<? extends GeneratorBody<?, ?, ?>> bodies;
  private Script script = new Script(List.of());

  private BodyCase(Supplier<? extends GeneratorBody<?, ?, ?>> bodies) {
    this.bodies = bodies;
  }

  /** A body that receives numbers. */
  public static BodyCase body(GeneratorBody<@Nullable Object, Integer, @Nullable Object> body) {
    return new BodyCase(() -> body);
  }

  /** A body that receives anything. */
  public static BodyCase bodyOfObjects(
      GeneratorBody<@Nullable Object, Object, @Nullable Object> body) {
    return new BodyCase(() -> body);
  }

  /** A body with state of its own outside of the body: a new one for each run. */
  public static BodyCase bodyFrom(
      Supplier<GeneratorBody<@Nullable Object, Integer, @Nullable Object>> bodies) {
    return new BodyCase(bodies);
  }

  /** Sends the values one by one. */
  public BodyCase sends(@Nullable Object... values) {
    for (Object value : values) {
      then(new Script.Send(value));
    }
    return this;
  }

  /** Raises a new exception. */
  public BodyCase raises(Supplier<? extends Throwable> thrown) {
    return then(new Script.Raise(thrown));
  }

  /** Closes. */
  public BodyCase closes() {
    return then(new Script.Close());
  }

  private BodyCase then(Script.Move move) {
    script = script.with(script.moves().size(), move);
    return this;
  }

  /** Both engines agree, compiled is compiled, and the script leads to {@code trace}. */
  public void gives(String... trace) {
    assertCompiled(bodies.get());
    assertEquals(List.of(trace), run(Engine.THREAD, script), "on the thread engine");
    assertEquals(List.of(trace), run(Engine.COMPILED, script), "compiled");
    for (int at = 0; at <= script.moves().size(); at++) {
      agree(script.with(at, new Script.Close()));
      agree(script.with(at, new Script.Raise(() -> new IllegalStateException("raised"))));
      agree(script.with(at, new Script.Raise(() -> new IllegalArgumentException("raised"))));
      agree(script.with(at, new Script.Raise(() -> new StopIteration("raised"))));
    }
  }

  private void agree(Script script) {
    assertEquals(run(Engine.THREAD, script), run(Engine.COMPILED, script), script::toString);
  }

  private List<String> run(Engine engine, Script script) {
    return script.play(Generator.of(engine, bodies.get()));
  }

  /** Fails if {@code body} would run on the thread engine for want of a better one. */
  public static void assertCompiled(GeneratorBody<?, ?, ?> body) {
    assertNull(refusal(body), "the body was not compiled");
  }

  /** Whether {@link Engine#COMPILED} means what it says in this run of the suite. */
  public static boolean runsCompiled() {
    return !"thread".equals(System.getProperty("monoloop.engine"));
  }

  /** Why {@code body} is not compiled; null if it is. */
  public static @Nullable Refusal refusal(GeneratorBody<?, ?, ?> body) {
    return Generators.COMPILER.compile(null, body).refusal();
  }
}
