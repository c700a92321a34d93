package monoloop.generator.fuzz;

import java.util.Random;
import java.util.function.UnaryOperator;

/** Random statements: nested loops, switches, tries, resources, inner lambdas. */
final class RandomStatements {
  private static final String[] SIMPLE = {
    "<emit>(<Object>);",
    "log(<int>);",
    "if ((<int>) % 5 == 4) throw new IllegalStateException(\"t\" + <int>);",
    "if ((<int>) % 5 == 4) throw new IllegalArgumentException(\"t\" + <int>);",
  };

  private static final String[] NESTED = {
    "if (<boolean>) { <block> }",
    "if (<boolean>) { <block> } else { <block> }",
    "for (Object <e> : LIST) { tick(); <emit>(<e>); <loop> }",
    "try { <block> } catch (<exception> <x>) { log(<x>.getMessage()); <statement> }",
    "try { <block> } catch (<exception> <x>) { <statement> } finally { <clean> }",
    "try { <block> } finally { <clean> }",
    "try (Res <r> = new Res(<int>)) { <block> }",
    "switch ((<int>) & 3) { case 0: { <plain> } case 1: { <plain> } break; default: { <plain> } }",
    "switch ((<Object>)) { case Integer <n> when some(<guard>) -> { <plain> }"
        + " case String <s> -> { log(<s>); <plain> } default -> { <plain> } }",
    "synchronized (LIST) { log(hidden); }",
  };

  private static final String[] LOOPS = {
    "int <i> = 0; <label>while (<i>++ < <count>) { tick(); <loop> }",
    "int <i> = 0; <label>do { tick(); <loop> } while (++<i> < <count> && <boolean>);",
    "<label>for (int <i> = 0; <i> < <count>; <i>++) { tick(); <loop> }",
  };

  private static final String[] LAMBDAS = {
    "IntUnaryOperator # = this::bump;",
    "IntUnaryOperator # = Host::twist;",
    "IntUnaryOperator # = super::inherited;",
    "IntUnaryOperator # = cell::add;",
    "int <i> = <int>; double <d> = <double>; String <s> = <String>;"
        + " IntUnaryOperator # = z -> z + <i> + (int) <d> * <s>.length() + hidden + bump(<i>);",
    "long <l> = <long>; float <f> = <float>;"
        + " IntUnaryOperator # = z -> { int y = z + (int) <l>; return y * 3 + (int) <f>; };",
  };

  private final Random random;
  private final Template template;
  private final RandomExpressions expressions;

  RandomStatements(Random random, Template template, RandomExpressions expressions) {
    this.random = random;
    this.template = template;
    this.expressions = expressions;
  }

  String block(int depth, Scope scope, int statements) {
    StringBuilder b = new StringBuilder();
    for (int i = 0; i < statements; i++) {
      b.append(statement(depth, scope)).append('\n');
    }
    return b.toString();
  }

  private String statement(int depth, Scope s) {
    return switch (random.nextInt(depth > 0 ? 22 : 9)) {
      case 0, 1, 2 -> declaration(s);
      case 3, 4 -> assignment(s);
      case 5 -> lambda(s);
      case 6, 7, 8 -> fill(expressions.of(SIMPLE), depth, s, s);
      case 9, 10, 11 -> loop(depth, s);
      case 12, 13 -> jump(s);
      case 14 -> s.suspends ? "out.yieldFrom(LIST);" : "log(count);";
      default -> fill(expressions.of(NESTED), depth, s, s.inLoop(s.label));
    };
  }

  private String fill(String text, int depth, Scope s, Scope loop) {
    int d = depth - 1;
    UnaryOperator<String> part =
        name ->
            switch (name) {
              case "block" -> block(d, s.inner(), 1 + random.nextInt(3));
              case "loop" -> block(d, loop.inner(), 1 + random.nextInt(3));
              case "statement" -> statement(d, s.inner());
              case "plain" -> statement(d, s.withoutJumps());
              // javac writes a finally block once for each way out of the try block
              case "clean" -> block(Math.min(d, 1), s.withoutJumps(), 1);
              // may use variables only if they are never assigned again: it uses none
              case "guard" -> expressions.value("boolean", 1, new Scope(s.suspends));
              case "emit" -> s.suspends ? "out.yield" : "log";
              case "label" -> loop.label == s.label || loop.label == null ? "" : loop.label + ": ";
              case "count" -> String.valueOf(1 + random.nextInt(3));
              case "exception" ->
                  expressions.of(
                      "IllegalStateException",
                      "RuntimeException",
                      "IllegalArgumentException",
                      "IllegalStateException | IllegalArgumentException");
              default -> expressions.value(name, 1, s);
            };
    return template.fill(text, part);
  }

  private String loop(int depth, Scope s) {
    String label = random.nextInt(3) == 0 ? template.variable("label") : s.label;
    return fill(expressions.of(LOOPS), depth, s, s.inLoop(label));
  }

  private String declaration(Scope s) {
    String type =
        expressions.of(
            "int", "int", "long", "double", "float", "String", "boolean", "byte", "short", "char",
            "Object", "int[]");
    String name = template.variable("v");
    String value =
        type.equals("int") && random.nextInt(4) == 0
            ? expressions.fill(RandomExpressions.GUARDED_SWITCH, 1, s)
            : expressions.value(type, 2, s);
    s.declare(type, name);
    return type + " " + name + " = " + value + ";";
  }

  private String assignment(Scope s) {
    Scope.Variable v = s.assignable(random);
    if (v == null) {
      return declaration(s);
    }
    String text =
        switch (v.type()) {
          case "String" -> "# = cut(# + <int>);";
          case "boolean" -> "# ^= <boolean>;";
          case "Object" -> "# = <Object>;";
          case "int[]" -> expressions.of("#[0] += <int>;", "#[1] -= <int>;");
          case "float", "double" -> expressions.of("# += <int>;", "# *= <int>;");
          default -> expressions.of("# += <int>;", "# -= <int>;", "# ^= <int>;");
        };
    return expressions.fill(text.replace("#", v.name()), 2, s);
  }

  /** A lambda that captures fresh locals, or a reference to a private method. */
  private String lambda(Scope s) {
    String f = template.variable("f");
    String text = expressions.fill(expressions.of(LAMBDAS).replace("#", f), 1, s);
    s.declare("f", f);
    return text;
  }

  private String jump(Scope s) {
    if (!s.loop) {
      return expressions.fill("log(<String>);", 1, s);
    }
    String to = s.label != null && random.nextBoolean() ? " " + s.label : "";
    return expressions.fill("if ((<int>) == 3) ", 1, s)
        + expressions.of("break", "continue")
        + to
        + ";";
  }
}
