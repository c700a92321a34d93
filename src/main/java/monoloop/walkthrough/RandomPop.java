package monoloop.walkthrough;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import monoloop.generator.Generator;
import reactor.core.publisher.Flux;

/** Calling a generator function runs nothing of it: it makes a generator, which is an iterable. */
final class RandomPop {
  /** Draws the order that the tutorial printed. */
  private static final long SEED = 5;

  private RandomPop() {}

  static Generator<String, Void, Void> mygen(List<String> a, Random random) {
    return Generator.of(
        out -> {
          while (!a.isEmpty()) {
            int c = random.nextInt(a.size());
            out.yield(a.remove(c));
          }
          return null;
        });
  }

  static void asGenerator(PrintStream console) {
    List<String> a = new ArrayList<>(List.of("aa", "bb", "cc"));
    Generator<String, Void, Void> c = mygen(a, new Random(SEED));
    console.println(c);
    console.println(c.stream().toList());
  }

  /** Cold: every subscriber gets a generator, and here a list, of its own. */
  static void asFlux(PrintStream console) {
    Flux<String> popped =
        Generator.flux(
            () -> mygen(new ArrayList<>(List.of("aa", "bb", "cc")), new Random(SEED)));
    console.println(popped.collectList().block());
    console.println(popped.collectList().block());
  }

  static void run(PrintStream console) {
    asGenerator(console);
    console.println("-- as Flux, subscribed twice");
    asFlux(console);
  }
}
