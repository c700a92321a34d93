package monoloop;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * By which a child says that it is ready (Trio: TaskStatus).
 *
 * <pre>
 * starting --> started
 *    '-------> failed (the child ended before) | abandoned (the starter was cancelled)
 * </pre>
 *
 * <p>Made by {@link TaskGroup#start}, used by the child only.
 *
 * @param <S> what the starter receives
 */
public final class Startup<S extends @Nullable Object> {
  final Deferred<S> value;

  /** Whom the starter waits for; null until it was made. */
  @Nullable Task<?> child;

  private boolean started;

  Startup(Loop loop) {
    value = new Deferred<>(loop, this);
  }

  /**
   * Lets the starter go on with {@code value}, in a later turn. From now on the child is like any
   * other. Has no effect if the starter was cancelled meanwhile.
   *
   * @param value may be null
   * @throws IllegalStateException if it was called before
   */
  public void started(S value) {
    if (started) {
      throw new IllegalStateException(this + ": started() can be called only once");
    }
    started = true;
    if (!this.value.isDone()) {
      this.value.complete(value);
    }
  }

  /** What the child runs. */
  Mono<Object> running(StartBody<S> body) {
    return new CoroutineMono<>(
        CoroutineFactory.twoPart(body, this, (b, co, startup) -> b.run(co, startup)));
  }

  /** The child has ended; false if that is no business of the starter's any more. */
  boolean endedEarly(Task<?> child) {
    if (value.isDone()) {
      return false;
    }
    Throwable error = child.isCancelled() ? null : child.exception();
    value.fail(
        error != null
            ? error
            : new IllegalStateException(
                child + " ended before it was started: its body must call started()"));
    return true;
  }

  /** {@code Startup[starting]}. */
  @Override
  public String toString() {
    return "Startup["
        + (started
            ? "started"
            : value.isCancelled() ? "abandoned" : value.isDone() ? "failed" : "starting")
        + "]";
  }
}
