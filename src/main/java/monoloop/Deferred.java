package monoloop;

import java.util.Objects;
import java.util.function.Consumer;
import monoloop.generator.StopIteration;
import org.jspecify.annotations.Nullable;

/**
 * A result that somebody completes by hand (asyncio.Future): the bridge from callbacks to
 * coroutines. Like a letter box: one letter, any number of readers, each of whom may come before or
 * after it.
 *
 * <pre>
 * pending --> completed | failed | cancelled
 * </pre>
 *
 * <p>Belongs to one loop and to its thread. Awaiting one that is done returns at once; several
 * waiters resume in a later turn, first come first served. Cancelling a task that awaits it cancels
 * it for all. As a Mono it is hot, and cancelling a subscription does not cancel it. Not for
 * streams of values, and not for threads: {@link java.util.concurrent.CompletableFuture} is for
 * those, and can be awaited too.
 *
 * @param <T> the result
 */
public final class Deferred<T extends @Nullable Object> extends Outcome<T> {
  /** Whose end it stands for: its text is shown, its tasks are who must end; null if unknown. */
  final @Nullable Object owner;

  /**
   * Creates a pending one for the current loop.
   *
   * @throws NotOnLoopException if the thread is no loop's
   */
  public Deferred() {
    this(Loop.currentFor("new Deferred()"));
  }

  /**
   * Creates a pending one for {@code loop}.
   *
   * @param loop on whose thread it will be used
   */
  public Deferred(Loop loop) {
    this(Objects.requireNonNull(loop, "loop"), null);
  }

  Deferred(Loop loop, @Nullable Object owner) {
    super(loop);
    this.owner = owner;
  }

  /**
   * Sets the result. Does not run any waiter now.
   *
   * @param result may be null
   * @throws InvalidStateException if it is done already
   * @throws NotOnLoopException if the calling thread is not the loop's
   * @see #fail
   */
  public void complete(T result) {
    settleOnce(COMPLETED, result, "complete()");
  }

  /**
   * Sets the error that is thrown at every await. Does not run any waiter now.
   *
   * @param error a {@link StopIteration} is wrapped in an {@link IllegalStateException}, since it
   *     would end the generator that awaits it; a {@link CancelledError} cancels
   * @throws InvalidStateException if it is done already
   * @throws NotOnLoopException if the calling thread is not the loop's
   */
  public void fail(Throwable error) {
    Objects.requireNonNull(error, "error");
    if (error instanceof StopIteration) {
      settleOnce(
          FAILED,
          new IllegalStateException("StopIteration cannot travel through a Deferred", error),
          "fail()");
    } else {
      settleOnce(error instanceof CancelledError ? CANCELLED : FAILED, error, "fail()");
    }
  }

  /**
   * Cancels it without a reason.
   *
   * @return false if it is done already
   * @throws NotOnLoopException if the calling thread is not the loop's
   */
  public boolean cancel() {
    return cancel(null);
  }

  /**
   * Cancels it: every waiter gets a {@link CancelledError} in a later turn.
   *
   * @param reason what {@link CancelledError#reason()} will say; may be null
   * @return false if it is done already
   * @throws NotOnLoopException if the calling thread is not the loop's
   */
  public boolean cancel(@Nullable String reason) {
    NotOnLoopException.check(loop, "Deferred.cancel()");
    return requestCancel(Cancellation.byCaller(reason));
  }

  @Override
  boolean requestCancel(Cancellation why) {
    if (isDone()) {
      return false;
    }
    settle(CANCELLED, new CancelledError(why));
    return true;
  }

  /**
   * Calls back once it is done, in a later turn; in the next one if it is done already. Callbacks
   * run in the order of registration, each with the bridged thread-locals of who registered it;
   * what one throws goes to the exception handler.
   *
   * @param callback receives this object
   */
  public void addDoneCallback(Consumer<? super Deferred<T>> callback) {
    observe(new Callback<Deferred<T>>(callback, this));
  }

  /**
   * Removes all registrations of {@code callback} that have not been scheduled.
   *
   * @return how many there were
   */
  public int removeDoneCallback(Consumer<? super Deferred<T>> callback) {
    return removeCallback(callback);
  }

  private void settleOnce(byte outcome, @Nullable Object value, String what) {
    NotOnLoopException.check(loop, "Deferred." + what);
    if (isDone()) {
      throw new InvalidStateException(
          this + " accepts no second result: " + what + " can be called only while it is pending");
    }
    settle(outcome, value);
    if (outcome == FAILED && !retrieved) {
      watch("Deferred");
    }
  }

  @Override
  public String toString() {
    return "Deferred[" + word() + "]";
  }
}
