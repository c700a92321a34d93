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

/** One element of a Flux that a generator feeds. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class FluxBenchmark {
  private static final int N = 100_000;

  private static Generator<Integer, Void, Void> count() {
    return Generator.of(
        out -> {
          for (int i = 0; i < N; i++) {
            out.yield(i);
          }
          return null;
        });
  }

  private static Flux<Integer> generate() {
    return Flux.generate(
        () -> 0,
        (i, sink) -> {
          sink.next(i);
          if (i == N - 1) {
            sink.complete();
          }
          return i + 1;
        });
  }

  /** Unbounded demand: a yield is an onNext. */
  @Benchmark
  @OperationsPerInvocation(N)
  public void generatorFlux(Blackhole sink) {
    Generator.flux(FluxBenchmark::count).subscribe(sink::consume);
  }

  /** Demand in batches: the body is suspended at the end of each. */
  @Benchmark
  @OperationsPerInvocation(N)
  public void generatorFluxInBatchesOf32(Blackhole sink) {
    Generator.flux(FluxBenchmark::count).limitRate(32).subscribe(sink::consume);
  }

  /** The same generator in a for loop. */
  @Benchmark
  @OperationsPerInvocation(N)
  public void generatorIterator(Blackhole sink) {
    for (Integer i : count()) {
      sink.consume(i);
    }
  }

  /** Reactor's own generator. */
  @Benchmark
  @OperationsPerInvocation(N)
  public void fluxGenerate(Blackhole sink) {
    generate().subscribe(sink::consume);
  }

  /** Reactor's own generator, with demand in batches. */
  @Benchmark
  @OperationsPerInvocation(N)
  public void fluxGenerateInBatchesOf32(Blackhole sink) {
    generate().limitRate(32).subscribe(sink::consume);
  }

  /** Reactor's fastest source. */
  @Benchmark
  @OperationsPerInvocation(N)
  public void fluxRange(Blackhole sink) {
    Flux.range(0, N).subscribe(sink::consume);
  }
}
