package monoloop.bench;

import static monoloop.Async.async;
import static monoloop.Async.taskGroup;

import java.util.concurrent.TimeUnit;
import monoloop.Loop;
import monoloop.sync.AsyncLock;
import monoloop.sync.AsyncSemaphore;
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

/** What the tools of structured concurrency cost when nobody has to wait. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class GroupBenchmark {
  private static final int CHILDREN = 1000;
  private static final int N = 10_000;

  private Loop loop;

  /** One loop for all. */
  @Setup
  public void open() {
    loop = Loop.create();
  }

  /** One trivial child of a group of a thousand. */
  @Benchmark
  @OperationsPerInvocation(CHILDREN)
  public Integer childOfAThousand() {
    return loop.run(
        taskGroup(
            (co, group) -> {
              for (int i = 0; i < CHILDREN; i++) {
                group.spawn(inner -> null);
              }
              return CHILDREN;
            }));
  }

  /** A free lock is acquired and released. */
  @Benchmark
  @OperationsPerInvocation(N)
  public Integer freeLock() {
    AsyncLock lock = new AsyncLock();
    return loop.run(
        async(
            co -> {
              for (int i = 0; i < N; i++) {
                co.await(lock.acquire());
                lock.release();
              }
              return N;
            }));
  }

  /** A permit is taken and given back. */
  @Benchmark
  @OperationsPerInvocation(N)
  public Integer freeSemaphore() {
    AsyncSemaphore permits = new AsyncSemaphore(1);
    return loop.run(
        async(
            co -> {
              for (int i = 0; i < N; i++) {
                co.await(permits.acquire());
                permits.release();
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
