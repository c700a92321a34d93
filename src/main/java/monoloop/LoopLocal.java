package monoloop;

import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A variable of which each loop has its own value (AnyIO: RunVar): for what all tasks of a loop
 * share and no other thread may touch, such as a pool of connections.
 *
 * <p>Held in a static field as a {@link ThreadLocal} is. A value lives as long as its loop or until
 * it is set anew. For what belongs to one task and those it starts, use the Reactor context.
 *
 * @param <T> the value
 */
public final class LoopLocal<T extends @Nullable Object> {
  private final Supplier<? extends T> initial;

  private LoopLocal(Supplier<? extends T> initial) {
    this.initial = Objects.requireNonNull(initial, "initial");
  }

  /**
   * Creates a variable.
   *
   * @param initial makes the value of a loop when it is first asked for there
   */
  public static <T extends @Nullable Object> LoopLocal<T> withInitial(
      Supplier<? extends T> initial) {
    return new LoopLocal<>(initial);
  }

  /**
   * Returns the value of the current loop.
   *
   * @return what was {@link #set} there, else the initial value
   * @throws NotOnLoopException if the thread is no loop's
   */
  @SuppressWarnings("unchecked") // only its own values are kept for it
  public T get() {
    Loop loop = Loop.currentFor("LoopLocal.get()");
    Object value = loop.locals.get(this);
    if (value == null && !loop.locals.containsKey(this)) {
      value = initial.get();
      loop.locals.put(this, value);
    }
    return (T) value;
  }

  /**
   * Sets the value of the current loop.
   *
   * @param value seen by all its tasks from now on
   * @throws NotOnLoopException if the thread is no loop's
   */
  public void set(T value) {
    Loop.currentFor("LoopLocal.set()").locals.put(this, value);
  }

  /** {@code LoopLocal[3]}, with the value of the current loop. */
  @Override
  public String toString() {
    Loop loop = Loop.currentOrNull();
    return "LoopLocal[" + (loop == null ? "not on a loop" : loop.locals.get(this)) + "]";
  }
}
