package monoloop.generator;

import static monoloop.generator.BodyCase.body;
import static monoloop.generator.Script.log;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("engines")
class OperandStackBodiesTest {

  @Test
  void arguments_wait_below_a_yield() {
    body(out -> {
          int a = 1;
          int b = 3;
          return sum(a, out.yield(7), b) + sum(out.yield(1), out.yield(2), 4);
        })
        .sends(2, 3, 4)
        .gives("yield 7", "yield 1", "yield 2", "return 467");
  }

  @Test
  void longs_doubles_and_arrays_wait_below_a_yield() {
    body(out -> {
          long l = 5;
          double d = 2;
          int[] a = new int[3];
          a[out.yield(0)] = out.yield(1);
          a[1] += out.yield(2);
          return l * out.yield(3) + d * out.yield(4) + Arrays.toString(a);
        })
        .sends(0, 9, 8, 7, 6)
        .gives("yield 0", "yield 1", "yield 2", "yield 3", "yield 4", "return 47.0[9, 8, 0]");
  }

  @Test
  void a_yield_is_the_argument_of_a_yield() {
    body(out -> out.yield(out.yield(out.yield(1))))
        .sends(1, 2, 3)
        .gives("yield 1", "yield 1", "yield 2", "return 3");
  }

  @Test
  void a_conditional_is_the_argument() {
    body(out -> {
          int n = out.yield(0);
          return out.yield(n > 3 ? "big" : "small") + (n > 1 ? out.yield("A") : out.yield("B"));
        })
        .sends(2, 3, 4)
        .gives("yield 0", "yield small", "yield A", "return 7");
  }

  @Test
  void conditions_with_yields_are_short_circuited() {
    body(out -> out.yield(0) > 1 && out.yield(1) > 1 || out.yield(2) == 0 ? "T" : "F")
        .sends(2, 1, 0)
        .gives("yield 0", "yield 1", "yield 2", "return T");
  }

  @Test
  void a_constructor_waits_for_its_arguments() {
    body(out -> new Pair(out.yield(1), 5L, new Pair(2, out.yield(2), out.yield(3))).toString())
        .sends(1, 2, 3)
        .gives("yield 1", "yield 2", "yield 3", "return 1,2,3/2/5");
  }

  @Test
  void a_constructor_waits_for_a_conditional() {
    body(out -> new Pair(out.yield(1) > 0 ? out.yield(2) : "no", 1, 2).toString())
        .sends(1, 2)
        .gives("yield 1", "yield 2", "return 2,2/1");
  }

  @Test
  void a_constructor_waits_in_a_loop() {
    body(out -> {
          Pair p = null;
          for (int i = 0; i < 3; i++) {
            p = new Pair(p, i, out.yield(i));
          }
          return p;
        })
        .sends(1, 2, 3)
        .gives("yield 0", "yield 1", "yield 2", "return null,1/0,2/1,3/2");
  }

  @Test
  void an_exception_waits_for_its_message() {
    body(out -> {
          throw new IllegalStateException("m" + out.yield(1));
        })
        .sends(1)
        .gives("yield 1", "threw IllegalStateException: m1");
  }

  @Test
  void a_constructor_whose_argument_raises_creates_nothing() {
    body(out -> {
          try {
            return new Pair("a", 1, out.yield(1));
          } catch (IllegalStateException e) {
            return "caught " + e.getMessage();
          }
        })
        .raises(() -> new IllegalStateException("no"))
        .gives("yield 1", "return caught no");
  }

  @Test
  void a_string_is_concatenated_around_yields() {
    body(out -> "a" + out.yield(1) + 'c' + 2L + out.yield("x" + 1) + null)
        .sends(1, 2)
        .gives("yield 1", "yield x1", "return a1c22null");
  }

  @Test
  void text_is_appended_in_a_compound_assignment() {
    body(out -> {
          String s = "s";
          s += out.yield(s) + s;
          s += s + out.yield(s);
          return s;
        })
        .sends(1, 2)
        .gives("yield s", "yield s1s", "return s1ss1s2");
  }

  @Test
  void a_chain_of_calls_waits_between_its_links() {
    body(out ->
            new StringBuilder()
                .append(out.yield("a"))
                .append(out.yield("b"))
                .append(1.5)
                .append(out.yield("c"))
                .reverse())
        .sends(1, 2, 3)
        .gives("yield a", "yield b", "yield c", "return 35.121");
  }

  @Test
  void an_array_is_filled_with_yields() {
    body(out -> {
          Object[] objects = {out.yield(1), "x", out.yield(2)};
          long[][] longs = {{out.yield(3), 4}, {out.yield(5)}};
          return List.of(objects) + Arrays.deepToString(longs);
        })
        .sends(1, 2, 3, 4)
        .gives("yield 1", "yield 2", "yield 3", "yield 5", "return [1, x, 2][[3, 4], [4]]");
  }

  @Test
  void collections_are_made_of_yields() {
    body(out -> Map.of(out.yield("k"), List.of(out.yield("v"), out.yield("w"))))
        .sends(1, 2, 3)
        .gives("yield k", "yield v", "yield w", "return {1=[2, 3]}");
  }

  @Test
  void a_field_of_an_object_is_assigned_from_a_yield() {
    body(out -> {
          Counter c = new Counter();
          c.n += out.yield(c.n);
          c.next().n = out.yield(c.n);
          c.total += c.n++ * (long) out.yield(c.n);
          return c.n + "/" + c.total + "/" + c.next().n;
        })
        .sends(1, 2, 3)
        .gives("yield 1", "yield 2", "yield 3", "return 3/16/2");
  }

  @Test
  void primitives_are_cast_and_compared_around_yields() {
    body(out -> {
          double d = (double) out.yield(1) / 2;
          byte b = (byte) (int) out.yield(300);
          boolean less = d < out.yield(2) == b > out.yield(3);
          float f = -(float) d % out.yield(4);
          long l = ~(1L << out.yield(5)) >>> 3;
          return d + " " + b + less + f + " " + l;
        })
        .sends(1, 300, 2, 3, 4, 5)
        .gives(
            "yield 1",
            "yield 300",
            "yield 2",
            "yield 3",
            "yield 4",
            "yield 5",
            "return 0.5 44true-0.5 2305843009213693947");
  }

  @Test
  void instanceof_patterns_bind_around_yields() {
    body(out -> {
          Object o = out.yield("first");
          if (o instanceof Integer n && n > out.yield(n)) {
            return n + out.yield("bound");
          }
          log("not bound");
          return o;
        })
        .sends(5, 3, 1)
        .gives("yield first", "yield 5", "yield bound", "return 6");
  }

  static int sum(Integer a, Integer b, Integer c) {
    return a * 100 + b * 10 + c;
  }

  static final class Counter {
    int n = 1;
    long total = 10;
    private Counter next = this;

    Counter next() {
      if (next == this) {
        next = new Counter();
      }
      return next;
    }
  }

  static final class Pair {
    final Object a;
    final Object b;

    Pair(Object a, long l, Object b) {
      this.a = a;
      this.b = b + "/" + l;
    }

    @Override
    public String toString() {
      return a + "," + b;
    }
  }
}
