package monoloop;

import org.jspecify.annotations.Nullable;

/** The coroutine whose whole body is one await: what makes a task of any awaitable. */
final class AwaitFrame extends LibraryFrame {
  private @Nullable Object awaitable;

  AwaitFrame(Object awaitable) {
    this.awaitable = awaitable;
  }

  @Override
  protected @Nullable Object resume(@Nullable Object sent, @Nullable Throwable thrown)
      throws Throwable {
    Object result = sent;
    if (state == 0) {
      if (thrown != null) {
        throw thrown;
      }
      Object a = awaitable;
      awaitable = null;
      result = await(a);
      if (result == PENDING) {
        state = 1;
        return result;
      }
    } else if (thrown != null) {
      throw thrown;
    }
    state = DONE;
    return result;
  }
}
