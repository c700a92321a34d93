package monoloop.generator;

import static monoloop.generator.BodyCase.body;
import static monoloop.generator.BodyCase.bodyFrom;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A body is a lambda, a method reference or an object of a class. */
@Tag("engines")
class BodyFormsTest {

  @Test
  void a_reference_to_a_private_method_of_this() {
    bodyFrom(() -> new Host("h").privateReference())
        .sends(1, 2)
        .gives("yield hidden h", "yield 5", "return 7");
  }

  @Test
  void a_reference_to_a_method_that_may_be_overridden() {
    bodyFrom(() -> new Host("h").overridableReference())
        .sends(1, 2)
        .gives("yield public h", "yield 4", "return r12");
  }

  @Test
  void a_reference_to_an_overridden_method_runs_the_subclass() {
    Generator<Object, Integer, Object> base =
        Generator.of(Engine.COMPILED, new Host("h").overridableReference());
    Generator<Object, Integer, Object> derived =
        Generator.of(Engine.COMPILED, new SubHost("s").overridableReference());

    assertEquals("public h", base.next());
    assertEquals("overridden s", derived.next());
  }

  @Test
  void a_reference_to_a_static_method() {
    body(BodyFormsTest::twice).sends(1, 2).gives("yield 1", "yield 2", "return 3");
  }

  @Test
  void a_reference_to_a_method_of_another_object() {
    Host other = new Host("other");
    body(other::overridable).sends(1, 2).gives("yield public other", "yield 4", "return r12");
  }

  @Test
  void a_reference_with_a_narrower_result() {
    body(BodyFormsTest::primitive).sends(1).gives("yield 1", "return 1");
  }

  @Test
  void an_anonymous_class_with_state() {
    bodyFrom(() -> new Host("h").anonymous(11))
        .sends(1, 2)
        .gives("yield 3", "yield 8", "return 35");
  }

  @Test
  void an_object_of_a_named_class() {
    bodyFrom(() -> new Named(4)).sends(1, 2).gives("yield 4", "yield 5", "return 10");
  }

  @Test
  void an_enum_constant() {
    body(Kept.DOUBLES).sends(1, 2).gives("yield DOUBLES", "return 2");
  }

  @Test
  void instances_of_one_body_are_independent() {
    Generator<Object, Integer, Object> one = Generator.of(captures(1, 2L, 'c', 4f, "five"));
    Generator<Object, Integer, Object> two = Generator.of(captures(6, 7L, 'd', 9f, "ten"));

    assertEquals("1 2 c 4.0 five", one.next());
    assertEquals("6 7 d 9.0 ten", two.next());
    assertEquals(new Step.Returned<>("six/five"), one.tryNext());
    assertEquals(new Step.Returned<>("six/ten"), two.tryNext());
  }

  @Test
  void captured_values_of_every_type() {
    bodyFrom(() -> captures(-1, Long.MIN_VALUE, 'z', Float.NaN, ""))
        .sends(1)
        .gives("yield -1 -9223372036854775808 z NaN ", "return six/");
  }

  private static GeneratorBody<@Nullable Object, Integer, @Nullable Object> captures(
      int a, long b, char c, float d, String e) {
    double six = 6;
    boolean yes = six > 5;
    return out -> {
      out.yield(a + " " + b + " " + c + " " + d + " " + e);
      return (yes && six == 6 ? "six/" : "?") + e;
    };
  }

  static Integer twice(Yielder<@Nullable Object, Integer> out) throws Exception {
    return out.yield(1) + out.yield(2);
  }

  static int primitive(Yielder<@Nullable Object, Integer> out) throws Exception {
    return out.yield(1);
  }

  enum Kept implements GeneratorBody<@Nullable Object, Integer, @Nullable Object> {
    DOUBLES;

    @Override
    public Object run(Yielder<@Nullable Object, Integer> out) throws Exception {
      return 2 * out.yield(name());
    }
  }

  static final class Named implements GeneratorBody<@Nullable Object, Integer, @Nullable Object> {
    private static final long serialVersionUID = 1L;
    private int n;

    Named(int n) {
      this.n = n;
    }

    @Override
    public Object run(Yielder<@Nullable Object, Integer> out) throws Exception {
      n += out.yield(n);
      return n * out.yield(n);
    }
  }

  static class Host {
    private final String name;
    private int number = 4;

    Host(String name) {
      this.name = name;
    }

    GeneratorBody<@Nullable Object, Integer, @Nullable Object> privateReference() {
      return this::hidden;
    }

    GeneratorBody<@Nullable Object, Integer, @Nullable Object> overridableReference() {
      return this::overridable;
    }

    private Object hidden(Yielder<@Nullable Object, Integer> out) throws Exception {
      number += out.yield("hidden " + name);
      return number + out.yield(number);
    }

    Object overridable(Yielder<@Nullable Object, Integer> out) throws Exception {
      return "r" + out.yield("public " + name) + out.yield(number);
    }

    GeneratorBody<@Nullable Object, Integer, @Nullable Object> anonymous(int captured) {
      return new GeneratorBody<>() {
        private static final long serialVersionUID = 1L;
        int own = 3;
        private int hidden = 4;

        @Override
        public Object run(Yielder<@Nullable Object, Integer> out) throws Exception {
          own += out.yield(own);
          hidden += out.yield(number + hidden);
          return own * hidden + captured;
        }
      };
    }
  }

  static final class SubHost extends Host {
    private final String sub;

    SubHost(String name) {
      super(name);
      sub = name;
    }

    @Override
    Object overridable(Yielder<@Nullable Object, Integer> out) throws Exception {
      return out.yield("overridden " + sub);
    }
  }
}
