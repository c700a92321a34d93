package monoloop.walkthrough;

import java.io.PrintStream;
import monoloop.generator.Generator;

/**
 * The producer forgets {@code close()}: the output is the same, but the consumer still waits for a
 * sixth number. A suspended generator is only an object: no thread waits with it, and when nobody
 * holds it any more it is collected.
 */
final class WithoutClose {
  private WithoutClose() {}

  static void produce(Generator<String, Integer, Void> consumer, PrintStream console) {
    consumer.next();
    int n = 0;
    while (n < 5) {
      n = n + 1;
      console.println("[PRODUCE] Producing " + n + "...");
      String reply = consumer.send(n);
      console.println("[PRODUCE] Consumer return:" + reply);
    }
  }

  static void run(PrintStream console) {
    Generator<String, Integer, Void> consumer = ProducerConsumer.consumer(console);
    produce(consumer, console);
    console.println("the consumer is " + consumer.state());

    // Java's way not to forget it
    Generator<String, Integer, Void> another = ProducerConsumer.consumer(console);
    try (another) {
      another.next();
    }
    console.println("after try-with-resources it is " + another.state());
  }
}
