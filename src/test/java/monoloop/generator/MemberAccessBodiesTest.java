package monoloop.generator;

import static monoloop.generator.BodyCase.bodyFrom;

import java.util.function.Supplier;
import monoloop.generator.other.Base;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Bodies that use private, protected and inherited members of their host and its nest. */
@Tag("engines")
class MemberAccessBodiesTest {

  @Test
  void private_fields_and_methods_of_the_host() {
    bodyFrom(() -> new Host().privateMembers())
        .sends(3, 4)
        .gives("yield private 17", "yield 10", "return private 310");
  }

  @Test
  void private_static_members_of_the_host() {
    bodyFrom(() -> new Host().privateStatics())
        .sends(3, 4)
        .gives("yield count 0", "yield 3", "return count 03");
  }

  @Test
  void compound_assignment_of_private_fields_of_every_type() {
    bodyFrom(() -> new Host().compound())
        .sends(3, 4, 5, 6, 7)
        .gives(
            "yield 7",
            "yield 1",
            "yield -0.5",
            "yield false",
            "yield b",
            "return 10 16 2.5 truet7");
  }

  @Test
  void a_private_constructor_of_an_inner_class() {
    bodyFrom(() -> new Host().privateConstructor())
        .sends(5, 6)
        .gives("yield 1", "yield 12", "return 30");
  }

  @Test
  void protected_members_of_a_class_in_another_package() {
    bodyFrom(() -> new Host().protectedMembers())
        .sends(3, 4)
        .gives("yield 5", "yield protected static", "return protected 410");
  }

  @Test
  void a_method_of_the_superclass() {
    bodyFrom(() -> new Host().superMethod()).sends(3).gives("yield 1", "return base a3derived z");
  }

  @Test
  void an_inner_lambda_that_uses_this_and_locals() {
    bodyFrom(() -> new Host().innerLambda(11))
        .sends(3, 4)
        .gives("yield 0", "yield 1", "return private 3811");
  }

  @Test
  void private_members_through_inner_method_references() {
    bodyFrom(() -> new Host().innerReferences())
        .sends(3, 4)
        .gives("yield private 17", "yield 2", "return 11base x");
  }

  @Test
  void a_private_method_with_many_arguments() {
    bodyFrom(() -> new Host().manyArguments())
        .sends(3, 4)
        .gives("yield b", "yield f", "return mixed");
  }

  @Test
  void an_exception_thrown_by_a_private_method() {
    bodyFrom(() -> new Host().failing()).sends(3, 0).gives("yield 1", "yield 4", "return zero4");
  }

  static final class Host extends Base {
    private static int created;

    private int number = 7;
    private long wide = 1;
    private double real = 0.5;
    private boolean flag;
    private char letter = 'a';
    private @Nullable String text = "t";

    private String describe(Object x) {
      return "private " + x + number;
    }

    private static String count(int by) {
      created += by;
      return "count " + (created -= by);
    }

    private long mix(int a, long b, double c, String d, byte e, boolean f, Object... rest) {
      return (long) (a + b + c + d.length() + e + rest.length + (f ? 1 : 0) + number);
    }

    private int check(int n) {
      if (n == 0) {
        throw new IllegalStateException("zero");
      }
      return n;
    }

    @Override
    public String overridden(String s) {
      return "derived " + s;
    }

    GeneratorBody<@Nullable Object, Integer, @Nullable Object> privateMembers() {
      return out -> {
        int x = out.yield(describe(1));
        number += x;
        out.yield(number);
        return describe(x);
      };
    }

    GeneratorBody<@Nullable Object, Integer, @Nullable Object> privateStatics() {
      return out -> {
        created += out.yield(count(2));
        int now = created;
        created = 0;
        return count(out.yield(now)) + now;
      };
    }

    GeneratorBody<@Nullable Object, Integer, @Nullable Object> compound() {
      return out -> {
        number += out.yield(number++);
        wide <<= out.yield(wide--);
        real *= out.yield(-real);
        flag ^= out.yield(flag) > 3;
        letter++;
        text += out.yield(letter);
        return number + " " + wide + " " + real + " " + flag + text;
      };
    }

    GeneratorBody<@Nullable Object, Integer, @Nullable Object> privateConstructor() {
      return out -> {
        Inner i = new Inner(out.yield(1));
        return i.get() + i.value + new Inner(out.yield(i.get())).get();
      };
    }

    GeneratorBody<@Nullable Object, Integer, @Nullable Object> protectedMembers() {
      return out -> {
        out.yield(inherited);
        inherited += 5;
        return protectedMethod(out.yield(protectedStatic())) + inherited;
      };
    }

    GeneratorBody<@Nullable Object, Integer, @Nullable Object> superMethod() {
      return out -> super.overridden("a" + out.yield(1)) + overridden("z");
    }

    GeneratorBody<@Nullable Object, Integer, @Nullable Object> innerLambda(int captured) {
      return out -> {
        int x = out.yield(0);
        Supplier<String> s = () -> describe(x) + captured;
        out.yield(1);
        number = 8;
        return s.get();
      };
    }

    GeneratorBody<@Nullable Object, Integer, @Nullable Object> innerReferences() {
      return out -> {
        java.util.function.Function<Object, String> f = this::describe;
        java.util.function.IntFunction<Inner> create = Inner::new;
        java.util.function.UnaryOperator<String> up = super::overridden;
        out.yield(f.apply(1));
        return create.apply(out.yield(2)).get() + up.apply("x");
      };
    }

    GeneratorBody<@Nullable Object, Integer, @Nullable Object> manyArguments() {
      return out ->
          mix(1, out.yield("b"), 2.5, "ddd", (byte) 3, out.yield("f") > 0, 'x', 1L) > 0
              ? "mixed"
              : "no";
    }

    GeneratorBody<@Nullable Object, Integer, @Nullable Object> failing() {
      return out -> {
        int n = 1;
        try {
          while (true) {
            n += check(out.yield(n));
          }
        } catch (IllegalStateException e) {
          return e.getMessage() + n;
        }
      };
    }

    private final class Inner {
      private final int value;

      private Inner(int value) {
        this.value = value;
      }

      private int get() {
        return value + number;
      }
    }
  }
}
