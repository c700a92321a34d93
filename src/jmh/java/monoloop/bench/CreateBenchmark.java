package monoloop.bench;

import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import monoloop.generator.Engine;
import monoloop.generator.Generator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A generator is created and asked for its first value. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class CreateBenchmark {
  private Integer first = 7;

  /** The body captures nothing. */
  @Benchmark
  public Integer compiled() {
    Generator<Integer, Void, Void> g =
        Generator.of(
            out -> {
              out.yield(7);
              return null;
            });
    return g.next();
  }

  /** The body captures a value. */
  @Benchmark
  public Integer compiledWithCapture() {
    Integer captured = first;
    Generator<Integer, Void, Void> g =
        Generator.of(
            out -> {
              out.yield(captured);
              return null;
            });
    return g.next();
  }

  /** A {@code finally} is pending: whoever drops the generator still gets it run. */
  @Benchmark
  public Integer compiledWithFinally() {
    Generator<Integer, Void, Void> g =
        Generator.of(
            out -> {
              try {
                out.yield(7);
              } finally {
                first = 7;
              }
              return null;
            });
    Integer value = g.next();
    g.close();
    return value;
  }

  /** On a virtual thread, which must be closed. */
  @Benchmark
  public Integer threadEngine() {
    Generator<Integer, Void, Void> g =
        Generator.of(
            Engine.THREAD,
            out -> {
              out.yield(7);
              return null;
            });
    Integer value = g.next();
    g.close();
    return value;
  }

  /** The least that such a thing can be. */
  @Benchmark
  public Integer handWritten() {
    return new EchoMachine().send(first);
  }

  /** The JDK's lazy source. */
  @Benchmark
  public Integer streamIterator() {
    Iterator<Integer> i = Stream.iterate(first, n -> n + 1).iterator();
    return i.next();
  }
}
