package monoloop.generator;

import static monoloop.generator.BodyCase.body;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.IntBinaryOperator;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Lambdas, method references and classes that are written inside of a body. */
@Tag("engines")
class InnerCodeBodiesTest {
  private static final List<String> NAMES = List.of("a", "b", "c");

  @Test
  void lambdas_capture_locals_of_every_type() {
    List<String> captured = List.copyOf(NAMES);
    body(out -> {
          int x = out.yield(1);
          long y = x * 2;
          double d = y / 4.0;
          boolean b = d > 1;
          Function<Integer, String> f = z -> "f" + x + y + z + d + b;
          out.yield(f.apply(1));
          return f.andThen(s -> s + captured).apply(out.yield(2));
        })
        .sends(1, 2, 3)
        .gives("yield 1", "yield f1210.5false", "yield 2", "return f1230.5false[a, b, c]");
  }

  @Test
  void a_lambda_survives_a_suspension() {
    body(out -> {
          List<Supplier<String>> suppliers = new ArrayList<>();
          for (int i = 0; i < 3; i++) {
            int n = out.yield(i);
            suppliers.add(() -> "n" + n);
          }
          String all = "";
          for (Supplier<String> s : suppliers) {
            all += s.get() + out.yield(s.get());
          }
          return all;
        })
        .sends(1, 2, 3, 4, 5, 6)
        .gives(
            "yield 0",
            "yield 1",
            "yield 2",
            "yield n1",
            "yield n2",
            "yield n3",
            "return n14n25n36");
  }

  @Test
  void method_references_of_every_kind() {
    body(out -> {
          Function<Object, List<Object>> constructor = List::of;
          Function<Object, String> unbound = Object::toString;
          Function<Object, Object> ofTheNest = InnerCodeBodiesTest::same;
          Function<Integer, int[]> array = int[]::new;
          out.yield(1);
          Function<String, String> bound = "abc"::concat;
          out.yield(bound.apply("d"));
          return unbound.apply(constructor.apply(2)) + ofTheNest.apply(3) + array.apply(4).length;
        })
        .sends(1, 2)
        .gives("yield 1", "yield abcd", "return [2]34");
  }

  @Test
  void lambdas_inside_lambdas() {
    body(out -> {
          int a = out.yield("a");
          Function<Integer, IntBinaryOperator> f = b -> (c, d) -> a * 1000 + b * 100 + c * 10 + d;
          return f.apply(out.yield("b")).applyAsInt(out.yield("c"), out.yield("d"));
        })
        .sends(1, 2, 3, 4)
        .gives("yield a", "yield b", "yield c", "yield d", "return 1234");
  }

  @Test
  void streams_run_between_yields() {
    body(out -> {
          String prefix = "p" + out.yield("prefix");
          List<String> upper =
              NAMES.stream().map(n -> prefix + n).map(s -> s.toUpperCase(Locale.ROOT)).toList();
          int n = 0;
          for (String s : upper) {
            n += out.yield(s);
          }
          return n;
        })
        .sends(7, 1, 2, 3)
        .gives("yield prefix", "yield P7A", "yield P7B", "yield P7C", "return 6");
  }

  @Test
  void a_local_class_an_anonymous_class_and_a_local_record() {
    body(out -> {
          class Local {
            final int v = 3;

            int get() {
              return v + NAMES.size();
            }
          }
          record Both(int left, Object right) {}
          int x = out.yield(new Local().get());
          Supplier<Object> s =
              new Supplier<>() {
                @Override
                public Object get() {
                  return x + NAMES.get(0);
                }
              };
          return new Both(out.yield(s.get()), s.get());
        })
        .sends(1, 2)
        .gives("yield 6", "yield 1a", "return Both[left=2, right=1a]");
  }

  @Test
  void a_synchronized_block_without_a_yield() {
    Object lock = new Object();
    body(out -> {
          int r = 0;
          synchronized (lock) {
            r++;
          }
          r += out.yield(r);
          synchronized (lock) {
            r++;
          }
          return r;
        })
        .sends(4)
        .gives("yield 1", "return 6");
  }

  @Test
  void an_assertion_holds() {
    body(out -> {
          int n = out.yield(1);
          assert n > 0 : "n is " + n;
          return n;
        })
        .sends(4)
        .gives("yield 1", "return 4");
  }

  @Test
  void nested_bodies_suspend_on_their_own() {
    body(out -> {
          Generator<Object, Integer, Object> inner =
              Generator.of(
                  o -> {
                    o.yield("inside");
                    return "done";
                  });
          out.yield(inner.next());
          return inner.trySend(1);
        })
        .sends(1)
        .gives("yield inside", "return Returned[result=done]");
  }

  @Test
  void nested_bodies_capture_what_was_sent() {
    body(out -> {
          int a = out.yield("a");
          Generator<Object, Integer, Object> inner =
              Generator.of(
                  o -> {
                    int b = o.yield("b" + a);
                    Generator<Object, Integer, Object> innermost =
                        Generator.of(p -> a * 100 + b * 10 + p.yield("c" + a + b));
                    return o.yieldFrom(innermost);
                  });
          return out.yieldFrom(inner);
        })
        .sends(1, 2, 3)
        .gives("yield a", "yield b1", "yield c12", "return 123");
  }

  private static <T> T same(T t) {
    return t;
  }
}
