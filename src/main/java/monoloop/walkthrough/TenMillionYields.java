package monoloop.walkthrough;

import java.io.PrintStream;
import java.util.Locale;
import monoloop.generator.Generator;

/**
 * At each {@code yield} the body leaves the stack (栈空间), so the stack never grows, however often
 * the body is entered.
 */
final class TenMillionYields {
  private TenMillionYields() {}

  static Generator<Integer, Void, Void> count(int last, PrintStream console) {
    return Generator.of(
        out -> {
          for (int n = 1; n <= last; n++) {
            if (n == 1 || n == last) {
              console.println("yield " + n + ": " + stackDepth() + " frames on the stack");
            }
            out.yield(n);
          }
          return null;
        });
  }

  private static long stackDepth() {
    return StackWalker.getInstance().walk(frames -> frames.count());
  }

  static void run(PrintStream console) {
    run(console, 10_000_000);
  }

  static void run(PrintStream console, int yields) {
    Stopwatch watch = new Stopwatch();
    long sum = 0;
    for (int n : count(yields, console)) {
      sum += n;
    }
    long nanos = watch.nanos();
    console.println("sum of all yielded numbers: " + sum);
    console.println(
        String.format(
            Locale.ROOT,
            "%d yields in %d ms, %.1f ns each",
            yields,
            nanos / 1_000_000,
            (double) nanos / yields));
  }
}
