package monoloop.walkthrough;

import java.io.PrintStream;
import monoloop.generator.Generator;
import reactor.core.publisher.Flux;

/**
 * Producer and consumer of the second tutorial: no queue, no lock, nothing that could deadlock. The
 * producer makes a number, jumps to the consumer, and goes on when the consumer is done with it.
 */
final class ProducerConsumer {
  private ProducerConsumer() {}

  static Generator<String, Integer, Void> consumer(PrintStream console) {
    return Generator.of(
        out -> {
          String reply = "";
          while (true) {
            Integer n = out.yield(reply);
            if (n == null) {
              return null;
            }
            console.println("[CONSUMER] consuming " + n + "...");
            reply = "200 OK";
          }
        });
  }

  static void produce(Generator<String, Integer, Void> consumer, PrintStream console) {
    consumer.next(); // the same as send(null)
    int n = 0;
    while (n < 5) {
      n = n + 1;
      console.println("[PRODUCE] Producing " + n + "...");
      String reply = consumer.send(n);
      console.println("[PRODUCE] Consumer return:" + reply);
    }
    consumer.close(); // raises GeneratorExit at the yield, so that finally blocks run
  }

  static void asGenerator(PrintStream console) {
    produce(consumer(console), console);
  }

  /**
   * A slow consumer bounds the producer by itself: the next number is asked for when the reply to
   * the last one has been taken.
   */
  static void asFlux(PrintStream console) {
    Flux.range(1, 5)
        .doOnNext(n -> console.println("[PRODUCE] Producing " + n + "..."))
        .transform(Generator.pipe(() -> consumer(console)))
        .doOnNext(reply -> console.println("[PRODUCE] Consumer return:" + reply))
        .blockLast(); // the end of the numbers closes the consumer
  }

  static void run(PrintStream console) {
    asGenerator(console);
    console.println("-- as Flux");
    asFlux(console);
  }
}
