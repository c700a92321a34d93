package monoloop.walkthrough;

import static java.time.Duration.ofMillis;
import static monoloop.Async.async;
import static monoloop.Async.sleep;

import java.io.PrintStream;
import monoloop.Async;
import monoloop.generator.Generator;
import monoloop.generator.Step;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * One program as Python wrote it in three stages: with yield and send, with yield from, with async
 * and await. Each stage hides what the one before it had to say.
 */
final class ThreeStages {
  private ThreeStages() {}

  /** Something slow: the page arrives after 20 ms, without a thread that waits for it. */
  private static Mono<String> fetch(String name) {
    return sleep(ofMillis(20)).thenReturn("<" + name + ">");
  }

  // ---- stage 1: yield what you wait for, receive what came

  static Generator<Mono<String>, String, Integer> yieldAndSend(PrintStream console) {
    return Generator.of(
        out -> {
          String left = out.yield(fetch("left"));
          console.println("got " + left);
          String right = out.yield(fetch("right"));
          console.println("got " + right);
          return left.length() + right.length();
        });
  }

  /** Somebody must turn each yielded Mono into the next send. This is what a Task does. */
  static <R> Mono<R> drive(Generator<Mono<String>, String, R> program, @Nullable String sent) {
    return switch (program.trySend(sent)) {
      case Step.Yielded<Mono<String>, R>(Mono<String> awaited) ->
          awaited.flatMap(value -> drive(program, value));
      case Step.Returned<Mono<String>, R>(R result) -> Mono.just(result);
    };
  }

  // ---- stage 2: yield from, so that a part of the program can be a function of its own

  static Generator<Mono<String>, String, String> page(String name, PrintStream console) {
    return Generator.of(
        out -> {
          String page = out.yield(fetch(name));
          console.println("got " + page);
          return page;
        });
  }

  static Generator<Mono<String>, String, Integer> yieldFrom(PrintStream console) {
    return Generator.of(
        out -> {
          String left = out.yieldFrom(page("left", console));
          String right = out.yieldFrom(page("right", console));
          return left.length() + right.length();
        });
  }

  // ---- stage 3: async and await, and the loop drives

  static Mono<String> asyncPage(String name, PrintStream console) {
    return async(
        co -> {
          String page = co.await(fetch(name));
          console.println("got " + page);
          return page;
        });
  }

  static Mono<Integer> await(PrintStream console) {
    return async(
        co -> {
          String left = co.await(asyncPage("left", console));
          String right = co.await(asyncPage("right", console));
          return left.length() + right.length();
        });
  }

  private static void report(Mono<Integer> program, PrintStream console) {
    console.println(Async.run(program) + " characters");
  }

  static void run(PrintStream console) {
    console.println("-- 1. yield and send");
    report(Mono.defer(() -> drive(yieldAndSend(console), null)), console);
    console.println("-- 2. yield from");
    report(Mono.defer(() -> drive(yieldFrom(console), null)), console);
    console.println("-- 3. async and await");
    report(await(console), console);
  }
}
