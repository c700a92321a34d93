package monoloop.walkthrough;

import java.io.PrintStream;
import monoloop.generator.Generator;
import reactor.core.publisher.Flux;

/**
 * Producer and consumer of the first tutorial. {@code yield} works in both directions: it hands the
 * reply to whoever called {@code send}, and returns what the next {@code send} brings.
 */
final class NumberedReplies {
  private NumberedReplies() {}

  static Generator<String, Integer, Void> consumer(PrintStream console) {
    return Generator.of(
        out -> {
          String reply = "";
          while (true) {
            Integer n = out.yield(reply);
            if (n == null) {
              return null;
            }
            console.println("[Consumer] consuming " + n);
            reply = "200 ok " + n;
          }
        });
  }

  static void producer(Generator<String, Integer, Void> consumer, PrintStream console) {
    consumer.send(null); // starts the consumer: it runs up to its first yield
    int n = 0;
    while (n < 5) {
      n++;
      console.println("[Producer] producing " + n);
      String reply = consumer.send(n); // jumps into the consumer, comes back at its next yield
      console.println("[Producer] Consumer return " + reply);
    }
    consumer.close();
  }

  static void asGenerator(PrintStream console) {
    producer(consumer(console), console);
  }

  /** The consumer as an operator: each element is sent to it, each yield is emitted. */
  static void asFlux(PrintStream console) {
    Flux.range(1, 5)
        .doOnNext(n -> console.println("[Producer] producing " + n))
        .transform(Generator.pipe(() -> consumer(console)))
        .doOnNext(reply -> console.println("[Producer] Consumer return " + reply))
        .blockLast();
  }

  static void run(PrintStream console) {
    asGenerator(console);
    console.println("-- as Flux");
    asFlux(console);
  }
}
