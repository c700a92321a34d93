package monoloop.conformance;

import java.util.List;
import java.util.concurrent.Callable;
import monoloop.Monoloop;
import monoloop.generator.Body;
import monoloop.generator.Engine;
import monoloop.generator.Explanation;
import monoloop.generator.Generator;
import monoloop.generator.GeneratorBody;
import monoloop.generator.StopIteration;

/**
 * What twins are written with: the few words of Python that the programs use. One object runs one
 * twin on one engine.
 */
abstract class Twins implements PythonErrors {
  private static final boolean THREADS_ONLY =
      "thread".equals(System.getProperty("monoloop.engine"));

  private final Trace trace = new Trace();
  private Engine engine = Engine.COMPILED;

  /** Which engine runs the bodies of this twin. */
  final Engine engine() {
    return engine;
  }

  final void useEngine(Engine engine) {
    this.engine = engine;
  }

  final List<String> lines() {
    return trace.lines();
  }

  /** Calls a generator function: the body is handed on as it is, so that it can be compiled. */
  final <Y, S, R> Generator<Y, S, R> gen(GeneratorBody<Y, S, R> body) {
    return Generator.of(engine, checked(body));
  }

  /** Returns {@code body}; fails if it would not run on the engine that this twin runs on. */
  final <B extends Body> B checked(B body) {
    if (engine == Engine.COMPILED && !THREADS_ONLY) {
      Explanation explanation = Monoloop.explain(body);
      if (explanation.engine() != engine) {
        throw new AssertionError(explanation.toString());
      }
    }
    return body;
  }

  final void print(Object... values) {
    trace.print(values);
  }

  /** Python's {@code print(value, end="")}. */
  final void write(Object value) {
    trace.write(value);
  }

  /** Python's {@code str(value)}. */
  static String str(Object value) {
    return Trace.str(value);
  }

  /** Python's {@code type(thrown).__name__}. */
  static String nameOf(Throwable thrown) {
    return PythonNames.of(thrown);
  }

  /** Python's {@code getgeneratorstate}. */
  static String stateOf(Generator<?, ?, ?> generator) {
    return "GEN_" + generator.state().name();
  }

  /** Python's {@code next(generator, end)}. */
  static Object next(Generator<?, ?, ?> generator, Object end) {
    try {
      return generator.next();
    } catch (StopIteration e) {
      return end;
    }
  }

  /** The function {@code step} that many programs share: prints how a call ended. */
  final void step(String label, Callable<?> call) {
    try {
      print(label, "->", call.call());
    } catch (StopIteration e) {
      print(label, "-> finished, value", e.value());
    } catch (Throwable e) {
      print(label, "-> raised", nameOf(e));
    }
  }
}
