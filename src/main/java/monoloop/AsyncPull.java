package monoloop;

import org.jspecify.annotations.Nullable;

/** The body of {@link AsyncGenerator#asFlux}: asks for a value, emits it, and so on. */
final class AsyncPull extends LibraryFrame {
  private static final int ASKS = 1;
  private static final int EMITS = 2;

  private final AsyncGenerator<?, ?> generator;

  private AsyncPull(AsyncGenerator<?, ?> generator) {
    this.generator = generator;
  }

  @Override
  protected @Nullable Object resume(@Nullable Object sent, @Nullable Throwable thrown)
      throws Throwable {
    if (thrown != null) {
      throw thrown;
    }
    boolean answered = state == ASKS;
    for (Object v = sent; ; answered = false) {
      if (!answered) {
        v = await((Object) generator.next());
        if (v == PENDING) {
          state = ASKS;
          return v;
        }
      }
      if (v == null) {
        state = DONE;
        return null;
      }
      if (!emit(v)) {
        state = EMITS;
        return v;
      }
    }
  }

  /** One pull for each subscription. */
  record Source(AsyncGenerator<?, ?> generator) implements CoroutineSource {
    @Override
    public CoroutineFrame frame() {
      return new AsyncPull(generator);
    }

    @Override
    public String toString() {
      return generator.toString();
    }
  }
}
