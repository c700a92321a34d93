package monoloop.generator.fuzz;

import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Random expressions: yields, helpers, private members, conditionals and switches anywhere. */
final class RandomExpressions {
  private static final String[] NUMBERS = {
    "(<int> + <int>)",
    "(<int> - <int>)",
    "(<int> * <int>)",
    "(<int> ^ <int>)",
    "((<boolean>) ? <int> : <int>)",
    "mix(<int>, <int> * 2L, <int> / 2.0)",
    "new Box(<int>, <int>).sum()",
    "new Cell(<int>).add(<int>)",
    "new int[] {<int>, <int>}[(<int>) & 1]",
    "(switch ((<int>) & 3) { case 0 -> <int>; case 1 -> { int <q> = <int>; yield <q> + 1; }"
        + " default -> <int>; })",
    "bump(<int>)",
    "inherited(<int>)",
    "(hidden += <int>)",
    "(count ^= <int>)",
    "(cell.v -= <int>)",
    "(int) (<double>)",
    "(int) (<float>)",
    "(int) (<long>)",
    "<String>.length()",
  };

  /** A switch with a try block. Not inside of {@code new}: there javac itself fails. */
  static final String GUARDED_SWITCH =
      "hidden + (switch ((<int>) & 3) { case 0 -> { try { yield <int>; }"
          + " catch (IllegalStateException <x>) { yield <int>; } finally { log(<int>); } }"
          + " default -> <int>; })";

  private final Random random;
  private final Template template;
  private final int helpers;

  /** The first helper that may be called: helpers call later ones only, so that all ends. */
  private int next;

  RandomExpressions(Random random, Template template, int helpers) {
    this.random = random;
    this.template = template;
    this.helpers = helpers;
  }

  void helpersFrom(int next) {
    this.next = next;
  }

  String of(String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  /** Fills a template with expressions of a depth. */
  String fill(String text, int depth, Scope scope) {
    return template.fill(text, type -> value(type, depth, scope));
  }

  /** An expression of type {@code type}, assignable without a cast. */
  String value(String type, int depth, Scope scope) {
    return switch (type) {
      case "int" -> number(depth, scope);
      case "String" -> text(depth, scope);
      case "boolean" -> condition(depth, scope);
      case "long" -> wide(type, scope) + fill(" + <int>", depth - 1, scope);
      case "double" -> fill("<int> / 4.0 - ", depth, scope) + wide(type, scope);
      case "float" -> fill("<int> * 0.5f", depth, scope);
      case "Object" -> fill(of("(Object) <String>", "(Object) (<int>)"), depth, scope);
      case "int[]" -> fill("new int[] {<int>, <int>}", depth, scope);
      default -> "(" + type + ") " + fill("(0 + <int>)", depth, scope);
    };
  }

  private String wide(String type, Scope scope) {
    String v = scope.any(random, type);
    return v == null ? "w" : v;
  }

  private String number(int depth, Scope scope) {
    if (depth <= 0) {
      return leaf(scope);
    }
    int d = depth - 1;
    String f = scope.any(random, "f");
    int kind = random.nextInt(20);
    if (kind < 5 && scope.suspends) {
      return fill(of("out.yield(<int>)", "out.yield(<Object>)", "out.yield(<long>)"), d, scope);
    }
    if (kind < 7 && scope.suspends && next < helpers) {
      return helper(d, scope);
    }
    if (kind == 7 && scope.suspends && next < helpers) {
      return fill("(int) out.yieldFrom(sub(<int>))", d, scope);
    }
    if (kind == 8 && f != null) {
      return f + fill(".applyAsInt(<int>)", d, scope);
    }
    return kind == 9 ? leaf(scope) : fill(of(NUMBERS), d, scope);
  }

  private String leaf(Scope scope) {
    String type = of("int", "int", "byte", "short", "char", "long", "double", "float", "int[]");
    String v = scope.any(random, type);
    if (v == null) {
      return of(String.valueOf(random.nextInt(10)), "a", "(int) w", "hidden");
    }
    return switch (type) {
      case "int" -> v;
      case "long", "double", "float" -> "(int) " + v;
      case "int[]" -> v + "[" + random.nextInt(2) + "]";
      default -> "(0 + " + v + ")";
    };
  }

  private String helper(int depth, Scope scope) {
    int h = next + random.nextInt(helpers - next);
    String call = "h" + h + fill("(<int>, out, <long>)", depth, scope);
    return switch (RandomBodies.resultOf(h)) {
      case "int" -> call;
      case "boolean" -> "(" + call + " ? 1 : 0)";
      case "String" -> call + ".length()";
      default -> "(int) " + call;
    };
  }

  private String condition(int depth, Scope scope) {
    String v = scope.any(random, "boolean");
    if (depth <= 0) {
      return v == null ? leaf(scope) + " > (a & 3)" : v;
    }
    return fill(
        of(
            "<boolean> && <boolean>",
            "(<boolean> || <boolean>)",
            "!(<boolean>)",
            "<int> > <int>",
            "<int> <= <int>",
            "<int> != <int>"),
        depth - 1,
        scope);
  }

  private String text(int depth, Scope scope) {
    @Nullable String s = scope.any(random, "String");
    @Nullable String o = scope.any(random, "Object");
    int kind = random.nextInt(5);
    if (kind == 0 && s != null) {
      return s;
    }
    if (kind == 1 && o != null) {
      return fill("(# instanceof String <t> ? <t> : cut(\"o\" + #))".replace("#", o), depth, scope);
    }
    return depth > 0 && kind > 2
        ? fill(of("(\"a\" + <int> + <String>)", "cut(String.valueOf(0 + <int>))"), depth - 1, scope)
        : "\"s" + random.nextInt(9) + "\"";
  }
}
