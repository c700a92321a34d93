package monoloop.generator;

import monoloop.internal.frame.Frame;
import org.jspecify.annotations.Nullable;

/** The far end of {@code yieldFrom} for a generator that is not a frame of our own to enter. */
final class GeneratorDelegate extends Frame {
  private final Generator<?, Object, ?> generator;
  private final boolean hasResult;

  @SuppressWarnings("unchecked")
  private GeneratorDelegate(Generator<?, ?, ?> generator, boolean hasResult) {
    this.generator = (Generator<?, Object, ?>) generator;
    this.hasResult = hasResult;
  }

  /** For a generator that has another driver, or that somebody wrote by hand. */
  static GeneratorDelegate of(Generator<?, ?, ?> generator) {
    return new GeneratorDelegate(generator, true);
  }

  /** For a generator that is delegated to as an iterable, whose value is null. */
  static GeneratorDelegate ofItems(Generator<?, ?, ?> generator) {
    return new GeneratorDelegate(generator, false);
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
          return hasResult ? result : null;
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
