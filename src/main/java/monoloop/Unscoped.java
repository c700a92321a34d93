package monoloop;

import org.jspecify.annotations.Nullable;

/**
 * A wait that a block must go through although its scope is cancelled: for the end of those whom it
 * has cancelled already.
 */
final class Unscoped<T> extends Awaitable<T> {
  private final Awaitable<T> inner;

  Unscoped(Awaitable<T> inner) {
    this.inner = inner;
  }

  @Override
  @Nullable Object await(CoroutineFrame frame) throws Throwable {
    return inner.await(frame);
  }

  @Override
  boolean isScoped() {
    return false;
  }

  @Override
  public String toString() {
    return inner.toString();
  }
}
