package monoloop.walkthrough;

import static java.time.Duration.ofSeconds;
import static monoloop.Async.async;
import static monoloop.Async.sleep;

import java.io.PrintStream;
import monoloop.Async;
import monoloop.Loop;
import monoloop.Task;
import reactor.core.publisher.Mono;

/**
 * Hello from the event loop. While a coroutine sleeps the thread does not wait for it: it goes on
 * with the next message, for example with another hello.
 */
final class HelloLoop {
  private HelloLoop() {}

  static Mono<Void> hello(Witness console) {
    return async(
        co -> {
          console.println("Hello world!");
          co.await(sleep(ofSeconds(1)));
          console.println("Awake again!");
          return null;
        });
  }

  /** Word for word: get a loop, run until complete, close. */
  static void one(PrintStream out) {
    Witness console = new Witness(out);
    Stopwatch watch = new Stopwatch();
    try (Loop loop = Loop.create()) {
      loop.run(hello(console));
    }
    out.println("one hello: " + watch.millis() + " ms on " + console.threads());
  }

  /** Two tasks: the second says hello while the first sleeps. */
  static void two(PrintStream out) {
    Witness console = new Witness(out);
    Stopwatch watch = new Stopwatch();
    Async.run(
        co -> {
          Task<Void> first = co.spawn(hello(console));
          Task<Void> second = co.spawn(hello(console));
          co.await(first);
          co.await(second);
          return null;
        });
    out.println("two hellos: " + watch.millis() + " ms on " + console.threads());
  }

  /** The same with an operator of Reactor. */
  static void twoAsMono(PrintStream out) {
    Witness console = new Witness(out);
    Stopwatch watch = new Stopwatch();
    Async.run(Mono.when(hello(console), hello(console)));
    out.println("two hellos: " + watch.millis() + " ms on " + console.threads());
  }

  static void run(PrintStream out) {
    one(out);
    out.println("-- two of them share a thread");
    two(out);
    out.println("-- two of them, as Mono");
    twoAsMono(out);
  }
}
