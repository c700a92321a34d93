package monoloop.walkthrough;

import static monoloop.walkthrough.Range.range;

import java.io.PrintStream;
import monoloop.generator.Generator;

/** {@code yield} hands out the iterable itself; {@code yieldFrom} hands out each of its items. */
final class YieldFrom {
  private YieldFrom() {}

  static Generator<Range, Void, Void> g1() {
    return Generator.of(
        out -> {
          out.yield(range(5));
          return null;
        });
  }

  static Generator<Integer, Void, Void> g2() {
    return Generator.of(out -> out.yieldFrom(range(5)));
  }

  static void asGenerators(PrintStream console) {
    for (Range x : g1()) {
      console.println(x);
    }
    for (Integer x : g2()) {
      console.println(x);
    }
  }

  static void asFlux(PrintStream console) {
    Generator.flux(YieldFrom::g1).doOnNext(console::println).blockLast();
    Generator.flux(YieldFrom::g2).doOnNext(console::println).blockLast();
  }

  static void run(PrintStream console) {
    asGenerators(console);
    console.println("-- as Flux");
    asFlux(console);
  }
}
