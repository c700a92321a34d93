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
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** A trivial task is started and awaited. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class SpawnBenchmark {
  private static final int N = 10_000;

  private Loop loop;
  private Scheduler single;

  /** One loop and one thread for all. */
  @Setup
  public void open() {
    loop = Loop.create();
    single = Schedulers.newSingle("peer");
  }

  /** The new task runs in the next turn. */
  @Benchmark
  @OperationsPerInvocation(N)
  public Integer coroutine() {
    return loop.run(
        async(
            co -> {
              int last = 0;
              for (int i = 0; i < N; i++) {
                int n = i;
                last = co.await(co.spawn(inner -> n));
              }
              return last;
            }));
  }

  /** Reactor: hand over to one other thread and back to the operator. */
  @Benchmark
  @OperationsPerInvocation(N)
  public Integer monoOnAScheduler() {
    return Flux.range(0, N)
        .concatMap(i -> Mono.fromSupplier(() -> i).subscribeOn(single))
        .blockLast();
  }

  /** A virtual thread per task. */
  @Benchmark
  @OperationsPerInvocation(N)
  public int virtualThread() throws InterruptedException {
    int[] last = new int[1];
    for (int i = 0; i < N; i++) {
      int n = i;
      Thread.startVirtualThread(() -> last[0] = n).join();
    }
    return last[0];
  }

  /** Closes the loop and the thread. */
  @TearDown
  public void close() {
    loop.close();
    single.dispose();
  }
}
