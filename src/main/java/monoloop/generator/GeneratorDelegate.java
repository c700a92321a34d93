package monoloop.generator;

import monoloop.internal.frame.Frame;
import org.jspecify.annotations.Nullable;

/**
 * The far end of {@code yieldFrom} for a generator that has another driver, or that somebody wrote
 * by hand.
 */
final class GeneratorDelegate extends Frame {
  private final Generator<?, Object, ?> generator;

  @SuppressWarnings("unchecked")
  GeneratorDelegate(Generator<?, ?, ?> generator) {
    this.generator = (Generator<?, Object, ?>) generator;
  }

  @Override
  protected @Nullable Object resume(@Nullable Object sent, @Nullable Throwable thrown)
      throws Throwable {
    if (thrown instanceof GeneratorExit) {
      generator.close();
      throw thrown;
    }
    for (; ; ) {
      switch (advance(sent, thrown)) {
        case Step.Returned<?, ?>(var result) -> {
          state = DONE;
          return result;
        }
        case Step.Yielded<?, ?>(var value) -> {
          if (!emit(value)) {
            state = 1;
            return value;
          }
          sent = null;
          thrown = null;
        }
      }
    }
  }

  /** One made by hand may tell next() from send(null), as PEP 380 does. */
  private Step<?, ?> advance(@Nullable Object sent, @Nullable Throwable thrown) {
    if (thrown != null) {
      return generator.tryRaise(thrown);
    }
    return sent == null ? generator.tryNext() : generator.trySend(sent);
  }

  @Override
  protected RuntimeException executing() {
    return new IllegalStateException(generator + " is executing");
  }

  @Override
  protected RuntimeException ignoredExit() {
    throw new AssertionError("an exit ends a delegation");
  }
}
