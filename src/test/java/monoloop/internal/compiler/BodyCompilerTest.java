package monoloop.internal.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.invoke.MethodHandle;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import monoloop.internal.compiler.TestDialect.Handle;
import monoloop.internal.compiler.TestDialect.Text;
import monoloop.internal.compiler.TestDialect.Text2;
import monoloop.internal.compiler.TestDialect.Text3;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@SuppressWarnings("serial") // nothing is serialized
class BodyCompilerTest {
  private static final BodyCompiler COMPILER = new BodyCompiler(TestDialect.DIALECT);

  private static TestFrame frame(Object body, @Nullable Object argument) {
    Compilation compilation = COMPILER.compile(null, body);
    MethodHandle factory = compilation.factory();
    assertNotNull(factory, () -> "refused: " + compilation.refusal());
    try {
      return (TestFrame) (Object) factory.invokeExact(body, argument);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private static TestFrame frame(Text body) {
    return frame(body, null);
  }

  private static Refusal refusal(Object body) {
    Refusal refusal = COMPILER.compile(null, body).refusal();
    assertNotNull(refusal, "compiled");
    return refusal;
  }

  @Nested
  class Parameters {

    @Test
    void the_argument_may_follow_the_handle() {
      int captured = 3;
      Text2<List<String>> body = (handle, list) -> list.get(0) + handle.yield(captured);
      TestFrame frame = frame(body, List.of("a"));

      assertEquals(3, frame.send(null));
      assertEquals("a1", frame.send(1));
    }

    @Test
    void the_argument_may_come_first_and_the_handle_may_be_a_subtype() {
      long captured = 4;
      Text3<String> body = (text, handle) -> text + handle.yield(captured) + handle.more();
      TestFrame frame = frame(body, "t");

      assertEquals(4L, frame.send(null));
      assertEquals("tx2", frame.send("x"));
    }

    @Test
    void results_are_boxed_as_declared() {
      assertEquals(true, frame(BodyCompilerTest::flag).send(null));
      assertEquals('c', frame(BodyCompilerTest::letter).send(null));
      assertEquals((short) 7, frame(BodyCompilerTest::small).send(null));
      assertNull(frame(BodyCompilerTest::nothing).send(null));
    }
  }

  private static boolean flag(Handle handle) {
    return handle.name().length() == 10;
  }

  private static char letter(Handle handle) {
    return 'c';
  }

  private static short small(Handle handle) {
    return 7;
  }

  private static @Nullable Void nothing(Handle handle) {
    return null;
  }

  @Nested
  class Suspensions {

    @Test
    void what_is_ready_is_used_at_once() {
      TestFrame frame = frame(handle -> handle.ask(TestDialect.READY + "x") + handle.ask("y"));

      assertEquals("suspended", frame.send(null));
      assertEquals("xz", frame.send("z"));
      assertTrue(frame.ended());
    }

    @Test
    void what_is_emitted_to_a_sink_does_not_suspend() {
      List<Object> seen = new ArrayList<>();
      TestFrame frame =
          frame(
              handle -> {
                int sum = 0;
                for (int i = 0; i < 5; i++) {
                  sum += handle.yield(i) == null ? i : 100;
                }
                return sum;
              });
      frame.sink(
          value -> {
            seen.add(value);
            return seen.size() != 3;
          });

      assertEquals(2, frame.send(null));
      assertEquals(108, frame.send("sent"));
      assertEquals(List.of(0, 1, 2, 3, 4), seen);
    }

    @Test
    void a_call_may_have_no_argument_and_no_result() {
      TestFrame frame =
          frame(
              handle -> {
                handle.pause();
                return "after";
              });

      assertEquals("suspended", frame.send(null));
      assertEquals("after", frame.send(5));
    }

    @Test
    void a_call_may_have_a_primitive_result() {
      TestFrame frame = frame(handle -> 1 + handle.count("of"));

      frame.send(null);
      assertEquals(6, frame.send(5));
    }

    @Test
    void what_is_raised_before_the_first_step_comes_before_the_body() {
      TestFrame frame =
          frame(
              handle -> {
                try {
                  return handle.yield(1);
                } catch (ArithmeticException e) {
                  return "the body has begun";
                }
              });

      assertThrows(ArithmeticException.class, () -> frame.raise(new ArithmeticException()));
      assertTrue(frame.ended());
    }

    @Test
    void a_reference_is_let_go_after_its_last_use() throws IllegalAccessException {
      TestFrame frame =
          frame(
              handle -> {
                StringBuilder used = new StringBuilder("x");
                handle.yield(1);
                String text = used.append("y").toString();
                handle.yield(2);
                return text;
              });

      frame.send(null);
      assertEquals(1, fieldsWith(frame, StringBuilder.class));
      frame.send(null);
      assertEquals(0, fieldsWith(frame, StringBuilder.class));
      assertEquals("xy", frame.send(null));
    }

    private static int fieldsWith(TestFrame frame, Class<?> type) throws IllegalAccessException {
      int count = 0;
      for (Field f : frame.getClass().getDeclaredFields()) {
        f.setAccessible(true);
        count += type.isInstance(f.get(frame)) ? 1 : 0;
      }
      return count;
    }

    @Test
    void the_message_for_null_names_what_was_sent() {
      TestFrame frame = frame(handle -> ((Integer) handle.yield(1)) + 1);
      frame.send(null);

      NullPointerException e = assertThrows(NullPointerException.class, () -> frame.send(null));
      assertTrue(e.getMessage().contains("because \"sent\" is null"), e::getMessage);
    }
  }

  @Nested
  class Names {

    @Test
    void a_class_is_named_after_the_method_that_holds_the_body() {
      TestFrame frame = frame(handle -> handle.yield(1));

      String name = frame.getClass().getName();
      assertTrue(
          name.matches(
              ".*BodyCompilerTest\\$Names\\$\\$a_class_is_named_after_the_method"
                  + "_that_holds_the_body\\$\\d+"),
          name);
      assertFalse(frame.getClass().isHidden());
    }

    @Test
    void the_place_of_a_frame_is_the_users_line() {
      TestFrame frame =
          frame(
              handle -> {
                handle.yield(1);
                return handle.yield(2);
              });

      assertNull(frame.place());
      frame.send(null);
      StackTraceElement first = frame.place();
      frame.send(null);
      StackTraceElement second = frame.place();
      assertNotNull(first);
      assertNotNull(second);
      assertEquals(first.getLineNumber() + 1, second.getLineNumber());
      assertEquals("BodyCompilerTest.java", first.getFileName());
      assertEquals(Names.class.getName(), first.getClassName());
    }

    @Test
    void clean_up_is_pending_where_a_suspension_lies_in_a_try_block() {
      assertFalse(frame(handle -> handle.yield(1)).hasCleanUp());
      assertTrue(frame(handle -> cleaning(handle)).hasCleanUp());
    }
  }

  private static @Nullable Object cleaning(Handle handle) {
    try {
      return handle.yield(1);
    } finally {
      handle.name();
    }
  }

  @Test
  void a_class_of_bodies_is_compiled_once_by_two_threads()
      throws InterruptedException, ExecutionException {
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      for (int i = 0; i < 20; i++) {
        BodyCompiler compiler = new BodyCompiler(TestDialect.DIALECT);
        Text body = handle -> handle.yield(1);
        Callable<Compilation> compile = () -> compiler.compile(null, body);
        List<Future<Compilation>> both = threads.invokeAll(List.of(compile, compile));
        assertSame(both.get(0).get(), both.get(1).get());
        assertNotNull(both.get(0).get().factory());
      }
    }
  }

  @Nested
  class Refusals {

    @Test
    void a_lambda_that_is_not_serializable() {
      Runnable body = () -> {};
      assertTrue(refusal(body).reason().contains("serializable"));
    }

    @Test
    void a_class_that_takes_no_handle() {
      assertTrue(refusal("text").reason().contains("no interface that takes the handle"));
    }

    @Test
    void a_reference_to_a_constructor() {
      Text body = Made::new;
      assertTrue(refusal(body).reason().contains("constructor"));
    }

    @Test
    void a_body_that_would_be_too_long_for_the_jit_compiler() {
      Text body =
          handle -> {
            long a = 1, b = 2, c = 3, d = 4, e = 5, f = 6, g = 7, h = 8, i = 9, j = 10, k = 11;
            long l = 12, m = 13, n = 14, o = 15, p = 16, q = 17, r = 18, s = 19, t = 20, u = 21;
            for (int x = 0; x < 3; x++) {
              handle.yield(handle.yield(handle.yield(handle.yield(handle.yield(handle.yield(1))))));
              handle.yield(handle.yield(handle.yield(handle.yield(handle.yield(handle.yield(1))))));
              handle.yield(handle.yield(handle.yield(handle.yield(handle.yield(handle.yield(1))))));
              handle.yield(handle.yield(handle.yield(handle.yield(handle.yield(handle.yield(1))))));
              handle.yield(handle.yield(handle.yield(handle.yield(handle.yield(handle.yield(1))))));
              handle.yield(handle.yield(handle.yield(handle.yield(handle.yield(handle.yield(1))))));
              a += b + c + d + e + f + g + h + i + j + k + l + m + n + o + p + q + r + s + t + u;
            }
            return a;
          };
      Refusal refusal = refusal(body);
      assertTrue(refusal.reason().contains("8000"), refusal::toString);
      assertTrue(refusal.line() > 0, refusal::toString);
    }

    @Test
    void a_class_that_a_coverage_agent_has_instrumented() {
      Text body = new Covered();
      assertTrue(refusal(body).reason().contains("coverage agent"), refusal(body)::toString);
    }
  }

  private static final class Made {
    private Made(Handle handle) {}
  }

  private static final class Covered implements Text {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("unused")
    private static final transient boolean[] $jacocoData = {};

    @Override
    public @Nullable Object run(Handle handle) {
      return handle.yield(1);
    }
  }
}
