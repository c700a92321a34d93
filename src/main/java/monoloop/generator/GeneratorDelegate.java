package monoloop.generator;

import monoloop.internal.frame.Frame;
import org.jspecify.annotations.Nullable;

/** The far end of {@code yieldFrom} for a generator that is not a frame of our own to enter. */
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
      Step<?, ?> step = thrown == null ? generator.trySend(sent) : generator.tryRaise(thrown);
      switch (step) {
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

  @Override
  protected RuntimeException executing() {
    return new IllegalStateException(generator + " is executing");
  }

  @Override
  protected RuntimeException ignoredExit() {
    throw new AssertionError("an exit ends a delegation");
  }
}
