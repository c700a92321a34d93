package monoloop.generator;

import java.util.Iterator;
import monoloop.internal.frame.Frame;
import org.jspecify.annotations.Nullable;

/** The far end of {@code yieldFrom(iterable)}: items come out, nothing can be sent in. */
final class IterableDelegate extends Frame {
  private final Iterator<?> items;

  IterableDelegate(Iterator<?> items) {
    this.items = items;
  }

  @Override
  protected @Nullable Object resume(@Nullable Object sent, @Nullable Throwable thrown)
      throws Throwable {
    if (thrown != null) {
      throw thrown;
    }
    if (sent != null) {
      throw new UnsupportedOperationException(
          "send(value) reached yieldFrom(iterable), which cannot receive: value was " + sent);
    }
    while (items.hasNext()) {
      Object item = items.next();
      if (!emit(item)) {
        state = 1;
        return item;
      }
    }
    state = DONE;
    return null;
  }

  @Override
  protected RuntimeException executing() {
    return new IllegalStateException("the iterator of a yieldFrom is executing");
  }

  @Override
  protected RuntimeException ignoredExit() {
    throw new AssertionError("items never catch an exit");
  }
}
