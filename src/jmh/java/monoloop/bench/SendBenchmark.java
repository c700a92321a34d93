package monoloop.bench;

import java.util.concurrent.TimeUnit;
import monoloop.generator.Engine;
import monoloop.generator.Generator;
import monoloop.generator.GeneratorBody;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One round trip: a value is sent, the body answers with it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class SendBenchmark {
  private final Integer value = 7;
  private Generator<Integer, Integer, Void> compiled;
  private Generator<Integer, Integer, Void> handWrittenFrame;
  private Generator<Integer, Integer, Void> thread;
  private Replier<Integer, Integer> handWritten;

  /** Starts each of them, so that it waits for a value. */
  @Setup
  public void start() {
    compiled = Generator.of(echo());
    compiled.next();
    thread = Generator.of(Engine.THREAD, echo());
    thread.next();
    handWrittenFrame = new EchoFrame();
    handWrittenFrame.next();
    handWritten = new EchoMachine();
    handWritten.send(null);
  }

  private static GeneratorBody<Integer, Integer, Void> echo() {
    return out -> {
      Integer received = out.yield(0);
      while (true) {
        received = out.yield(received);
      }
    };
  }

  /** The body as a user writes it. */
  @Benchmark
  public Integer compiled() {
    return compiled.send(value);
  }

  /** The state machine that the compiler should make, written by hand. */
  @Benchmark
  public Integer handWrittenFrame() {
    return handWrittenFrame.send(value);
  }

  /** The least a state machine can be: no close, no raise, no delegation. */
  @Benchmark
  public Integer handWrittenClass() {
    return handWritten.send(value);
  }

  /** The body on a virtual thread with strict hand-over. */
  @Benchmark
  public Integer threadEngine() {
    return thread.send(value);
  }

  /** Ends the thread. */
  @TearDown
  public void close() {
    thread.close();
  }
}
