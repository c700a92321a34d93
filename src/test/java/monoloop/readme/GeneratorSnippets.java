package monoloop.readme;

import java.util.List;
import monoloop.generator.Generator;
import monoloop.generator.Step.Returned;
import monoloop.generator.Step.Yielded;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Programs with generators. */
final class GeneratorSnippets {
  private GeneratorSnippets() {}

  // @start region="consumer"
  static Generator<String, Integer, Void> consumer() {
    return Generator.of(out -> {
      String reply = "";
      while (true) {
        Integer n = out.yield(reply);                   // n = yield reply
        if (n == null) {
          return null;
        }
        System.out.println("[CONSUMER] consuming " + n + "...");
        reply = "200 OK";
      }
    });
  }

  static void produce(Generator<String, Integer, Void> consumer) {
    consumer.next();                                    // to its first yield, like send(None)
    for (int n = 1; n <= 2; n++) {
      System.out.println("[PRODUCER] producing " + n + "...");
      System.out.println("[PRODUCER] consumer returned: " + consumer.send(n));
    }
    consumer.close();                                   // GeneratorExit at the yield
  }
  // @end

  // @start region="fib"
  static Generator<Integer, Void, String> fib(int count) {
    return Generator.of(out -> {
      int a = 0;
      int b = 1;
      for (int i = 0; i < count; i++) {
        out.yield(a);
        int sum = a + b;
        a = b;
        b = sum;
      }
      return "end";
    });
  }

  static Generator<Object, Void, Void> framed() {
    return Generator.of(out -> {
      out.yield("start");
      String result = out.yieldFrom(fib(5));            // every step goes straight to fib
      out.yield(result);
      out.yieldFrom(List.of("that", "is", "all"));      // any Iterable
      return null;
    });
  }
  // @end

  static String steps() {
    StringBuilder said = new StringBuilder();
    // @start region="step"
    Generator<Integer, Void, String> numbers = fib(2);
    for (int i = 0; i < 3; i++) {
      switch (numbers.tryNext()) {                      // next() throws StopIteration at the end
        case Yielded(Integer value) -> said.append(value).append(' ');
        case Returned(String result) -> said.append(result);
      }
    }
    // @end
    return said.toString();
  }

  static int[] closing() {
    int[] closed = {0};
    // @start region="close"
    Generator<String, Void, Void> lines = Generator.of(out -> {
      try {
        out.yield("first");
        out.yield("second");
      } finally {
        closed[0]++;                                    // runs when the try block below ends
      }
      return null;
    });
    try (lines) {
      System.out.println(lines.next());
    }
    // @end
    return closed;
  }

  static Flux<Integer> numbers() {
    // @start region="flux"
    Flux<Integer> numbers = Generator.flux(() -> fib(10));   // request(n) resumes, cancel closes
    // @end
    return numbers;
  }

  static Flux<String> replies() {
    // @start region="pipe"
    Flux<String> replies =
        Flux.range(1, 5).transform(Generator.pipe(() -> consumer()));  // send in, yield out
    // @end
    return replies;
  }

  static Mono<String> result() {
    // @start region="result"
    Mono<String> end = Generator.result(() -> fib(10));      // what fib returns: "end"
    // @end
    return end;
  }
}
