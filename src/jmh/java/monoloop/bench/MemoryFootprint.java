package monoloop.bench;

import static monoloop.Async.sleep;

import java.time.Duration;
import java.util.function.IntFunction;
import monoloop.Async;
import monoloop.generator.Engine;
import monoloop.generator.Generator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Bytes of heap per suspended generator and per sleeping task, among a million of them. */
public final class MemoryFootprint {
  private static final int MILLION = 1_000_000;
  private static final int THREADS = 20_000;
  private static final Duration LONG = Duration.ofHours(1);

  private MemoryFootprint() {}

  /** Prints the table. */
  public static void main(String[] args) throws Exception {
    System.out.printf("%-42s %12s%n", "what", "bytes each");
    each("generator without locals", MILLION, i -> started(counter()));
    each("generator with three locals", MILLION, i -> started(withLocals(i)));
    each("generator with a finally pending", MILLION, i -> started(guarded()));
    each("generator on the thread engine", THREADS, i -> started(onThread()));
    each("hand-written state machine", MILLION, i -> new EchoMachine());
    sleepingTasks();
    each("Mono.delay, subscribed", MILLION, i -> Mono.delay(LONG).subscribe());
    System.exit(0); // the delays are still waiting
  }

  private static <Y> Generator<Y, Void, Void> started(Generator<Y, Void, Void> g) {
    g.next();
    return g;
  }

  private static Generator<Integer, Void, Void> counter() {
    return Generator.of(
        out -> {
          while (true) {
            out.yield(1);
          }
        });
  }

  private static Generator<Integer, Void, Void> withLocals(int start) {
    return Generator.of(
        out -> {
          int a = start;
          int b = 1;
          long c = 2;
          while (true) {
            out.yield(1);
            c += a + b;
            a = b;
            b = (int) c;
          }
        });
  }

  private static Generator<Integer, Void, Void> guarded() {
    return Generator.of(
        out -> {
          try {
            out.yield(1);
          } finally {
            Thread.onSpinWait();
          }
          return null;
        });
  }

  private static Generator<Integer, Void, Void> onThread() {
    return Generator.of(
        Engine.THREAD,
        out -> {
          while (true) {
            out.yield(1);
          }
        });
  }

  private static void each(String what, int count, IntFunction<Object> create)
      throws InterruptedException {
    create.apply(0);
    @Nullable Object[] kept = new @Nullable Object[count];
    long before = used();
    for (int i = 0; i < count; i++) {
      kept[i] = create.apply(i);
    }
    print(what, used() - before, count);
    for (Object o : kept) {
      if (o instanceof Generator<?, ?, ?> g) {
        g.close();
      }
    }
  }

  /** Measured inside the loop, while all of them sleep. */
  private static void sleepingTasks() throws Exception {
    Async.run(
        co -> {
          long before = used();
          for (int i = 0; i < MILLION; i++) {
            co.spawn(
                inner -> {
                  inner.await(sleep(LONG));
                  return null;
                });
          }
          co.await(Async.checkpoint());
          print("sleeping task", used() - before, MILLION);
          return null;
        });
  }

  private static void print(String what, long bytes, int count) {
    System.out.printf("%-42s %12.1f%n", what, (double) bytes / count);
  }

  /** Once it no longer falls: what was dropped before may take several collections to go. */
  private static long used() throws InterruptedException {
    Runtime r = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int steady = 0; steady < 5; ) {
      System.gc();
      Thread.sleep(50); // the collector's helpers
      long now = r.totalMemory() - r.freeMemory();
      steady = now > least - 10_000 ? steady + 1 : 0;
      least = Math.min(least, now);
    }
    return least;
  }
}
