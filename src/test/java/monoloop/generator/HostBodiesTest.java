package monoloop.generator;

import static monoloop.generator.BodyCase.body;
import static monoloop.generator.BodyCase.bodyFrom;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Bodies that stand in interfaces, records, enums, initialisers and inner classes. */
@Tag("engines")
class HostBodiesTest {

  @Test
  void a_default_method_of_an_interface() {
    bodyFrom(() -> new Interface() {}.inDefaultMethod())
        .sends(1, 2)
        .gives("yield 1", "yield me", "return hidden 1me2");
  }

  @Test
  void a_static_method_of_an_interface() {
    bodyFrom(Interface::inStaticMethod)
        .sends(1, 2)
        .gives("yield 1", "yield hidden 2", "return hidden 3");
  }

  @Test
  void a_private_method_of_an_interface() {
    bodyFrom(() -> new Interface() {}.throughPrivateMethod())
        .sends(1)
        .gives("yield hidden 0", "return me1");
  }

  @Test
  void a_constant_of_an_interface() {
    body(Interface.CONSTANT).sends(3).gives("yield constant", "return hidden 3");
  }

  @Test
  void a_record() {
    bodyFrom(() -> new Pair(3, "b").body())
        .sends(1, 2)
        .gives("yield Pair[a=3, b=b]", "yield 3", "return 3b2");
  }

  @Test
  void a_generic_record() {
    bodyFrom(() -> new Box<>(3).body())
        .sends(1, 2)
        .gives("yield 3", "yield 3.0", "return Box[value=6]");
  }

  @Test
  void an_enum_constant_with_a_class_of_its_own() {
    bodyFrom(() -> Operator.PLUS.body()).sends(1, 2).gives("yield PLUS", "yield 0", "return 3");
  }

  @Test
  void an_inner_class_of_a_nested_class() {
    bodyFrom(() -> new Nested().new Deep().body())
        .sends(1, 2)
        .gives("yield 2", "yield 10", "return 40");
  }

  @Test
  void a_local_class() {
    int captured = 5;
    class Local {
      private int own = 6;

      GeneratorBody<@Nullable Object, Integer, @Nullable Object> body() {
        return out -> captured + own + out.yield(own++);
      }
    }
    bodyFrom(() -> new Local().body()).sends(1).gives("yield 6", "return 12");
  }

  @Test
  void a_constructor_and_a_field_initialiser() {
    bodyFrom(() -> new Initialised(2).first).sends(1).gives("yield field", "return 3");
    bodyFrom(() -> new Initialised(2).second).sends(1).gives("yield constructor", "return 23");
  }

  @Test
  void a_generic_class_with_a_bounded_type() {
    bodyFrom(() -> new Bounded<Integer>(9).max(3))
        .sends(10, 20)
        .gives("yield 9", "yield 3", "return 920");
  }

  interface Interface {
    GeneratorBody<@Nullable Object, Integer, @Nullable Object> CONSTANT =
        out -> hidden(out.yield("constant"));

    private static String hidden(int i) {
      return "hidden " + i;
    }

    default String me() {
      return "me";
    }

    private GeneratorBody<@Nullable Object, Integer, @Nullable Object> inPrivateMethod() {
      return out -> me() + out.yield(hidden(0));
    }

    default GeneratorBody<@Nullable Object, Integer, @Nullable Object> throughPrivateMethod() {
      return inPrivateMethod();
    }

    default GeneratorBody<@Nullable Object, Integer, @Nullable Object> inDefaultMethod() {
      return out -> hidden(out.yield(1)) + me() + out.yield(me());
    }

    static GeneratorBody<@Nullable Object, Integer, @Nullable Object> inStaticMethod() {
      return out -> hidden(out.yield(1) + out.yield(hidden(2)));
    }
  }

  record Pair(int a, String b) {
    GeneratorBody<@Nullable Object, Integer, @Nullable Object> body() {
      return out -> {
        out.yield(this);
        return a + b + out.yield(a);
      };
    }
  }

  record Box<T extends Number>(T value) {
    GeneratorBody<@Nullable Object, Integer, @Nullable Object> body() {
      return out -> {
        T seen = value;
        int sum = seen.intValue() + out.yield(seen);
        return new Box<>(sum + out.yield(seen.doubleValue()));
      };
    }
  }

  enum Operator {
    PLUS {
      @Override
      int apply(int a, int b) {
        return a + b;
      }

      @Override
      GeneratorBody<@Nullable Object, Integer, @Nullable Object> body() {
        return out -> apply(out.yield(this), out.yield(ordinal()));
      }
    };

    abstract int apply(int a, int b);

    abstract GeneratorBody<@Nullable Object, Integer, @Nullable Object> body();
  }

  static final class Nested {
    private int z = 9;

    final class Deep {
      private int w = 2;

      GeneratorBody<@Nullable Object, Integer, @Nullable Object> body() {
        return out -> {
          z += out.yield(w);
          w += out.yield(z);
          return z * w;
        };
      }
    }
  }

  static final class Initialised {
    private int n = 1;
    final GeneratorBody<@Nullable Object, Integer, @Nullable Object> first =
        out -> n + out.yield("field");
    final GeneratorBody<@Nullable Object, Integer, @Nullable Object> second;

    Initialised(int argument) {
      second = out -> argument * 10 + n + out.yield("constructor");
      n = argument;
    }
  }

  static final class Bounded<T extends Comparable<T>> {
    private final T start;

    Bounded(T start) {
      this.start = start;
    }

    GeneratorBody<@Nullable Object, Integer, @Nullable Object> max(T other) {
      return out -> {
        T best = start.compareTo(other) > 0 ? start : other;
        out.yield(best);
        return best + "" + out.yield(other);
      };
    }
  }
}
