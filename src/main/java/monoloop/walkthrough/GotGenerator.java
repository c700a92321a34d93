package monoloop.walkthrough;

import java.io.PrintStream;
import monoloop.generator.Generator;
import monoloop.generator.Step;
import monoloop.generator.StopIteration;
import reactor.core.publisher.Flux;

/**
 * {@code received = out.yield(value)} is three steps: (1) hand out the value, (2) pause, (3) assign
 * what was sent. The first step of a generator does 1 and 2; every {@code send} after that does 3,
 * 1, 2.
 */
final class GotGenerator {
  private GotGenerator() {}

  static Generator<Object, Object, Void> gen() {
    return Generator.of(
        out -> {
          Object value = 0;
          while (true) {
            Object received = out.yield(value);
            if ("e".equals(received)) {
              break;
            }
            value = "got:" + received;
          }
          return null;
        });
  }

  static void asGenerator(PrintStream console) {
    Generator<Object, Object, Void> g = gen();
    console.println(g.send(null));
    console.println(g.send("hello"));
    console.println(g.send(123456));
    try {
      console.println(g.send("e"));
    } catch (StopIteration stop) {
      console.println("StopIteration: " + stop.getMessage());
    }
  }

  /** Nothing waits for a value before the first yield, so there is nowhere to send it. */
  static void refusedFirstSend(PrintStream console) {
    try {
      gen().send("hello");
    } catch (IllegalStateException refused) {
      console.println(refused.getMessage());
    }
  }

  /** The end as a value instead of an exception. */
  static void asSteps(PrintStream console) {
    Generator<Object, Object, Void> g = gen();
    g.next();
    for (Object sent : new Object[] {"hello", 123456, "e"}) {
      console.println(
          switch (g.trySend(sent)) {
            case Step.Yielded<Object, Void>(Object value) -> "yielded " + value;
            case Step.Returned<Object, Void>(Void result) -> "returned " + result;
          });
    }
  }

  /** The end of the body is the end of the Flux: nothing is sent after "e". */
  static void asFlux(PrintStream console) {
    Flux.<Object>just("hello", 123456, "e", "too late")
        .transform(Generator.pipe(GotGenerator::gen))
        .doOnNext(console::println)
        .doOnComplete(() -> console.println("complete"))
        .blockLast();
  }

  static void run(PrintStream console) {
    asGenerator(console);
    console.println("-- a first send with a value is refused");
    refusedFirstSend(console);
    console.println("-- without the exception: trySend");
    asSteps(console);
    console.println("-- as Flux");
    asFlux(console);
  }
}
