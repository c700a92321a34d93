package monoloop.sync;

import java.util.Objects;
import monoloop.Async;
import monoloop.Coroutine;
import monoloop.Task;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Tells a second user of something that cannot be shared, at once, instead of letting it wait
 * (AnyIO: ResourceGuard).
 *
 * <p>For what only a mistake uses twice at the same time, such as two tasks that read from one
 * connection: a lock would hide the mistake and give each of them half of the message. For what is
 * meant to be shared use {@link AsyncLock}. It has no loop and is used on one thread at a time.
 */
public final class ResourceGuard {
  private final String use;
  private @Nullable Task<?> user;

  /**
   * Creates a guard of something that nobody uses.
   *
   * @param use what it is used for, as in "reading from the connection"
   */
  public ResourceGuard(String use) {
    this.use = Objects.requireNonNull(use, "use");
  }

  /**
   * Runs {@code work} while nobody else may use it.
   *
   * <p>If cancelled, it is free again.
   *
   * @param work subscribed to if nobody uses it
   * @return cold; its result is that of {@code work}; fails with {@link ResourceBusyException} if
   *     it is in use, also by the same task
   */
  public <T> Mono<T> using(Mono<T> work) {
    Objects.requireNonNull(work, "work");
    return Async.async(
        co -> {
          enter(co.task());
          try {
            return co.await(work);
          } finally {
            leave();
          }
        });
  }

  /**
   * As {@link #using(Mono)}, for the body of a coroutine.
   *
   * @param body run if nobody uses it
   * @return cold; its result is that of {@code body}
   */
  public <T extends @Nullable Object> Mono<T> using(Coroutine<T> body) {
    return using(Async.async(body));
  }

  private void enter(Task<?> task) {
    if (user != null) {
      throw new ResourceBusyException(
          "Task \""
              + task.name()
              + "\" is refused: "
              + word()
              + ". Use it from one task at a time");
    }
    user = task;
  }

  private void leave() {
    user = null;
  }

  private String word() {
    return user == null ? "nobody is " + use : "task \"" + user.name() + "\" is " + use;
  }

  /**
   * Returns whether somebody uses it.
   *
   * @return true if {@link #using(Mono)} would fail
   */
  public boolean isBusy() {
    return user != null;
  }

  /** {@code ResourceGuard[task "b" is reading from the connection]}. */
  @Override
  public String toString() {
    return "ResourceGuard[" + word() + "]";
  }
}
