package monoloop;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import monoloop.internal.frame.Sneaky;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.util.context.ContextView;

/**
 * What tasks and hand-completed results have in common: one result for many observers, who hear of
 * it in a later turn and in the order in which they came.
 *
 * <pre>
 * pending --> completed | failed | cancelled
 * </pre>
 */
abstract sealed class Outcome<T extends @Nullable Object> extends Awaitable<T>
    permits Task, Deferred {
  static final byte PENDING = 0;
  static final byte COMPLETED = 1;
  static final byte FAILED = 2;
  static final byte CANCELLED = 3;
  private static final String[] WORDS = {"pending", "completed", "failed", "cancelled"};

  final Loop loop;

  /** The result, or the Throwable of one that failed or was cancelled. */
  @Nullable Object value;

  byte outcome;

  /** Whether somebody has looked at a failure. */
  boolean retrieved;

  /** Null, one observer, or a list of them; once failed and unobserved: what will report it. */
  private @Nullable Object observers;

  Outcome(Loop loop) {
    this.loop = loop;
  }

  // ---- seeing

  /**
   * Returns whether there is a result, an error or a cancellation.
   *
   * @return false while pending
   */
  public boolean isDone() {
    return outcome != PENDING;
  }

  /**
   * Returns whether it ended by cancellation.
   *
   * @return false while pending, and for a task that caught the {@link CancelledError} and went on
   */
  public boolean isCancelled() {
    return outcome == CANCELLED;
  }

  /**
   * Returns whether it ended with an error. Asking is not looking at the error: one that nobody
   * has looked at is still reported.
   *
   * @return false while pending, and if it was cancelled
   */
  public boolean isFailed() {
    return outcome == FAILED;
  }

  /**
   * Returns the result. Does not wait.
   *
   * <p>Declares no checked exception, yet throws the error as it is: catch {@code Exception}.
   *
   * @return the result; null if it ended without one
   * @throws InvalidStateException if it has not ended
   * @throws CancelledError if it was cancelled
   */
  @SuppressWarnings("unchecked")
  public @Nullable T result() {
    switch (outcome) {
      case COMPLETED -> {
        return (T) value;
      }
      case PENDING -> throw notDone("result");
      default -> {
        looked();
        throw Sneaky.sneak((Throwable) Objects.requireNonNull(value));
      }
    }
  }

  /**
   * Returns the error. Does not wait.
   *
   * @return null if it ended well
   * @throws InvalidStateException if it has not ended
   * @throws CancelledError if it was cancelled
   */
  public @Nullable Throwable exception() {
    return switch (outcome) {
      case COMPLETED -> null;
      case PENDING -> throw notDone("exception");
      case CANCELLED -> throw (CancelledError) Objects.requireNonNull(value);
      default -> {
        looked();
        yield (Throwable) value;
      }
    };
  }

  private InvalidStateException notDone(String what) {
    return new InvalidStateException(
        this + " has no " + what + "() yet. Await it, or ask isDone() first");
  }

  // ---- observing

  @Override
  final @Nullable Object await(CoroutineFrame frame) throws Throwable {
    Task<?> waiter = frame.task();
    checkWaiter(waiter);
    // a task that waits for nothing closes no circle
    boolean waits = this instanceof Task<?> task && task.waiting != null;
    if (waits && ((Task<?>) this).waitsFor(waiter)) {
      throw new IllegalStateException(
          waiter
              + " cannot await "
              + this
              + ": that one waits for it already. Let one of the two return first");
    }
    if (outcome == COMPLETED) {
      return value;
    }
    if (outcome != PENDING) {
      looked();
      throw frame.awaitedHere((Throwable) Objects.requireNonNull(value));
    }
    observe(waiter);
    waiter.suspend(this);
    if (waits || this instanceof Deferred<?> d && d.owner != null) {
      WaitGraph.look(waiter);
    }
    return CoroutineFrame.PENDING;
  }

  /** Refuses a waiter that would wait for itself, or on another loop. */
  final void checkWaiter(Task<?> waiter) {
    if (waiter == this) {
      throw new IllegalStateException("Task cannot await on itself: " + this);
    }
    checkLoopOf(waiter);
  }

  /** Refuses a waiter on another loop, whose thread must not touch this one. */
  final void checkLoopOf(Task<?> waiter) {
    if (waiter.loop != loop) {
      throw new IllegalStateException(
          waiter
              + " cannot await "
              + this
              + ": it belongs to another loop. Use its Mono form there");
    }
  }

  /**
   * Asks it to end, called on the loop.
   *
   * @return false if it has ended
   */
  abstract boolean requestCancel(Cancellation why);

  /**
   * Signals the outcome once there is one, in a later turn of the loop. Hot: nothing is run by
   * subscribing, and cancelling the subscription does not cancel what it observes.
   */
  @Override
  public void subscribe(CoreSubscriber<? super T> actual) {
    OutcomeSubscription<T> subscription = new OutcomeSubscription<>(actual, this);
    actual.onSubscribe(subscription);
    if (loop.isCurrent()) {
      subscription.register();
    } else {
      subscription.registerFromElsewhere();
    }
  }

  /** Registers a task to be woken, an ending to be told at once, or a runnable to be enqueued. */
  final void observe(Object observer) {
    if (outcome != PENDING) {
      tell(observer);
    } else if (observers == null) {
      observers = observer;
    } else if (observers instanceof Observers several) {
      several.add(observer);
    } else {
      Observers several = new Observers();
      several.add(observers);
      several.add(observer);
      observers = several;
    }
  }

  /** Who will be told through a subscription of its own, as far as known. */
  final List<Scannable> subscriptions() {
    List<Scannable> found = new ArrayList<>();
    List<?> all = observers instanceof Observers several ? several : Arrays.asList(observers);
    for (Object o : all) {
      if (o instanceof Scannable subscription) {
        found.add(subscription);
      }
    }
    return found;
  }

  /** The observers that observe because a task waits: tasks, and {@link OnBehalf}. */
  final List<Object> waiters() {
    List<Object> found = new ArrayList<>();
    List<?> all = observers instanceof Observers several ? several : Arrays.asList(observers);
    for (Object o : all) {
      Object waiter = o instanceof Callback<?> c ? c.callback : o;
      if (waiter instanceof Task<?> || waiter instanceof OnBehalf) {
        found.add(waiter);
      }
    }
    return found;
  }

  /** Takes one registration back. */
  final void unobserve(Object observer) {
    if (observers instanceof Observers several) {
      several.remove(observer);
    } else if (observers == observer) {
      observers = null;
    }
  }

  /** Removes the callbacks of {@code callback} and tells how many there were. */
  final int removeCallback(Object callback) {
    if (observers instanceof Observers several) {
      int before = several.size();
      several.removeIf(o -> o instanceof Callback<?> c && c.callback.equals(callback));
      return before - several.size();
    }
    if (observers instanceof Callback<?> c && c.callback.equals(callback)) {
      observers = null;
      return 1;
    }
    return 0;
  }

  /** Becomes done and tells the observers, each in a later turn. */
  final void settle(byte outcome, @Nullable Object value) {
    this.outcome = outcome;
    this.value = value;
    Object all = observers;
    observers = null;
    if (all instanceof Observers several) {
      for (Object o : several) {
        tell(o);
      }
    } else if (all != null) {
      tell(all);
    }
  }

  private void tell(Object observer) {
    if (observer instanceof Task<?> waiter) {
      looked();
      if (outcome == COMPLETED) {
        waiter.wake(value, null);
      } else {
        waiter.wake(null, (Throwable) value);
      }
    } else if (observer instanceof Ending ending) {
      looked();
      ending.ended(this);
    } else {
      if (!(observer instanceof Callback<?>)) {
        looked();
      }
      Runnable callback = (Runnable) observer;
      Listeners l = loop.tasks.listeners;
      loop.ready(l != null && this instanceof Task<?> ended ? l.after(ended, callback) : callback);
    }
  }

  /** Reports the failure later unless somebody looks at it before. */
  final void watch(String who) {
    observers =
        loop.tasks.unretrieved.watch(this, who, (Throwable) Objects.requireNonNull(value));
  }

  private void looked() {
    retrieved = true;
    if (observers instanceof Unretrieved.Failure failure) {
      failure.retrieved();
      observers = null;
    }
  }

  final String word() {
    return WORDS[outcome];
  }

  /** Hears of the end at once, within the step that brought it. */
  interface Ending {
    void ended(Outcome<?> outcome);
  }

  private static final class Observers extends ArrayList<Object> {
    private static final long serialVersionUID = 1L;

    Observers() {
      super(4);
    }
  }

  /**
   * A done callback, with the thread-locals of who registered it; what it throws goes to the loop's
   * exception handler.
   */
  static final class Callback<O extends Outcome<?>> implements Runnable {
    private final Consumer<? super O> callback;
    private final O outcome;

    /** Null if there are no thread-locals to follow it. */
    private final @Nullable ContextView context = ThreadLocals.here();

    Callback(Consumer<? super O> callback, O outcome) {
      this.callback = Objects.requireNonNull(callback, "callback");
      this.outcome = outcome;
    }

    @Override
    public void run() {
      Object locals = context == null ? null : ThreadLocals.enter(context);
      try {
        callback.accept(outcome);
      } finally {
        ThreadLocals.leave(locals);
      }
    }

    @Override
    public String toString() {
      return "done callback of " + outcome;
    }
  }
}
