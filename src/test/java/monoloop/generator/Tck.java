package monoloop.generator;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.tck.TestEnvironment;

/** What the TCK classes share: generators as publishers need no time, so its waits are short. */
final class Tck {
  private Tck() {}

  /** The first number is only waited for when something is wrong. */
  static TestEnvironment environment() {
    return new TestEnvironment(5_000, 10, 10);
  }

  /** 0, 1, ... and so on. */
  static Generator<Long, @Nullable Object, @Nullable Void> count(long elements) {
    return Generator.of(
        out -> {
          for (long i = 0; i < elements; i++) {
            out.yield(i);
          }
          return null;
        });
  }

  /** Answers each element with itself. */
  static Generator<Long, Long, @Nullable Void> echo() {
    return Generator.of(
        out -> {
          for (long received = 0; ; ) {
            received = out.yield(received);
          }
        });
  }

  /** Yields a few numbers and returns how many; null for none. */
  static Generator<Long, @Nullable Object, @Nullable Long> sum(long elements) {
    return Generator.of(
        out -> {
          for (long i = 0; i < 3; i++) {
            out.yield(i);
          }
          return elements == 0 ? null : elements;
        });
  }
}
