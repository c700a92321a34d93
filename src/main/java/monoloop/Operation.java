package monoloop;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;

/**
 * A Mono that is done at once if it can be, and otherwise waits its turn in a {@link WaitQueue}.
 *
 * <p>Nothing happens before somebody awaits or subscribes; each time is an attempt of its own. Done
 * at once it neither suspends nor allocates. Subscribed from plain Reactor code it runs on the loop
 * that {@link Async#async} would choose; cancelling the subscription is cancelling the wait.
 *
 * <p>To make a primitive: keep its state and a {@code WaitQueue}, let {@link #attempt} change the
 * state or answer {@link #MUST_WAIT}, and {@linkplain WaitQueue#wake wake} the first waiter when
 * the state allows it. The state is changed by the waker, on behalf of the waiter: this is what
 * keeps newcomers from overtaking.
 *
 * @param <T> what it results in
 */
public abstract class Operation<T extends @Nullable Object> extends Awaitable<T> {
  /** The answer of {@link #attempt} that means: not now. */
  protected static final Object MUST_WAIT = new Object();

  /** Creates an operation; it is stateless unless the subclass says otherwise. */
  protected Operation() {}

  /**
   * Does it, if it can be done now. On the loop's thread; does not wait.
   *
   * @return the result, null if there is none, or {@link #MUST_WAIT} with nothing changed
   * @throws Throwable why it cannot be done at all
   */
  protected abstract @Nullable Object attempt() throws Throwable;

  /**
   * Returns the line to wait in after {@link #MUST_WAIT}.
   *
   * @return the same one each time
   */
  protected abstract WaitQueue<T> queue();

  /**
   * Told that the result was there when its receiver was cancelled, so that nobody has it: give it
   * to the next one, or put it back where it came from, in front. {@link Task#current} is the
   * cancelled task.
   *
   * @param value what {@link WaitQueue#wake} was called with, or what {@link #attempt} gave to a
   *     subscriber who had cancelled
   */
  protected void undelivered(T value) {}

  /**
   * Told that a waiter has left the line because it was cancelled; nothing was handed to it. Those
   * behind it may be able to go on now.
   */
  protected void abandoned() {}

  /**
   * Returns the task that has to do something before this can be done, so that tasks which wait for
   * each other in a circle are found; see {@link DeadlockException}. On the loop's thread, when
   * somebody must wait and later; does not wait.
   *
   * @return null, which is what it is unless overridden: nobody, not known, or several
   */
  protected @Nullable Task<?> holder() {
    return null;
  }

  /**
   * As {@link #holder}, for what may be held by several: one of them has to do something.
   *
   * @return the holder if there is one, unless overridden; empty if it is not known who else could
   *     do it
   */
  protected Collection<? extends Task<?>> holders() {
    Task<?> holder = holder();
    return holder == null ? List.of() : List.of(holder);
  }

  @Override
  final @Nullable Object await(CoroutineFrame frame) throws Throwable {
    if (WaitQueue.strict) {
      queue().bind(frame.task());
    }
    Object result = attempt();
    if (result != MUST_WAIT) {
      return result;
    }
    WaitQueue<T> queue = queue();
    Task<?> task = frame.task();
    Waiter<T> waiter = new Waiter<>(task, this, queue);
    queue.add(waiter);
    task.suspend(waiter);
    if (holder() != null || !holders().isEmpty()) {
      WaitGraph.look(task);
    }
    return CoroutineFrame.PENDING;
  }

  @Override
  public final void subscribe(CoreSubscriber<? super T> actual) {
    CoroutineMono.start(new AwaitFrame(this), actual, this, null);
  }

  /** The name of its line: {@code AsyncLock.acquire}. */
  @Override
  public String toString() {
    return queue().name();
  }
}
