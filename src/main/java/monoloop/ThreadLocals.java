package monoloop;

import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * The thread-locals that follow a task: those with an accessor in the registry of micrometer's
 * context-propagation, each of which has a key in the Reactor context. Without that library there
 * are none, and this costs nothing.
 */
final class ThreadLocals {
  private static final boolean BRIDGED = isPresent("io.micrometer.context.ContextRegistry");

  private ThreadLocals() {}

  private static boolean isPresent(String name) {
    try {
      Class.forName(name, false, ThreadLocals.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  /**
   * Makes this thread's values those of {@code context}; what the context lacks is cleared.
   *
   * @return for {@link #leave}; null if there is nothing to undo
   */
  static @Nullable Object enter(ContextView context) {
    return BRIDGED ? BridgedLocals.enter(context) : null;
  }

  /** Puts back what {@link #enter} has replaced, whatever was set since. */
  static void leave(@Nullable Object entered) {
    if (entered != null) {
      BridgedLocals.leave((Object[]) entered);
    }
  }

  /** The context of the current task, else this thread's values; null if there is nothing. */
  static @Nullable ContextView here() {
    if (!BRIDGED) {
      return null;
    }
    Task<?> task = Task.currentOrNull();
    Context context = task == null ? BridgedLocals.capture() : task.context;
    return context.isEmpty() ? null : context;
  }

  /** This thread's values as a context. */
  static Context capture() {
    return BRIDGED ? BridgedLocals.capture() : Context.empty();
  }
}
