package monoloop.generator;

import static monoloop.generator.BodyCase.refusal;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.StackWalker.StackFrame;
import java.util.List;
import java.util.Optional;
import monoloop.generator.other.Base;
import monoloop.internal.compiler.Refusal;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A body that cannot be compiled says why and where, and runs on the thread engine. */
@Tag("engines")
class RefusedBodiesTest {
  private static final List<String> NAMES = List.of("a", "b");

  @Test
  void a_yield_inside_synchronized() {
    int line = line();
    refused(
        "synchronized",
        line + 6,
        out -> {
          synchronized (NAMES) {
            return out.yield(1);
          }
        });
  }

  @Test
  void a_synchronized_method() {
    refused("synchronized", 0, RefusedBodiesTest::synchronizedBody);
  }

  @Test
  void a_handle_passed_to_a_method_of_another_class() {
    int line = line();
    refused(
        "Base.foreign",
        line + 5,
        out -> {
          Base.foreign(out);
          return 1;
        });
  }

  @Test
  void a_handle_passed_to_a_method_that_may_be_overridden() {
    RefusedBodiesTest self = this;
    int line = line();
    refused(
        "overridable",
        line + 5,
        out -> {
          self.overridable(out);
          return 1;
        });
  }

  @Test
  void a_handle_that_a_helper_lets_escape() {
    Refusal refusal =
        refused(
            "escapes",
            0,
            out -> {
              leak(1, out);
              return 1;
            });
    assertTrue(refusal.method().contains("leak"), refusal::toString);
  }

  @Test
  void a_handle_captured_by_an_inner_lambda() {
    int line = line();
    refused(
        "lambda",
        line + 6,
        out -> {
          String prefix = "p";
          Generator<Object, Integer, Object> g = Generator.of(o -> prefix + out);
          return g.tryNext();
        });
  }

  @Test
  void a_handle_captured_by_a_local_class() {
    int line = line();
    refused(
        "escapes",
        line + 8,
        out -> {
          class Keeper {
            final Object kept = out;
          }
          return new Keeper().kept;
        });
  }

  @Test
  void a_variable_that_is_the_handle_only_sometimes() {
    refused(
        "handle",
        0,
        out -> {
          var o = out.yield(0) == null ? null : out;
          return o == null ? 1 : o.yield(2);
        });
  }

  @Test
  void a_handle_stored_in_an_array() {
    int line = line();
    refused(
        "escapes",
        line + 5,
        out -> {
          Object[] kept = {out};
          return kept.length;
        });
  }

  @Test
  void a_handle_stored_in_a_field() {
    int line = line();
    refused(
        "escapes",
        line + 5,
        out -> {
          kept = out;
          return 1;
        });
  }

  @Test
  void a_method_of_the_handle_that_is_not_its_own() {
    int line = line();
    refused("toString", line + 1, out -> out.toString());
  }

  @Test
  void a_handle_that_is_compared() {
    int line = line();
    refused("escapes", line + 1, out -> out == null);
  }

  @Test
  void a_handle_that_is_returned() {
    int line = line();
    refused("escapes", line + 1, out -> out);
  }

  @Test
  void a_body_that_is_wrapped_by_another() {
    refused("run", 0, Base.wrapped(out -> out.yield(1)));
  }

  @Test
  void the_method_is_named_with_its_class() {
    Refusal refusal = refused("escapes", 0, out -> out);
    assertTrue(refusal.method().startsWith("RefusedBodiesTest."), "method was " + refusal.method());
  }

  private static @Nullable Object kept;

  /** The line of the caller. */
  private static int line() {
    Optional<StackFrame> caller = StackWalker.getInstance().walk(s -> s.skip(1).findFirst());
    return caller.orElseThrow().getLineNumber();
  }

  /** Checks reason and line (0: any line that is known), and that both engines agree anyway. */
  private static Refusal refused(
      String reason, int line, GeneratorBody<@Nullable Object, Integer, @Nullable Object> body) {
    Refusal refusal = refusal(body);
    assertNotNull(refusal, "the body was compiled");
    assertAll(
        () -> assertTrue(refusal.reason().contains(reason), refusal::toString),
        () -> assertTrue(!refusal.method().isEmpty(), refusal::toString),
        () -> assertTrue(line > 0 || refusal.line() > 0, refusal::toString),
        () -> assertTrue(line == 0 || line == refusal.line(), () -> refusal + ", not " + line),
        () -> assertEquals(run(Engine.THREAD, body), run(Engine.COMPILED, body)));
    return refusal;
  }

  private static List<String> run(
      Engine engine, GeneratorBody<@Nullable Object, Integer, @Nullable Object> body) {
    return new Script(List.of(new Script.Send(1), new Script.Send(2)))
        .play(Generator.of(engine, body)).stream()
            .map(line -> line.replaceAll("@\\p{XDigit}+", "@"))
            .toList();
  }

  static synchronized Integer synchronizedBody(Yielder<@Nullable Object, Integer> out)
      throws Exception {
    return out.yield(1) + out.yield(2);
  }

  private static void leak(int a, Yielder<@Nullable Object, Integer> out) throws Exception {
    out.yield(a);
    kept = out;
  }

  void overridable(Yielder<@Nullable Object, Integer> out) throws Exception {
    out.yield(1);
  }
}
