package monoloop.generator.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import monoloop.generator.BodyCase;
import monoloop.generator.Engine;
import monoloop.generator.Generator;
import monoloop.generator.GeneratorBody;
import monoloop.generator.GeneratorState;
import monoloop.generator.Script;
import monoloop.internal.compiler.Refusal;

/** Runs random bodies under random scripts on both engines and reports where they differ. */
public final class Fuzzer {
  private static Engine engine = Engine.COMPILED;
  private static int fuel;
  private static int logged;

  /** The generators that bodies have created in this run. */
  private static final List<Generator<?, ?, ?>> CREATED = new ArrayList<>();

  private Fuzzer() {}

  /** Called by bodies. */
  public static void log(Object what) {
    if (logged++ < 200) {
      // the message of a NullPointerException describes bytecode
      Script.log(String.valueOf(what).startsWith("Cannot invoke") ? "null" : what);
    }
  }

  /** Called by loops in bodies: what runs too long ends with an error. */
  public static void tick() {
    if (--fuel < 0) {
      throw new AssertionError("out of fuel");
    }
  }

  /** Called by bodies that delegate: a generator on the engine of this run. */
  public static Generator<Object, Integer, Object> create(
      GeneratorBody<Object, Integer, Object> body) {
    Generator<Object, Integer, Object> generator = Generator.of(engine, body);
    CREATED.add(generator);
    return generator;
  }

  /** What came out of one seed. */
  public record Report(
      long seed,
      int bodies,
      int tooLarge,
      int runs,
      int events,
      List<String> refused,
      List<String> different) {

    /** Whether every body was compiled and every trace was the same on both engines. */
    public boolean clean() {
      return refused.isEmpty() && different.isEmpty();
    }

    @Override
    public String toString() {
      return "seed %d: %d bodies (%d too large), %d runs, %d events, refused %s, %d different %s"
          .formatted(
              seed,
              bodies,
              tooLarge,
              runs,
              events,
              refused,
              different.size(),
              different.subList(0, Math.min(2, different.size())));
    }
  }

  /**
   * Compares the bodies of one seed under {@code scripts} scripts each.
   *
   * @param classes the compiled source of that seed
   */
  static Report run(long seed, Map<String, byte[]> classes, int scripts) {
    Random random = new Random(seed);
    Class<?> host;
    try {
      host = new MemoryCompiler.Loader(classes).loadClass(RandomBodies.NAME);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
    int bodies = bodies(host, 0).size();
    List<String> refused = new ArrayList<>();
    List<String> different = new ArrayList<>();
    int tooLarge = 0;
    int runs = 0;
    int events = 0;
    for (int b = 0; b < bodies; b++) {
      Refusal refusal = BodyCase.refusal(bodies(host, 0).get(b));
      if (refusal != null && refusal.reason().contains("bytes of code")) {
        tooLarge++;
      } else if (refusal != null) {
        refused.add("b" + b + ": " + refusal);
      }
      for (int i = 0; i < scripts; i++) {
        Script script = script(random, i > scripts / 2);
        List<String> expected = trace(host, b, i, Engine.THREAD, script);
        List<String> actual = trace(host, b, i, Engine.COMPILED, script);
        runs++;
        events += expected.size();
        if (!expected.equals(actual)) {
          different.add("b" + b + " under " + script + ":\n " + expected + "\n " + actual);
        }
      }
    }
    return new Report(seed, bodies, tooLarge, runs, events, refused, different);
  }

  /**
   * As {@link #run}, for a library that another class loader has loaded.
   *
   * @return how many bodies were refused or behaved differently
   */
  public static int bugs(long seed, Map<String, byte[]> classes, int scripts) {
    Report report = run(seed, classes, scripts);
    return report.refused.size() + report.different.size();
  }

  private static List<String> trace(Class<?> host, int b, int a, Engine on, Script script) {
    fuel = 5_000;
    logged = 0;
    engine = on;
    List<String> trace = script.play(Generator.of(on, bodies(host, a).get(b)));
    // nothing is left to a collection, which would disturb a later trace
    CREATED.forEach(Fuzzer::end);
    CREATED.clear();
    return trace;
  }

  private static void end(Generator<?, ?, ?> generator) {
    while (generator.state() != GeneratorState.CLOSED) {
      try {
        generator.close();
      } catch (Throwable t) {
        log(t);
      }
    }
  }

  @SuppressWarnings("unchecked")
  private static List<GeneratorBody<Object, Integer, Object>> bodies(Class<?> host, int a) {
    try {
      return (List<GeneratorBody<Object, Integer, Object>>)
          host.getMethod("bodies", int.class).invoke(null, a);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Script script(Random random, boolean closes) {
    List<Script.Move> moves = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      int value = random.nextInt(12);
      moves.add(
          switch (random.nextInt(40)) {
            case 0 -> new Script.Raise(() -> new IllegalStateException("in"));
            case 1 -> new Script.Raise(() -> new IllegalArgumentException("ia"));
            case 2 -> new Script.Send(null);
            case 3, 4, 5, 6 -> closes ? new Script.Close() : new Script.Send(value);
            default -> new Script.Send(value);
          });
    }
    return new Script(moves);
  }
}
