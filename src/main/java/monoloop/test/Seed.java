package monoloop.test;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Where the random numbers of a test begin. */
final class Seed {
  static final String PROPERTY = "monoloop.seed";

  private Seed() {}

  /** The one that the command line asks for; null if it does not. */
  static @Nullable Long chosen() {
    return Long.getLong(PROPERTY);
  }

  /** The one that belongs to a test: the same in every run of it. */
  static long of(ExtensionContext context) {
    String test =
        context.getRequiredTestClass().getName() + '.' + context.getRequiredTestMethod().getName();
    return test.hashCode() & 0xffff_ffffL;
  }
}
