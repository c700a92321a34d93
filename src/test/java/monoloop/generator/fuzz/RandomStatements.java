package monoloop.generator.fuzz;

import java.util.Random;

/** Random statements: nested loops, switches, tries, resources, inner lambdas. */
final class RandomStatements {
  private final Random random;
  private final RandomExpressions expressions;

  RandomStatements(Random random, RandomExpressions expressions) {
    this.random = random;
    this.expressions = expressions;
  }

  String block(int depth, Scope scope, int statements) {
    StringBuilder b = new StringBuilder();
    for (int i = 0; i < statements; i++) {
      b.append(statement(depth, scope)).append('\n');
    }
    return b.toString();
  }

  private String braces(int depth, Scope scope) {
    return "{\n" + block(depth, scope, 1 + random.nextInt(3)) + "}";
  }

  private String one(int depth, Scope scope) {
    return "{ " + statement(depth, scope) + " }";
  }

  private String statement(int depth, Scope s) {
    int d = depth - 1;
    return switch (random.nextInt(depth > 0 ? 26 : 9)) {
      case 0, 1, 2 -> declaration(s);
      case 3, 4 -> assignment(s);
      case 5 ->
          (s.suspends ? "out.yield(" : "log(") + expressions.value("Object", 2, s) + ");";
      case 6 -> "log(" + expressions.number(1, s) + ");";
      case 7 ->
          "if ((" + expressions.number(1, s) + ") % 5 == 4) throw new " + exception()
              + "(\"t\" + " + expressions.number(1, s) + ");";
      case 8 -> lambda(s);
      case 9, 10 ->
          "if (" + expressions.condition(2, s) + ") " + braces(d, s.inner())
              + (random.nextBoolean() ? " else " + braces(d, s.inner()) : "");
      case 11, 12 -> loop(d, s);
      case 13 -> {
        String e = expressions.fresh("e");
        yield "for (Object " + e + " : LIST) { tick(); " + (s.suspends ? "out.yield(" : "log(") + e
            + "); " + statement(d, s.inLoop(s.label)) + " }";
      }
      case 14, 15, 16, 17, 18 -> tryBlock(d, s);
      case 19 ->
          "try (Res " + expressions.fresh("r") + " = new Res(" + expressions.number(1, s) + ")) "
              + braces(d, s.inner());
      case 20, 21 -> jump(s);
      case 22 -> oldSwitch(d, s);
      case 23 -> patternSwitch(d, s);
      case 24 -> "synchronized (LIST) { log(hidden); }";
      default -> s.suspends ? "out.yieldFrom(LIST);" : "log(count);";
    };
  }

  private String exception() {
    return expressions.of("IllegalStateException", "IllegalArgumentException");
  }

  private String declaration(Scope s) {
    String type =
        expressions.of(
            "int", "int", "long", "double", "float", "String", "boolean", "byte", "short", "char",
            "Object", "int[]");
    String name = expressions.fresh("v");
    String value =
        type.equals("int") && random.nextInt(4) == 0
            ? expressions.guardedChoice(1, s)
            : expressions.value(type, 2, s);
    String text = type + " " + name + " = " + value + ";";
    s.declare(type, name);
    return text;
  }

  private String assignment(Scope s) {
    Scope.Variable v = s.assignable(random);
    if (v == null) {
      return declaration(s);
    }
    return switch (v.type()) {
      case "String" -> v.name() + " = cut(" + v.name() + " + " + expressions.number(2, s) + ");";
      case "boolean" -> v.name() + " ^= " + expressions.condition(2, s) + ";";
      case "Object" -> v.name() + " = " + expressions.value("Object", 2, s) + ";";
      case "int[]" -> v.name() + "[" + random.nextInt(2) + "] += " + expressions.number(2, s) + ";";
      default ->
          v.name() + expressions.of(" += ", " -= ", " ^= ").replace(
                  "^", v.type().matches("float|double") ? "*" : "^")
              + expressions.number(2, s) + ";";
    };
  }

  /** A lambda that captures fresh locals, or a reference to a private method. */
  private String lambda(Scope s) {
    String f = expressions.fresh("f");
    String text;
    if (random.nextInt(3) == 0) {
      text = "IntUnaryOperator " + f + " = "
          + expressions.of("this::bump", "Host::twist", "super::inherited", "cell::add") + ";";
    } else {
      String i = expressions.fresh("c");
      String d = expressions.fresh("c");
      String t = expressions.fresh("c");
      text = "int " + i + " = " + expressions.number(1, s) + "; double " + d + " = "
          + expressions.value("double", 1, s) + "; String " + t + " = "
          + expressions.text(1, s) + "; IntUnaryOperator " + f + " = z -> z + " + i + " + (int) "
          + d + " * " + t + ".length() + hidden + bump(" + i + ");";
    }
    s.declare("f", f);
    return text;
  }

  private String loop(int d, Scope s) {
    String i = expressions.fresh("i");
    String label = random.nextInt(3) == 0 ? expressions.fresh("l") : null;
    Scope inner = s.inLoop(label != null ? label : s.label);
    String head = label == null ? "" : label + ": ";
    int n = 1 + random.nextInt(3);
    return switch (random.nextInt(3)) {
      case 0 -> "int " + i + " = 0; " + head + "while (" + i + "++ < " + n + ") "
          + tick(braces(d, inner));
      case 1 -> "int " + i + " = 0; " + head + "do " + tick(braces(d, inner)) + " while (++" + i
          + " < " + n + " && " + expressions.condition(1, s) + ");";
      default -> head + "for (int " + i + " = 0; " + i + " < " + n + "; " + i + "++) "
          + tick(braces(d, inner));
    };
  }

  private static String tick(String braces) {
    return "{ tick();" + braces.substring(1);
  }

  private String tryBlock(int d, Scope s) {
    StringBuilder b = new StringBuilder("try ").append(braces(d, s.inner()));
    int parts = random.nextInt(10);
    if (parts < 7) {
      String e = expressions.fresh("x");
      b.append(" catch (").append(expressions.of("IllegalStateException", "RuntimeException",
              "IllegalArgumentException", "IllegalStateException | IllegalArgumentException"))
          .append(' ').append(e).append(") { log(").append(e).append(".getMessage()); ")
          .append(statement(d, s.inner())).append(" }");
    }
    if (parts > 4) {
      // javac writes a finally block once for each way out of the try block: keep it small
      b.append(" finally ").append(braces(Math.min(d, 1), s.withoutJumps()));
    }
    return b.toString();
  }

  private String jump(Scope s) {
    if (!s.loop) {
      return "log(" + expressions.text(1, s) + ");";
    }
    String to = s.label != null && random.nextBoolean() ? " " + s.label : "";
    return "if ((" + expressions.number(1, s) + ") == 3) " + expressions.of("break", "continue")
        + to + ";";
  }

  private String oldSwitch(int d, Scope s) {
    return "switch ((" + expressions.number(1, s) + ") & 3) { case 0: "
        + one(d, s.withoutJumps()) + " case 1: " + one(d, s.withoutJumps())
        + " break; default: " + one(d, s.withoutJumps()) + " }";
  }

  /** A guard may use variables only if they are never assigned again: it uses none. */
  private String patternSwitch(int d, Scope s) {
    String n = expressions.fresh("p");
    String t = expressions.fresh("p");
    Scope number = s.withoutJumps();
    number.declare("int", n);
    Scope text = s.withoutJumps();
    text.declare("String", t);
    return "switch (" + expressions.value("Object", 1, s) + ") { case Integer " + n + " when some("
        + expressions.condition(1, new Scope(s.suspends)) + ") -> " + one(d, number) + " case String " + t
        + " -> " + one(d, text) + " default -> " + one(d, s.withoutJumps()) + " }";
  }
}
