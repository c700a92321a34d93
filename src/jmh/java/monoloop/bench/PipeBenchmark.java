package monoloop.bench;

import java.util.concurrent.TimeUnit;
import monoloop.generator.Generator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import reactor.core.publisher.Flux;

/** One element through a body that receives it and answers. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class PipeBenchmark {
  private static final int N = 100_000;

  private static Generator<Integer, Integer, Void> runningMaximum() {
    return Generator.of(
        out -> {
          Integer max = 0;
          while (true) {
            Integer n = out.yield(max);
            if (n > max) {
              max = n;
            }
          }
        });
  }

  /** The body keeps its state in a local variable. */
  @Benchmark
  @OperationsPerInvocation(N)
  public void generatorPipe(Blackhole sink) {
    Flux.range(1, N)
        .transform(Generator.pipe(PipeBenchmark::runningMaximum))
        .subscribe(sink::consume);
  }

  /** The same with Reactor's operator for it. */
  @Benchmark
  @OperationsPerInvocation(N)
  public void fluxScan(Blackhole sink) {
    Flux.range(1, N).scan(0, Math::max).subscribe(sink::consume);
  }

  /** An operator without state. */
  @Benchmark
  @OperationsPerInvocation(N)
  public void fluxMap(Blackhole sink) {
    Flux.range(1, N).map(n -> n).subscribe(sink::consume);
  }

  /** The operator for work that waits. */
  @Benchmark
  @OperationsPerInvocation(N)
  public void fluxConcatMap(Blackhole sink) {
    Flux.range(1, N).concatMap(n -> Flux.just(n).hide()).subscribe(sink::consume);
  }
}
