package monoloop.bench;

import static monoloop.Async.async;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import monoloop.Loop;
import monoloop.Task;
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

/** One item goes through a queue from the task that makes it to the task that uses it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class QueueBenchmark {
  private static final int N = 100_000;

  /** How many items fit. */
  @Param({"64", "1"})
  private int capacity;

  private Loop loop;

  /** One loop for all. */
  @Setup
  public void open() {
    loop = Loop.create();
  }

  /** Two coroutines of one loop. */
  @Benchmark
  @OperationsPerInvocation(N)
  public Long coroutines() {
    AsyncQueue<Integer> queue = AsyncQueue.bounded(capacity);
    return loop.run(
        async(
            co -> {
              Task<Long> consumer =
                  co.spawn(
                      inner -> {
                        long sum = 0;
                        for (int i = 0; i < N; i++) {
                          sum += inner.await(queue.take());
                        }
                        return sum;
                      });
              for (int i = 0; i < N; i++) {
                co.await(queue.put(i));
              }
              return co.await(consumer);
            }));
  }

  /** Two virtual threads and a blocking queue. */
  @Benchmark
  @OperationsPerInvocation(N)
  public long virtualThreads() throws InterruptedException {
    ArrayBlockingQueue<Integer> queue = new ArrayBlockingQueue<>(capacity);
    Thread producer =
        Thread.startVirtualThread(
            () -> {
              try {
                for (int i = 0; i < N; i++) {
                  queue.put(i);
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    long[] sum = new long[1];
    Thread consumer =
        Thread.startVirtualThread(
            () -> {
              try {
                for (int i = 0; i < N; i++) {
                  sum[0] += queue.take();
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    producer.join();
    consumer.join();
    return sum[0];
  }

  /** Closes the loop. */
  @TearDown
  public void close() {
    loop.close();
  }
}
