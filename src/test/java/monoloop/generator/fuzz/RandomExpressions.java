package monoloop.generator.fuzz;

import java.util.Random;

/** Random expressions: yields, helpers, private members, conditionals and switches anywhere. */
final class RandomExpressions {
  private final Random random;
  private final int helpers;

  /** The first helper that may be called: helpers call later ones only, so that all ends. */
  private int next;

  private int names;

  RandomExpressions(Random random, int helpers) {
    this.random = random;
    this.helpers = helpers;
  }

  void helpersFrom(int next) {
    this.next = next;
  }

  String fresh(String prefix) {
    return prefix + names++;
  }

  int below(int n) {
    return random.nextInt(n);
  }

  String of(String... choices) {
    return choices[below(choices.length)];
  }

  /** An expression of type {@code type}, assignable without a cast. */
  String value(String type, int depth, Scope scope) {
    return switch (type) {
      case "String" -> text(depth, scope);
      case "boolean" -> condition(depth, scope);
      case "long" -> wide("long", depth, scope) + " + " + number(depth - 1, scope);
      case "double" -> number(depth, scope) + " / 4.0 - " + wide("double", depth, scope);
      case "float" -> number(depth, scope) + " * 0.5f";
      case "byte", "short", "char" -> "(" + type + ") (0 + " + number(depth, scope) + ")";
      case "Object" -> of("(Object) " + text(depth, scope), "(Object) (" + number(depth, scope) + ")");
      case "int[]" -> "new int[] {" + number(depth, scope) + ", " + number(depth - 1, scope) + "}";
      default -> number(depth, scope);
    };
  }

  private String wide(String type, int depth, Scope scope) {
    String v = scope.any(random, type);
    return v != null ? v : depth > 0 && below(2) == 0 ? "(" + number(depth - 1, scope) + ")" : "w";
  }

  /** An int. */
  String number(int depth, Scope scope) {
    if (depth <= 0) {
      return leaf(scope);
    }
    int d = depth - 1;
    return switch (below(22)) {
      case 0, 1, 2, 3, 4 -> yields(d, scope);
      case 5 ->
          "(" + number(d, scope) + " " + of("+", "-", "*", "^", "&") + " " + number(d, scope) + ")";
      case 6 -> "((" + condition(d, scope) + ") ? " + number(d, scope) + " : " + number(d, scope) + ")";
      case 7 -> "mix(" + number(d, scope) + ", " + number(d, scope) + " * 2L, " + number(d, scope) + " / 2.0)";
      case 8 -> "new Box(" + number(d, scope) + ", " + number(d, scope) + ").sum()";
      case 9 -> "new Cell(" + number(d, scope) + ").add(" + number(d, scope) + ")";
      case 10 -> "new int[] {" + number(d, scope) + ", " + number(d, scope) + "}[(" + number(d, scope) + ") & 1]";
      case 11 -> choice(d, scope);
      case 12 -> "bump(" + number(d, scope) + ")";
      case 13 -> of("(hidden += ", "(count ^= ", "(cell.v -= ") + number(d, scope) + ")";
      case 14, 15 -> helper(d, scope);
      case 16 -> apply(d, scope);
      case 17 -> "(int) (" + value(of("double", "float", "long"), d, scope) + ")";
      case 18 -> delegate(d, scope);
      case 19 -> text(d, scope) + ".length()";
      case 20 -> "inherited(" + number(d, scope) + ")";
      default -> leaf(scope);
    };
  }

  private String leaf(Scope scope) {
    String type = of("int", "int", "byte", "short", "char", "long", "double", "float", "int[]");
    String v = scope.any(random, type);
    if (v == null) {
      return of(String.valueOf(below(10)), "a", "(int) w", "hidden");
    }
    return switch (type) {
      case "long", "double", "float" -> "(int) " + v;
      case "int[]" -> v + "[" + below(2) + "]";
      case "int" -> v;
      default -> "(0 + " + v + ")";
    };
  }

  private String yields(int depth, Scope scope) {
    if (!scope.suspends) {
      return leaf(scope);
    }
    return "out.yield(" + value(of("int", "String", "long", "Object", "int"), depth, scope) + ")";
  }

  private String choice(int d, Scope scope) {
    String q = fresh("q");
    return "(switch ((" + number(d, scope) + ") & 3) { case 0 -> " + number(d, scope)
        + ("; case 1 -> { int " + q + " = ") + number(d, scope)
        + ("; yield " + q + " + 1; } default -> ") + number(d, scope) + "; })";
  }

  /** A switch with a try block. Not inside of {@code new}: there javac itself fails. */
  String guardedChoice(int d, Scope scope) {
    String x = fresh("x");
    return "hidden + (switch ((" + number(d, scope)
        + ") & 3) { case 0 -> { try { yield " + number(d, scope)
        + ("; } catch (IllegalStateException " + x + ") { yield ") + number(d, scope)
        + "; } finally { log(" + number(d, scope) + "); } } default -> " + number(d, scope)
        + "; })";
  }

  private String helper(int d, Scope scope) {
    if (!scope.suspends || next >= helpers) {
      return leaf(scope);
    }
    int h = next + below(helpers - next);
    String call = "h" + h + "(" + number(d, scope) + ", out, " + value("long", d, scope) + ")";
    return switch (RandomBodies.resultOf(h)) {
      case "int" -> call;
      case "boolean" -> "(" + call + " ? 1 : 0)";
      case "String" -> call + ".length()";
      default -> "(int) " + call;
    };
  }

  private String delegate(int d, Scope scope) {
    if (!scope.suspends || next >= helpers) {
      return leaf(scope);
    }
    return "(int) out.yieldFrom(sub(" + number(d, scope) + "))";
  }

  private String apply(int d, Scope scope) {
    String f = scope.any(random, "f");
    return f == null ? leaf(scope) : f + ".applyAsInt(" + number(d, scope) + ")";
  }

  /** A boolean. */
  String condition(int depth, Scope scope) {
    String v = scope.any(random, "boolean");
    if (depth <= 0) {
      return v == null ? leaf(scope) + " > (a & 3)" : v;
    }
    int d = depth - 1;
    return switch (below(5)) {
      case 0 -> condition(d, scope) + " && " + condition(d, scope);
      case 1 -> "(" + condition(d, scope) + " || " + condition(d, scope) + ")";
      case 2 -> "!(" + condition(d, scope) + ")";
      default -> number(d, scope) + of(" > ", " <= ", " != ") + number(d, scope);
    };
  }

  /** A String. */
  String text(int depth, Scope scope) {
    String s = scope.any(random, "String");
    int k = below(5);
    if (k == 0 && s != null) {
      return s;
    }
    if (depth > 0 && k == 1) {
      return "(\"a\" + " + number(depth - 1, scope) + " + " + text(depth - 1, scope) + ")";
    }
    if (depth > 0 && k == 2) {
      return "cut(String.valueOf(0 + " + number(depth - 1, scope) + "))";
    }
    String o = scope.any(random, "Object");
    if (depth > 0 && k == 3 && o != null) {
      String t = fresh("t");
      return "(" + o + " instanceof String " + t + " ? " + t + " : cut(\"o\" + " + o + "))";
    }
    return "\"s" + below(9) + "\"";
  }
}
