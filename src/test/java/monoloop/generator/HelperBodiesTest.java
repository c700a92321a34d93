package monoloop.generator;

import static monoloop.generator.BodyCase.assertCompiled;
import static monoloop.generator.BodyCase.body;
import static monoloop.generator.BodyCase.bodyFrom;
import static monoloop.generator.Script.log;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Bodies that hand their handle to private and static methods of their own nest. */
@Tag("engines")
class HelperBodiesTest {
  record Node(@Nullable Node left, int value, @Nullable Node right) {}

  @Test
  void a_static_method_with_arguments_and_a_result() {
    body(out -> {
          try {
            long l = 3;
            return l + add(1, out, 2.5) * out.yield("z");
          } catch (IllegalStateException e) {
            return "caught " + e.getMessage();
          }
        })
        .sends(1, 2, 3)
        .gives("yield a1", "yield 2.5", "yield z", "return 15");
  }

  @Test
  void an_exception_passes_through_a_helper() {
    body(out -> {
          try {
            long l = 3;
            return l + add(1, out, 2.5) * out.yield("z");
          } catch (IllegalStateException e) {
            return "caught " + e.getMessage();
          }
        })
        .sends(1)
        .raises(() -> new IllegalStateException("q"))
        .gives("yield a1", "yield 2.5", "return caught q");
  }

  @Test
  void results_of_every_type() {
    body(out -> {
          boolean z = flag(out);
          byte b = octet(out);
          char c = letter(out);
          short s = small(out);
          float f = real(out);
          int[] a = numbers(out);
          nothing(out);
          return z + " " + b + c + s + f + a[0];
        })
        .sends(1, 2, 3, 4, 5, 6, 7)
        .gives(
            "yield flag",
            "yield byte",
            "yield char",
            "yield short",
            "yield float",
            "yield array",
            "yield void",
            "return true 46d44682.56");
  }

  @Test
  void arguments_of_every_type() {
    body(out -> every(true, (byte) 1, 'c', (short) 2, 3, 4L, 5f, 6d, "s", out, new int[] {7}))
        .sends(1, 2)
        .gives("yield c", "yield 6.0", "return true11c23425.06.0s7");
  }

  @Test
  void a_variable_may_stand_for_the_handle() {
    body(out -> {
          var o = out;
          Yielder<@Nullable Object, Integer> p;
          try {
            p = o;
          } finally {
            o.yield("finally");
          }
          return p.yield(o.yield("o")) + add(1, p, 2.5);
        })
        .sends(1, 2, 3, 4, 5)
        .gives("yield finally", "yield o", "yield 2", "yield a1", "yield 2.5", "return 13");
  }

  @Test
  void a_private_method_of_the_host() {
    bodyFrom(() -> new Host().viaPrivateMethod())
        .sends(1, 2, 3)
        .gives("yield a1", "yield b2", "yield 4", "return a2b43");
  }

  @Test
  void a_private_method_of_an_inner_class() {
    bodyFrom(() -> new Host().viaInnerClass())
        .sends(1, 2)
        .gives("yield 2", "yield from inner2", "return inner 1from inner44");
  }

  @Test
  void helpers_that_call_each_other() {
    body(out -> even(4, out))
        .sends(1, 2, 3, 4, 5)
        .gives(
            "yield even 4",
            "yield odd 3",
            "yield even 2",
            "yield odd 1",
            "yield even 0",
            "return true");
  }

  @Test
  void a_helper_with_finally_and_resources() {
    body(out -> {
          try {
            return guarded(out);
          } finally {
            log("outer finally " + out.yield("outer"));
          }
        })
        .sends(1)
        .raises(() -> new IOException("disk"))
        .sends(2, 3)
        .gives(
            "yield one",
            "yield two",
            "helper caught disk",
            "helper finally",
            "yield outer",
            "outer finally 2",
            "threw IOException: disk");
  }

  @Test
  void a_close_is_raised_in_the_helper() {
    body(out -> "answer " + answers(out) + out.yield("after"))
        .sends(1)
        .closes()
        .sends(2)
        .gives(
            "yield ask",
            "yield again",
            "threw IllegalStateException: Generator[suspended] ignored GeneratorExit:"
                + " its body yielded while it was being closed",
            "return answer exit2");
  }

  @Test
  void a_helper_that_yields_while_it_is_closed_stays_suspended() {
    body(out -> {
          try {
            cleansUp(out);
          } finally {
            log("outer finally");
          }
          return "end";
        })
        .closes()
        .sends(1, 2)
        .gives(
            "yield 1",
            "threw IllegalStateException: Generator[suspended] ignored GeneratorExit:"
                + " its body yielded while it was being closed",
            "cleaning 1",
            "yield more",
            "more 2",
            "outer finally",
            "threw GeneratorExit: the generator is being closed");
  }

  @Test
  void a_helper_of_a_delegate_that_is_closed() {
    body(out -> {
          try {
            Generator<Object, Integer, Object> inner =
                Generator.of(
                    o -> {
                      log("answer " + answers(o));
                      return o.yield("after");
                    });
            return out.yieldFrom(inner);
          } finally {
            log("outer finally");
          }
        })
        .sends(1)
        .closes()
        .gives(
            "yield ask",
            "yield again",
            "answer exit",
            "outer finally",
            "threw IllegalStateException: Generator[suspended] ignored GeneratorExit:"
                + " its body yielded while it was being closed");
  }

  @Test
  void a_helper_that_delegates() {
    body(out -> "got " + delegates(out))
        .sends(1, 2, 3)
        .gives("yield i", "yield j", "yield after", "return got 6");
  }

  @Test
  void a_helper_as_an_argument_of_an_expression() {
    body(out -> out.yield("a" + letter(out) + out.yield(small(out))))
        .sends(1, 2, 3, 4)
        .gives("yield char", "yield short", "yield 4466", "yield ab3", "return 4");
  }

  @Test
  void a_generic_helper() {
    body(out -> HelperBodiesTest.<String>first(out, "x", "y") + out.yield("z"))
        .sends(1, 2)
        .gives("yield 2", "yield z", "return x2");
  }

  @Test
  void a_helper_in_a_loop_with_a_primitive_accumulator() {
    body(out -> {
          double sum = 0;
          for (int i = 0; i < 3; i++) {
            sum += add(i, out, sum) / 2.0;
          }
          return sum;
        })
        .sends(1, 2, 3, 4, 5, 6)
        .gives(
            "yield a0",
            "yield 0.0",
            "yield a1",
            "yield 1.5",
            "yield a2",
            "yield 5.5",
            "return 12.0");
  }

  @Test
  void a_recursive_walk_of_a_tree() {
    Node tree = new Node(new Node(null, 1, null), 2, new Node(new Node(null, 3, null), 4, null));
    body(out -> {
          walk(tree, out);
          return "end";
        })
        .sends(0, 0, 0, 0)
        .gives("yield 1", "yield 2", "yield 3", "yield 4", "return end");
  }

  @Test
  void a_compiled_recursive_walk_of_depth_100000_needs_no_stack() {
    int depth = BodyCase.runsCompiled() ? 100_000 : 1_000; // a thread has a stack
    Node list = null;
    for (int i = 0; i < depth; i++) {
      list = new Node(list, i, null);
    }
    Node root = list;
    GeneratorBody<@Nullable Object, Integer, Integer> body =
        out -> {
          walk(root, out);
          return 1;
        };
    assertCompiled(body);
    int n = 0;
    try (Generator<@Nullable Object, Integer, Integer> g = Generator.of(body)) {
      for (Object value : g) {
        assertEquals(n++, value);
      }
    }
    assertEquals(depth, n);
  }

  private static void walk(@Nullable Node n, Yielder<@Nullable Object, Integer> out)
      throws Exception {
    if (n != null) {
      walk(n.left, out);
      out.yield(n.value);
      walk(n.right, out);
    }
  }

  private static long add(int a, Yielder<@Nullable Object, Integer> out, double d)
      throws Exception {
    return a + out.yield("a" + a) + out.yield(d);
  }

  private static boolean flag(Yielder<@Nullable Object, Integer> out) throws Exception {
    return out.yield("flag") > 0;
  }

  static byte octet(Yielder<@Nullable Object, Integer> out) throws Exception {
    return (byte) (300 + out.yield("byte"));
  }

  static char letter(Yielder<@Nullable Object, Integer> out) throws Exception {
    return (char) ('a' + out.yield("char"));
  }

  static short small(Yielder<@Nullable Object, Integer> out) throws Exception {
    return (short) (70_000 + out.yield("short"));
  }

  private static float real(Yielder<@Nullable Object, Integer> out) throws Exception {
    return out.yield("float") / 2f;
  }

  private static int[] numbers(Yielder<@Nullable Object, Integer> out) throws Exception {
    return new int[] {out.yield("array")};
  }

  private static void nothing(Yielder<@Nullable Object, Integer> out) throws Exception {
    out.yield("void");
  }

  private static String every(
      boolean z,
      byte b,
      char c,
      short s,
      int i,
      long l,
      float f,
      double d,
      String t,
      Yielder<@Nullable Object, Integer> out,
      int[] a)
      throws Exception {
    return "" + z + b + out.yield(c) + c + s + i + l + out.yield(d) + f + d + t + a[0];
  }

  private static boolean even(int n, Yielder<@Nullable Object, Integer> out) throws Exception {
    out.yield("even " + n);
    return n == 0 || odd(n - 1, out);
  }

  private static boolean odd(int n, Yielder<@Nullable Object, Integer> out) throws Exception {
    out.yield("odd " + n);
    return n != 0 && even(n - 1, out);
  }

  private static Object guarded(Yielder<@Nullable Object, Integer> out) throws IOException {
    try {
      out.yield("one");
      return out.yield("two");
    } catch (IOException e) {
      log("helper caught " + e.getMessage());
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    } finally {
      log("helper finally");
    }
  }

  private static Object answers(Yielder<@Nullable Object, Integer> out) throws Exception {
    try {
      out.yield("ask");
      return out.yield("again");
    } catch (GeneratorExit e) {
      return "exit";
    }
  }

  private static void cleansUp(Yielder<@Nullable Object, Integer> out) throws Exception {
    try {
      out.yield(1);
    } finally {
      log("cleaning " + out.yield("clean-up"));
      log("more " + out.yield("more"));
    }
  }

  private static Object delegates(Yielder<@Nullable Object, Integer> out) throws Exception {
    Generator<Object, Integer, Integer> inner = Generator.of(o -> o.yield("i") + o.yield("j"));
    return out.yieldFrom(inner) + out.yield("after");
  }

  @SafeVarargs
  private static <T> T first(Yielder<@Nullable Object, Integer> out, T... items) throws Exception {
    out.yield(items.length);
    return items[0];
  }

  static final class Host {
    private int number = 1;

    GeneratorBody<@Nullable Object, Integer, @Nullable Object> viaPrivateMethod() {
      return out -> tell(out, "a") + tell(out, "b") + out.yield(number);
    }

    GeneratorBody<@Nullable Object, Integer, @Nullable Object> viaInnerClass() {
      Inner inner = new Inner();
      return out -> inner.tell(out) + number;
    }

    private String tell(Yielder<@Nullable Object, Integer> out, String what) throws Exception {
      number += out.yield(what + number);
      return what + number;
    }

    private final class Inner {
      private String tell(Yielder<@Nullable Object, Integer> out) throws Exception {
        number *= 2;
        return "inner " + out.yield(number) + Host.this.tell(out, "from inner");
      }
    }
  }
}
