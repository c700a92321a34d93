package monoloop.bench;

import static monoloop.Async.async;

import java.util.concurrent.TimeUnit;
import monoloop.Loop;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** One {@code await} of something that completes at once. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class AwaitBenchmark {
  private static final int N = 100_000;

  private Loop loop;

  /** One loop for all. */
  @Setup
  public void open() {
    loop = Loop.create();
  }

  /** A Mono whose value is known without a subscription. */
  @Benchmark
  @OperationsPerInvocation(N)
  public Integer just() {
    return loop.run(
        async(
            co -> {
              int last = 0;
              for (int i = 0; i < N; i++) {
                last = co.await(Mono.just(i));
              }
              return last;
            }));
  }

  /** A Mono that must be subscribed to. */
  @Benchmark
  @OperationsPerInvocation(N)
  public Integer hidden() {
    return loop.run(
        async(
            co -> {
              int last = 0;
              for (int i = 0; i < N; i++) {
                last = co.await(Mono.just(i).hide());
              }
              return last;
            }));
  }

  /** A coroutine that returns at once: it runs inline. */
  @Benchmark
  @OperationsPerInvocation(N)
  public Integer coroutine() {
    return loop.run(
        async(
            co -> {
              int last = 0;
              for (int i = 0; i < N; i++) {
                int n = i;
                last = co.await(async(inner -> n));
              }
              return last;
            }));
  }

  /** The same sequence as an operator. */
  @Benchmark
  @OperationsPerInvocation(N)
  public Integer concatMapHidden() {
    return Flux.range(0, N).concatMap(i -> Mono.just(i).hide()).blockLast();
  }

  /** A thread that blocks for each. */
  @Benchmark
  @OperationsPerInvocation(N)
  public Integer blockHidden() {
    int last = 0;
    for (int i = 0; i < N; i++) {
      last = Mono.just(i).hide().block();
    }
    return last;
  }

  /** Closes the loop. */
  @TearDown
  public void close() {
    loop.close();
  }
}
