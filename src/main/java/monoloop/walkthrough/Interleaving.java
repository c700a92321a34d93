package monoloop.walkthrough;

import static monoloop.Async.async;
import static monoloop.Async.checkpoint;

import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import monoloop.Async;
import monoloop.generator.Generator;
import monoloop.generator.Step;
import reactor.core.publisher.Mono;

/**
 * Program A is interrupted in its middle, program B runs, then A goes on where it was. A never
 * calls B, and there is one thread.
 */
final class Interleaving {
  private Interleaving() {}

  static Generator<Void, Void, Void> a(Witness console) {
    return Generator.of(
        out -> {
          console.println("1");
          console.println("2");
          out.yield(null); // leaves A here, with all its variables
          console.println("3");
          return null;
        });
  }

  static Generator<Void, Void, Void> b(Witness console) {
    return Generator.of(
        out -> {
          console.println("x");
          console.println("y");
          out.yield(null);
          console.println("z");
          return null;
        });
  }

  /** A whole scheduler: who yields goes to the end of the queue, who returns leaves it. */
  static void takeTurns(List<Generator<Void, Void, Void>> programs) {
    Queue<Generator<Void, Void, Void>> ready = new ArrayDeque<>(programs);
    while (!ready.isEmpty()) {
      Generator<Void, Void, Void> program = ready.remove();
      if (program.tryNext() instanceof Step.Yielded) {
        ready.add(program);
      }
    }
  }

  /** The same two programs as coroutines: now the queue is the loop's. */
  static Mono<Void> asyncA(Witness console) {
    return async(
        co -> {
          console.println("1");
          console.println("2");
          co.await(checkpoint());
          console.println("3");
          return null;
        });
  }

  static Mono<Void> asyncB(Witness console) {
    return async(
        co -> {
          console.println("x");
          console.println("y");
          co.await(checkpoint());
          console.println("z");
          return null;
        });
  }

  static void run(PrintStream console) {
    Witness generators = new Witness(console);
    takeTurns(List.of(a(generators), b(generators)));
    console.println("threads: " + generators.threads());

    console.println("-- as Mono, on the loop");
    Witness coroutines = new Witness(console);
    Async.run(Mono.when(asyncA(coroutines), asyncB(coroutines)));
    console.println("threads: " + coroutines.threads());
  }
}
