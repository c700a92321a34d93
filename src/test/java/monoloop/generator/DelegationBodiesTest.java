package monoloop.generator;

import static monoloop.generator.BodyCase.body;
import static monoloop.generator.BodyCase.bodyFrom;
import static monoloop.generator.Script.log;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("engines")
class DelegationBodiesTest {

  @Test
  void a_generic_generator_as_the_delegate() {
    body(out -> out.yieldFrom(max(List.of(3, 9, 2))))
        .sends(null, 50, null)
        .gives("yield 3", "sent null", "yield 9", "sent 50", "yield 2", "sent null", "return 9");
  }

  @Test
  void an_iterable_as_the_delegate() {
    body(out -> out.yieldFrom(List.of("a", "b")) + "end")
        .sends(null, null, null)
        .gives("yield a", "yield b", "return nullend");
  }

  @Test
  void a_delegate_on_the_thread_engine() {
    body(out -> {
          try {
            return "got "
                + out.yieldFrom(
                    Generator.<Object, Integer, Object>of(
                        Engine.THREAD,
                        o -> {
                          Integer a = o.yield("t1");
                          log("in " + a);
                          return o.yield("t2");
                        }));
          } finally {
            log("finally");
          }
        })
        .sends(1)
        .raises(() -> new RuntimeException("z"))
        .gives("yield t1", "in 1", "yield t2", "finally", "threw RuntimeException: z");
  }

  @Test
  void raise_and_close_reach_the_innermost_first() {
    body(out -> {
          try {
            return out.yieldFrom(
                Generator.<Object, Integer, Object>of(
                    o -> {
                      try {
                        return o.yield("inner");
                      } catch (IllegalStateException e) {
                        return o.yield("caught");
                      } finally {
                        log("inner finally");
                      }
                    }));
          } finally {
            log("outer finally");
          }
        })
        .raises(IllegalStateException::new)
        .closes()
        .gives("yield inner", "yield caught", "inner finally", "outer finally", "closed with null");
  }

  @Test
  void a_delegate_that_has_started_goes_on() {
    body(out -> {
          Generator<Object, Integer, Object> g = max(List.of(1, 2, 3));
          log("before " + g.next());
          return out.yieldFrom(g) + "/" + out.yieldFrom(g);
        })
        .sends(7, null)
        .gives(
            "before 1", "sent null", "yield 2", "sent 7", "yield 3", "sent null", "return 3/null");
  }

  @Test
  void a_delegate_in_an_expression() {
    body(out -> "a" + out.yield("b") + out.yieldFrom(tree(1)) + out.yieldFrom(tree(0)))
        .sends(1, 2, 3, 4, 5)
        .gives("yield b", "yield 1", "yield 0", "yield 0", "return a154");
  }

  @Test
  void a_delegate_in_a_try_block_in_a_loop() {
    body(out -> {
          String seen = "";
          for (int i = 0; i < 3; i++) {
            try {
              seen += out.yieldFrom(tree(i));
            } catch (IllegalStateException e) {
              seen += e.getMessage() + out.yield("caught");
            }
          }
          return seen;
        })
        .sends(1)
        .raises(() -> new IllegalStateException("x"))
        .sends(2, 3, 4, 5, 6)
        .gives(
            "yield 0", "yield 1", "yield caught", "yield 2", "yield 1", "yield 0", "return 1x212");
  }

  @Test
  void a_tree_of_depth_3() {
    bodyFrom(() -> widen(treeBody(3)))
        .sends(1, 2, 3, 4)
        .gives("yield 3", "yield 2", "yield 1", "yield 0", "return 10");
  }

  @Test
  void bodies_created_inside_of_bodies() {
    bodyFrom(() -> widen(nested(2)))
        .sends(1, 2, 3, 4, 5, 6)
        .gives("yield 2", "yield -2", "yield 1", "yield -1", "yield 0", "yield 0", "return 12");
  }

  @ParameterizedTest
  @ValueSource(ints = {1_000, 100_000})
  void recursion_through_yield_from_needs_no_stack(int depth) {
    Generator<@Nullable Object, Integer, Integer> g = tree(depth);
    int n = 0;
    g.next();
    while (g.state() != GeneratorState.CLOSED) {
      n++;
      if (g.trySend(1) instanceof Step.Returned<?, Integer>(var sum)) {
        assertEquals(depth + 1, sum);
      }
    }
    assertEquals(depth + 1, n);
  }

  private static <T extends Comparable<T>>
      Generator<@Nullable Object, Integer, @Nullable Object> max(Collection<T> items) {
    return Generator.of(
        out -> {
          T max = null;
          for (T t : items) {
            Integer sent = out.yield(t);
            log("sent " + sent);
            if (max == null || t.compareTo(max) > 0) {
              max = t;
            }
          }
          return max;
        });
  }

  private static GeneratorBody<@Nullable Object, Integer, Integer> treeBody(int depth) {
    return out -> {
      int a = out.yield(depth);
      return depth == 0 ? a : a + out.yieldFrom(tree(depth - 1));
    };
  }

  private static Generator<@Nullable Object, Integer, Integer> tree(int depth) {
    return Generator.of(treeBody(depth));
  }

  private static GeneratorBody<@Nullable Object, Integer, Integer> nested(int depth) {
    return out -> {
      out.yield(depth);
      GeneratorBody<@Nullable Object, Integer, Integer> inner =
          o -> {
            int q = o.yield(-depth);
            return q + (depth > 0 ? o.yieldFrom(Generator.of(nested(depth - 1))) : 0);
          };
      return out.yieldFrom(Generator.of(inner));
    };
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static GeneratorBody<@Nullable Object, Integer, @Nullable Object> widen(
      GeneratorBody<@Nullable Object, Integer, Integer> body) {
    return (GeneratorBody) body;
  }
}
