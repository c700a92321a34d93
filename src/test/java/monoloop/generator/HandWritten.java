package monoloop.generator;

import org.jspecify.annotations.Nullable;

/**
 * What the compiler makes of {@code for (int i = 0; i < n; i++) out.yield(item); return n}: a frame
 * without clean-up, entered directly. Tests that need this kind of frame need no compiler.
 */
final class HandWritten extends GeneratorFrame<Object, @Nullable Object, Long> {
  private final Object item;
  private final long n;
  private long i;

  HandWritten(Object item, long n) {
    this.item = item;
    this.n = n;
  }

  @Override
  protected boolean guarded() {
    return false;
  }

  @Override
  protected @Nullable Object resume(@Nullable Object sent, @Nullable Throwable thrown)
      throws Throwable {
    if (thrown != null) {
      throw thrown;
    }
    for (long at = i; at < n; at++) {
      if (!emit(item)) {
        i = at + 1;
        state = 1;
        return item;
      }
    }
    state = DONE;
    return n;
  }
}
