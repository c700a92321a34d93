package monoloop.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Traces show the lines that the user wrote; suspended outer bodies stand where callers would. */
@Tag("engines")
class StackTracesTest {

  @ParameterizedTest
  @EnumSource
  void an_exception_shows_the_line_that_threw_it(Engine engine) {
    int line = line();
    Generator<Object, Integer, Object> g =
        Generator.of(
            engine,
            out -> {
              int x = 0;
              while (true) {
                Integer n = out.yield(x);
                x = positive(n);
              }
            });
    g.next();
    g.send(1);

    Throwable t = assertThrows(IllegalStateException.class, () -> g.send(-1));
    assertEquals("positive", t.getStackTrace()[0].getMethodName());
    assertEquals(line + 8, mine(t).get(1));
  }

  @ParameterizedTest
  @EnumSource
  void an_exception_of_the_body_itself_shows_its_line(Engine engine) {
    int line = line();
    Generator<Object, Integer, Object> g =
        Generator.of(
            engine,
            out -> {
              int n = out.yield(1);

              throw new IOException("n " + n);
            });
    g.next();

    assertEquals(line + 7, mine(assertThrows(IOException.class, () -> g.send(1))).get(0));
  }

  @ParameterizedTest
  @EnumSource
  void the_driver_stands_below_the_body_that_runs_on_its_thread(Engine engine) {
    Generator<Object, Integer, Object> g =
        Generator.of(
            engine,
            out -> {
              throw new IOException("at once");
            });

    int line = line();
    Throwable t = assertThrows(IOException.class, () -> g.next());
    if (BodyCase.runsCompiled() && engine == Engine.COMPILED) {
      assertEquals(List.of(line - 3, line + 1), mine(t).subList(0, 2));
    }
  }

  @ParameterizedTest
  @EnumSource
  void suspended_outer_bodies_stand_below_the_inner_one(Engine engine) {
    int line = line();
    Generator<Object, Integer, Object> inner =
        Generator.of(
            engine,
            out -> {
              throw new IOException("deep " + out.yield(1));
            });
    Generator<Object, Integer, Object> middle =
        Generator.of(
            engine,
            out -> {
              out.yield(0);
              return out.yieldFrom(inner);
            });
    Generator<Object, Integer, Object> outer =
        Generator.of(
            engine,
            out -> {
              Object result = out.yieldFrom(middle);
              return "never " + result;
            });
    outer.next();
    outer.next();

    Throwable t = assertThrows(IOException.class, () -> outer.send(5));
    assertEquals(List.of(line + 5, line + 12, line + 18), mine(t).subList(0, 3));
  }

  @ParameterizedTest
  @EnumSource
  void helpers_are_callers(Engine engine) {
    int line = line();
    Generator<Object, Integer, Object> g =
        Generator.of(
            engine,
            out -> {
              failAfterOne(out);
              return null;
            });
    g.next();

    Throwable t = assertThrows(IOException.class, () -> g.send(5));
    assertEquals(List.of(helperLine + 1, line + 5), mine(t).subList(0, 2));
  }

  private static int helperLine;

  private static void failAfterOne(Yielder<Object, Integer> out) throws Exception {
    out.yield(1);
    helperLine = line();
    throw new IOException("in a helper");
  }

  @ParameterizedTest
  @EnumSource
  void an_exception_that_crosses_a_delegation_is_stitched_once(Engine engine) {
    Generator<Object, Integer, Object> inner =
        Generator.of(
            engine,
            out -> {
              out.yield(1);
              throw new IOException("deep");
            });
    int line = line();
    Generator<Object, Integer, Object> outer =
        Generator.of(
            engine,
            out -> {
              try {
                return out.yieldFrom(inner);
              } finally {
                out.yield("cleaning up");
              }
            });
    outer.next();
    outer.next();

    Throwable t = assertThrows(IOException.class, outer::next);
    assertEquals(1, mine(t).stream().filter(l -> l == line + 6).count(), () -> lines(t));
  }

  @ParameterizedTest
  @EnumSource
  void an_exception_that_is_raised_keeps_its_own_trace(Engine engine) {
    Generator<Object, Integer, Object> g = Generator.of(engine, out -> out.yield(1));
    g.next();
    IOException raised = new IOException("from outside");
    StackTraceElement[] before = raised.getStackTrace();

    assertThrows(IOException.class, () -> g.raise(raised));
    assertEquals(List.of(before), List.of(raised.getStackTrace()));
  }

  @ParameterizedTest
  @EnumSource
  void a_suspended_generator_tells_its_line(Engine engine) {
    int line = line();
    Generator<Object, Integer, Object> g =
        Generator.of(
            engine,
            out -> {
              try {
                out.yield(1);
              } finally {
                out.yield(2);
              }
              return null;
            });

    g.next();
    assertEquals("StackTracesTest.java:" + (line + 6), where(g));
    g.next();
    assertEquals("StackTracesTest.java:" + (line + 8), where(g));
  }

  @ParameterizedTest
  @EnumSource
  void a_delegating_generator_tells_the_line_of_its_delegation(Engine engine) {
    int line = line();
    Generator<Object, Integer, Object> g =
        Generator.of(
            engine,
            out -> {
              out.yieldFrom(List.of(1, 2));
              return null;
            });

    g.next();
    assertEquals("StackTracesTest.java:" + (line + 5), where(g));
  }

  @ParameterizedTest
  @EnumSource
  void a_generator_that_waits_in_a_helper_tells_its_line_there(Engine engine) {
    Generator<Object, Integer, Object> g =
        Generator.of(
            engine,
            out -> {
              failAfterOne(out);
              return null;
            });

    g.next();
    String helper = where(g);
    assertThrows(IOException.class, g::next);
    assertEquals("StackTracesTest.java:" + (helperLine - 1), helper);
  }

  @ParameterizedTest
  @EnumSource
  void a_helper_that_delegates_stands_between_the_bodies(Engine engine) {
    Generator<Object, Integer, Object> inner =
        Generator.of(
            engine,
            out -> {
              out.yield(1);
              throw new IOException("deep");
            });
    Generator<Object, Integer, Object> outer = Generator.of(engine, out -> delegate(out, inner));
    outer.next();

    Throwable t = assertThrows(IOException.class, outer::next);
    assertEquals(delegateLine + 1, mine(t).get(1));
  }

  private static int delegateLine;

  private static Object delegate(
      Yielder<Object, Integer> out, Generator<Object, Integer, Object> inner) throws Exception {
    delegateLine = line();
    return out.yieldFrom(inner);
  }

  private static String where(Generator<?, ?, ?> g) {
    String text = g.toString();
    return text.substring(text.indexOf('(') + 1, text.indexOf(')'));
  }

  /** The lines of this file in a trace, from the top. */
  private static List<Integer> mine(Throwable t) {
    return Arrays.stream(t.getStackTrace())
        .filter(e -> "StackTracesTest.java".equals(e.getFileName()))
        .map(StackTraceElement::getLineNumber)
        .toList();
  }

  private static String lines(Throwable t) {
    return Arrays.toString(t.getStackTrace());
  }

  private static int positive(int n) {
    if (n < 0) {
      throw new IllegalStateException("negative");
    }
    return n;
  }

  private static int line() {
    return StackWalker.getInstance().walk(s -> s.skip(1).findFirst()).orElseThrow().getLineNumber();
  }
}
