package monoloop.bench;

import static monoloop.Async.async;
import static monoloop.Async.checkpoint;

import java.util.concurrent.TimeUnit;
import monoloop.Loop;
import monoloop.sync.AsyncQueue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What tasks that wait cost those that do not: nothing, however many there are. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class WaitingBenchmark {
  private static final int N = 100_000;

  /** How many tasks wait in the queue meanwhile. */
  @Param({"10", "1000", "100000"})
  private int waiting;

  private Loop loop;
  private AsyncQueue<Integer> queue;

  /** Fills the line of the queue. */
  @Setup
  public void open() {
    loop = Loop.create();
    queue = AsyncQueue.unbounded();
    loop.run(
        async(
            co -> {
              for (int i = 0; i < waiting; i++) {
                co.spawn(
                    inner -> {
                      while (true) {
                        inner.await(queue.take());
                      }
                    });
              }
              co.await(checkpoint());
              return null;
            }));
  }

  /** One turn of one coroutine. */
  @Benchmark
  @OperationsPerInvocation(N)
  public Integer turn() {
    return loop.run(
        async(
            co -> {
              for (int i = 0; i < N; i++) {
                co.await(checkpoint());
              }
              return N;
            }));
  }

  /** One item to the task that waits longest, which goes to the end of the line. */
  @Benchmark
  @OperationsPerInvocation(N)
  public Integer itemToTheFirstInLine() {
    return loop.run(
        async(
            co -> {
              for (int i = 0; i < N; i++) {
                co.await(queue.put(i));
                co.await(checkpoint());
              }
              return N;
            }));
  }

  /** Closes the loop. */
  @TearDown
  public void close() {
    loop.close();
  }
}
