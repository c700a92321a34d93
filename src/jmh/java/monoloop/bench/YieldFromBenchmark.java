package monoloop.bench;

import java.util.concurrent.TimeUnit;
import monoloop.generator.Generator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One round trip through a chain of {@code yieldFrom}: it must not depend on the depth. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class YieldFromBenchmark {
  /** How many generators delegate to the next. */
  @Param({"1", "10", "1000"})
  public int depth;

  private final Integer value = 7;
  private Generator<Integer, Integer, Void> chain;

  /** Starts the chain, so that its leaf waits for a value. */
  @Setup
  public void start() {
    chain = chain(depth);
    chain.next();
  }

  private static Generator<Integer, Integer, Void> chain(int depth) {
    if (depth == 0) {
      return Generator.of(
          out -> {
            Integer received = out.yield(0);
            while (true) {
              received = out.yield(received);
            }
          });
    }
    Generator<Integer, Integer, Void> inner = chain(depth - 1);
    return Generator.of(out -> out.yieldFrom(inner));
  }

  /** A value sent to the outermost reaches the innermost, and its answer comes back. */
  @Benchmark
  public Integer send() {
    return chain.send(value);
  }
}
