package monoloop.bench;

import static monoloop.Async.async;
import static monoloop.Async.checkpoint;

import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import monoloop.Coroutine;
import monoloop.Loop;
import monoloop.Task;
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

/** One switch: a coroutine gives way to the other one on the same loop. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class SwitchBenchmark {
  private static final int N = 100_000;

  private Loop loop;

  /** One loop for all. */
  @Setup
  public void open() {
    loop = Loop.create();
  }

  private static Coroutine<Void> givesWay() {
    return co -> {
      for (int i = 0; i < N / 2; i++) {
        co.await(checkpoint());
      }
      return null;
    };
  }

  /** Two coroutines take turns. */
  @Benchmark
  @OperationsPerInvocation(N)
  public void twoCoroutines() {
    loop.run(
        async(
            co -> {
              Task<Void> a = co.spawn(givesWay());
              Task<Void> b = co.spawn(givesWay());
              co.await(a);
              co.await(b);
              return null;
            }));
  }

  /** What the loop alone costs: a callback that enqueues itself. */
  @Benchmark
  @OperationsPerInvocation(N)
  public void callbackThatEnqueuesItself() {
    Loop running = loop;
    loop.callSoonThreadsafe(
        new Runnable() {
          private int left = N;

          @Override
          public void run() {
            if (--left > 0) {
              running.callSoon(this);
            } else {
              running.stop();
            }
          }
        });
    loop.runForever();
  }

  /** Two virtual threads hand a value back and forth. */
  @Benchmark
  @OperationsPerInvocation(N)
  public void twoVirtualThreads() throws InterruptedException {
    SynchronousQueue<Integer> there = new SynchronousQueue<>();
    SynchronousQueue<Integer> back = new SynchronousQueue<>();
    Thread a =
        Thread.startVirtualThread(
            () -> {
              try {
                for (int i = 0; i < N / 2; i++) {
                  there.put(i);
                  back.take();
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    Thread b =
        Thread.startVirtualThread(
            () -> {
              try {
                for (int i = 0; i < N / 2; i++) {
                  back.put(there.take());
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    a.join();
    b.join();
  }

  /** Closes the loop. */
  @TearDown
  public void close() {
    loop.close();
  }
}
