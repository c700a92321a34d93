package monoloop.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code yieldFrom} does what the loop does that defines it in PEP 380, whoever drives which
 * generator of a chain: random bodies that share delegates, random drivers, both engines mixed,
 * equal traces.
 */
class DelegationLawTest {
  private static final int GENERATORS = 5;
  private static final int MOVES = 20;
  private static final int RUNS_PER_SEED = 40;

  static IntStream seeds() {
    return IntStream.range(0, 50);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void yield_from_is_the_loop_of_pep_380(int seed) {
    for (int run = 0; run < RUNS_PER_SEED; run++) {
      long number = seed * 1000L + run;
      List<String> law = new World(number, false).run();

      assertEquals(law, new World(number, true).run(), () -> "program " + number);
    }
  }

  /** What a body does. */
  private sealed interface Op {
    /** Yields, and notes what it receives. */
    record Yield(int value) implements Op {}

    /** Delegates, and notes the result. */
    record From(int generator) implements Op {}

    /** Delegates to items. */
    record FromItems(List<Object> items) implements Op {}

    /** Returns. */
    record Return(int value) implements Op {}

    /** Throws. */
    record Fail(int what) implements Op {}

    /** A try block that may catch, with or without an exit, and has a finally block. */
    record Try(List<Op> body, int catches, List<Op> handler, List<Op> last) implements Op {}
  }

  /** Some generators, and a driver that steps any of them in any order. */
  private static final class World {
    private static final Object GO_ON = new Object();

    private final Random random;
    private final boolean delegates;
    private final List<Generator<Object, Object, Object>> generators = new ArrayList<>();
    private final List<String> trace = new ArrayList<>();

    World(long seed, boolean delegates) {
      this.random = new Random(seed);
      this.delegates = delegates;
      for (int i = 0; i < GENERATORS; i++) {
        int id = i;
        List<Op> program = program(i, 0);
        GeneratorBody<Object, Object, Object> body =
            out -> {
              Object result = perform(id, program, out);
              return result == GO_ON ? null : result;
            };
        assertNull(Generators.COMPILER.compile(null, body).refusal());
        generators.add(
            Generator.of(random.nextInt(3) == 0 ? Engine.THREAD : Engine.COMPILED, body));
      }
    }

    /** Generators delegate to later ones only, so that none delegates to itself. */
    private List<Op> program(int id, int depth) {
      List<Op> ops = new ArrayList<>();
      for (int n = 1 + random.nextInt(3); n > 0; n--) {
        ops.add(
            switch (random.nextInt(depth < 2 ? 10 : 6)) {
              case 0 -> new Op.Yield(random.nextInt(100));
              case 1 -> new Op.FromItems(List.of(random.nextInt(100), random.nextInt(100)));
              case 2, 3, 4 ->
                  id + 1 < GENERATORS
                      ? new Op.From(id + 1 + random.nextInt(GENERATORS - id - 1))
                      : new Op.Yield(random.nextInt(100));
              case 5 ->
                  random.nextBoolean()
                      ? new Op.Return(random.nextInt(100))
                      : new Op.Fail(random.nextInt(3));
              default ->
                  new Op.Try(
                      program(id, depth + 1),
                      random.nextInt(3),
                      program(id, depth + 1),
                      random.nextBoolean() ? List.of() : program(id, depth + 1));
            });
      }
      return ops;
    }

    private Object perform(int id, List<Op> ops, Yielder<Object, Object> out) throws Exception {
      for (Op op : ops) {
        Object result = GO_ON;
        switch (op) {
          case Op.Yield(int value) -> trace.add(id + " got " + out.yield(value));
          case Op.From(int other) -> {
            Generator<Object, Object, Object> g = generators.get(other);
            trace.add(id + " has " + (delegates ? out.yieldFrom(g) : pep380(g, out)));
          }
          case Op.FromItems(List<Object> items) ->
              trace.add(id + " has " + (delegates ? out.yieldFrom(items) : pep380(items, out)));
          case Op.Return(int value) -> result = value;
          case Op.Fail(int what) -> throw failure(what);
          case Op.Try attempt -> result = attempt(id, attempt, out);
        }
        if (result != GO_ON) {
          return result;
        }
      }
      return GO_ON;
    }

    private Object attempt(int id, Op.Try attempt, Yielder<Object, Object> out) throws Exception {
      Object result;
      try {
        result = perform(id, attempt.body(), out);
      } catch (Throwable e) {
        boolean caught =
            attempt.catches() == 2 || attempt.catches() == 1 && e instanceof Exception;
        trace.add(id + (caught ? " catches " : " passes ") + e.getClass().getSimpleName());
        if (!caught) {
          throw e;
        }
        result = perform(id, attempt.handler(), out);
      } finally {
        trace.add(id + " cleans up");
        perform(id, attempt.last(), out);
      }
      return result;
    }

    /** The definition of {@code yield from}. */
    private static Object pep380(
        Generator<Object, Object, Object> generator, Yielder<Object, Object> out)
        throws Exception {
      Step<Object, Object> step = generator.tryNext();
      while (step instanceof Step.Yielded<Object, Object>(var value)) {
        Object sent = null;
        Throwable thrown = null;
        try {
          sent = out.yield(value);
        } catch (GeneratorExit e) {
          generator.close();
          throw e;
        } catch (Throwable e) {
          thrown = e;
        }
        step = thrown == null ? generator.trySend(sent) : generator.tryRaise(thrown);
      }
      return ((Step.Returned<Object, Object>) step).result();
    }

    /** The same for what has neither send nor throw nor close. */
    private static Object pep380(List<Object> items, Yielder<Object, Object> out)
        throws Exception {
      for (Object item : items) {
        if (out.yield(item) != null) {
          throw new UnsupportedOperationException();
        }
      }
      return null;
    }

    private static RuntimeException failure(int what) {
      return switch (what) {
        case 0 -> new ArithmeticException();
        case 1 -> new IllegalArgumentException();
        default -> new StopIteration(null);
      };
    }

    List<String> run() {
      for (int n = 0; n < MOVES; n++) {
        int id = random.nextBoolean() ? random.nextInt(GENERATORS) : 0;
        Generator<Object, Object, Object> g = generators.get(id);
        int value = random.nextInt(100);
        switch (random.nextInt(10)) {
          case 0 -> move(id + ".close", g::closeAndGet);
          case 1 -> move(id + ".raise exit", () -> g.tryRaise(new GeneratorExit()));
          case 2, 3 -> move(id + ".raise", () -> g.tryRaise(failure(value % 3)));
          case 4, 5, 6 -> move(id + ".send " + value, () -> g.trySend(value));
          default -> move(id + ".next", g::tryNext);
        }
      }
      return trace;
    }

    private void move(String name, Callable<?> call) {
      try {
        trace.add(name + " -> " + call.call());
      } catch (Throwable e) {
        trace.add(name + " -> throws " + e.getClass().getSimpleName());
      }
      generators.forEach(g -> trace.add(g.state().toString()));
    }
  }
}
