package monoloop.generator.other;

import monoloop.generator.GeneratorBody;
import monoloop.generator.Yielder;

/** What a body inherits from, or calls in, another package. */
public class Base {
  protected int inherited = 5;

  protected String protectedMethod(int x) {
    return "protected " + x;
  }

  protected static String protectedStatic() {
    return "protected static";
  }

  /** Overridden by subclasses. */
  public String overridden(String s) {
    return "base " + s;
  }

  /** A handle that arrives here has left the nest of its body. */
  public static void foreign(Yielder<Object, Integer> out) throws Exception {
    out.yield(1);
  }

  /** A body that wraps another: the handle reaches a method nobody knows. */
  public static GeneratorBody<Object, Integer, Object> wrapped(
      GeneratorBody<Object, Integer, Object> body) {
    return out -> body.run(out);
  }
}
