package monoloop.bench;

import monoloop.generator.GeneratorFrame;
import org.jspecify.annotations.Nullable;

/** The same body as {@link EchoMachine}, in the frame that generated classes extend. */
final class EchoFrame extends GeneratorFrame<Integer, Integer, Void> {

  @Override
  protected @Nullable Object resume(@Nullable Object sent, @Nullable Throwable thrown)
      throws Throwable {
    switch (state) {
      case 0 -> {
        state = 1;
        return 0;
      }
      case 1 -> {
        if (thrown != null) {
          throw thrown;
        }
        return sent;
      }
      default -> throw new IllegalStateException("state " + state);
    }
  }

  @Override
  protected boolean guarded() {
    return false;
  }
}
