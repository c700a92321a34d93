package monoloop.walkthrough;

import java.io.PrintStream;
import monoloop.generator.Generator;

/**
 * A generator wrapped by another that logs its start and its end: once with a loop, once with
 * {@code yieldFrom}, which is the short form of that loop and passes {@code send} and {@code raise}
 * through as well.
 */
final class Fibonacci {
  private Fibonacci() {}

  static Generator<Integer, Void, Void> fib(int max) {
    return Generator.of(
        out -> {
          int a = 0;
          int b = 1;
          for (int n = 0; n < max; n++) {
            out.yield(b);
            int sum = a + b;
            a = b;
            b = sum;
          }
          return null;
        });
  }

  static Generator<Integer, Void, Void> loopWrapper(
      Iterable<Integer> numbers, PrintStream console) {
    return Generator.of(
        out -> {
          console.println("start");
          for (Integer item : numbers) {
            out.yield(item);
          }
          console.println("end");
          return null;
        });
  }

  static Generator<Integer, Void, Void> yieldFromWrapper(
      Generator<Integer, Void, Void> numbers, PrintStream console) {
    return Generator.of(
        out -> {
          console.println("start");
          out.yieldFrom(numbers);
          console.println("end");
          return null;
        });
  }

  static void withLoop(PrintStream console) {
    for (int i : loopWrapper(fib(5), console)) {
      console.print(i);
    }
  }

  static void withYieldFrom(PrintStream console) {
    for (int i : yieldFromWrapper(fib(5), console)) {
      console.print(i);
    }
  }

  static void asFlux(PrintStream console) {
    Generator.flux(() -> yieldFromWrapper(fib(5), console)).doOnNext(console::print).blockLast();
  }

  static void run(PrintStream console) {
    console.println(fib(5)); // a generator: nothing of the body has run
    withLoop(console);
    console.println("-- with yieldFrom");
    withYieldFrom(console);
    console.println("-- as Flux");
    asFlux(console);
  }
}
