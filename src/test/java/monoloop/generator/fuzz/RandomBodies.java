package monoloop.generator.fuzz;

import java.util.Map;
import java.util.Random;
import javax.tools.ToolProvider;

/**
 * The source of a class with random bodies, from a seed: private members of its own and of its
 * nest, inherited members, helpers that get the handle, and {@code bodies(int)}, which creates the
 * bodies on a new host.
 */
final class RandomBodies {
  static final String NAME = "fuzzed.Host";
  private static final int HELPERS = 6;
  private static final String[] RESULTS = {"int", "long", "String", "boolean", "double", "float"};

  private static final String START =
      """
      package fuzzed;
      import java.util.*;
      import java.util.function.IntUnaryOperator;
      import monoloop.generator.*;
      class Parent {
        protected int inherited(int x) { return x + 100; }
      }
      @SuppressWarnings("all")
      public class Host extends Parent {
        static final List<Object> LIST = List.of("p", 2);
        private static int count;
        private int hidden = 5;
        private Cell cell = new Cell(3);
        private static class Cell {
          private int v;
          private Cell(int v) { this.v = v; }
          private int add(int x) { return v += x; }
        }
        record Box(int a, Integer b) { int sum() { return a * 3 + b; } }
        static class Res implements AutoCloseable {
          final int n;
          Res(int n) { this.n = n; log("open" + n); }
          public void close() {
            log("close" + n);
            if (n % 7 == 3) throw new IllegalStateException("c" + n);
          }
        }
        @Override protected int inherited(int x) { return x + super.inherited(x); }
        private int bump(int x) { return hidden += x & 7; }
        private static int twist(int x) { return x ^ count++; }
        static boolean some(boolean b) { return b; }
        static int mix(int a, long b, double c) { return (int) (a * 31 + b * 7 + c); }
        static String cut(String s) { return s.length() > 6 ? s.substring(0, 6) : s; }
        static void log(Object o) { Fuzzer.log(o); }
        static void tick() { Fuzzer.tick(); }
        static Generator<Object, Integer, Object> sub(int k) {
          int a = k & 7; long w = k;
          return Fuzzer.create(new Host().sub(a, w));
        }
      """;

  private RandomBodies() {}

  /** What the helper number {@code h} returns. */
  static String resultOf(int h) {
    return RESULTS[h % RESULTS.length];
  }

  /** The class files of {@link #source}. */
  static Map<String, byte[]> compiled(long seed, int bodies) {
    return new MemoryCompiler(ToolProvider.getSystemJavaCompiler())
        .compile(NAME, source(seed, bodies));
  }

  static String source(long seed, int bodies) {
    Random random = new Random(seed);
    Template template = new Template();
    RandomExpressions expressions = new RandomExpressions(random, template, HELPERS);
    RandomStatements statements = new RandomStatements(random, template, expressions);
    StringBuilder b = new StringBuilder(START.replace("Fuzzer.", Fuzzer.class.getName() + "."));
    for (int h = 0; h < HELPERS; h++) {
      expressions.helpersFrom(h + 1);
      Scope scope = new Scope(true);
      String text = statements.block(3, scope, 3);
      text += "return " + expressions.value(resultOf(h), 2, scope) + ";\n";
      boolean isStatic = h % 2 == 0;
      b.append(isStatic ? "private static " : "private ")
          .append(resultOf(h))
          .append(" h")
          .append(h)
          .append("(int a, Yielder<Object, Integer> out, long w) throws Exception {\n")
          .append(isStatic ? "Host host = new Host();\n" + withoutThis(text) : text)
          .append("}\n");
    }
    expressions.helpersFrom(HELPERS);
    body(b, "sub", statements.block(2, new Scope(true), 3));
    expressions.helpersFrom(0);
    for (int i = 0; i < bodies; i++) {
      body(b, "b" + i, statements.block(2 + i % 3, new Scope(true), 5));
    }
    b.append("public static List<GeneratorBody<Object, Integer, Object>> bodies(int a) {\n")
        .append("count = 0;\nreturn List.of(");
    for (int i = 0; i < bodies; i++) {
      b.append(i == 0 ? "" : ", ").append("new Host().b").append(i).append("(a, a * 10L)");
    }
    return b.append(");\n}\n}\n").toString();
  }

  private static String withoutThis(String text) {
    return text.replaceAll("\\b(this|super)::", "host::")
        .replaceAll("\\b(hidden|cell|bump\\(|inherited\\(|h[135]\\()", "host.$1");
  }

  private static void body(StringBuilder b, String name, String text) {
    b.append("GeneratorBody<Object, Integer, Object> ")
        .append(name)
        .append("(int a, long w) {\nreturn out -> {\n")
        .append(text)
        .append("return (int) (a + w + hidden);\n};\n}\n");
  }
}
