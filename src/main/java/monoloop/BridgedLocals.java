package monoloop;

import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ThreadLocalAccessor;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/** {@link ThreadLocals} where the library is there. */
final class BridgedLocals {
  private BridgedLocals() {}

  private static List<ThreadLocalAccessor<?>> accessors() {
    return ContextRegistry.getInstance().getThreadLocalAccessors();
  }

  /** Pairs of an accessor and the value it had. */
  static Object @Nullable [] enter(ContextView context) {
    List<ThreadLocalAccessor<?>> accessors = accessors();
    if (accessors.isEmpty()) {
      return null;
    }
    Object[] replaced = new Object[2 * accessors.size()];
    int n = 0;
    for (ThreadLocalAccessor<?> accessor : accessors) {
      if (n == replaced.length) {
        break; // registered since
      }
      Object wanted = context.getOrDefault(accessor.key(), null);
      Object before = accessor.getValue();
      if (wanted != before) {
        set(accessor, wanted);
      }
      replaced[n++] = accessor;
      replaced[n++] = before;
    }
    return replaced;
  }

  @SuppressWarnings("unchecked")
  private static <V> void set(ThreadLocalAccessor<V> accessor, @Nullable Object value) {
    if (value == null) {
      accessor.setValue();
    } else {
      accessor.setValue((V) value);
    }
  }

  static void leave(Object[] replaced) {
    for (int i = 0; i < replaced.length && replaced[i] != null; i += 2) {
      restore((ThreadLocalAccessor<?>) replaced[i], replaced[i + 1]);
    }
  }

  @SuppressWarnings("unchecked")
  private static <V> void restore(ThreadLocalAccessor<V> accessor, @Nullable Object before) {
    if (accessor.getValue() == before) {
      return;
    }
    if (before == null) {
      accessor.restore();
    } else {
      accessor.restore((V) before);
    }
  }

  static Context capture() {
    Context captured = Context.empty();
    for (ThreadLocalAccessor<?> accessor : accessors()) {
      Object value = accessor.getValue();
      if (value != null) {
        captured = captured.put(accessor.key(), value);
      }
    }
    return captured;
  }
}
