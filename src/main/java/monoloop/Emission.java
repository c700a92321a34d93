package monoloop;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.Operators;

/**
 * Brings the outcome of a task or of a {@link Deferred} to one subscriber, on the loop's thread.
 *
 * <pre>
 * waiting --> requested --> over
 *    '------> unclaimed ----^        a value without a request
 * each of them --> cancelled
 * </pre>
 */
abstract class Emission<T> implements Subscription, Scannable {
  private static final int WAITING = 0;
  private static final int REQUESTED = 1;
  private static final int UNCLAIMED = 2;
  private static final int OVER = 3;
  private static final int CANCELLED = 4;

  final CoreSubscriber<? super T> actual;
  final Loop loop;
  private final AtomicInteger state = new AtomicInteger();
  private @Nullable T value;

  Emission(CoreSubscriber<? super T> actual, Loop loop) {
    this.actual = actual;
    this.loop = loop;
  }

  /** There is an outcome; on the loop. */
  @SuppressWarnings("unchecked")
  final void settle(Outcome<?> outcome) {
    if (outcome.outcome != Outcome.COMPLETED) {
      fail((Throwable) Objects.requireNonNull(outcome.value));
      return;
    }
    T v = (T) outcome.value;
    if (v == null) {
      if (end()) {
        actual.onComplete();
      } else {
        givenBack(null);
      }
      return;
    }
    value = v;
    if (state.compareAndSet(WAITING, UNCLAIMED)) {
      return;
    }
    if (state.compareAndSet(REQUESTED, OVER)) {
      emit();
    } else {
      value = null;
      if (!givenBack(v)) {
        Operators.onNextDropped(v, actual.currentContext());
        Operators.onDiscard(v, actual.currentContext());
      }
    }
  }

  /** Nobody got the result: returns whether it went back to where it came from. On the loop. */
  boolean givenBack(@Nullable T value) {
    return false;
  }

  /** There will be no outcome but this error. */
  final void fail(Throwable t) {
    if (end()) {
      actual.onError(t);
    } else if (!(t instanceof CancelledError)) {
      Operators.onErrorDropped(t, actual.currentContext());
    }
  }

  private boolean end() {
    return state.compareAndSet(WAITING, OVER) || state.compareAndSet(REQUESTED, OVER);
  }

  private void emit() {
    T v = Objects.requireNonNull(value);
    value = null;
    actual.onNext(v);
    if (state.get() != CANCELLED) {
      actual.onComplete();
    }
  }

  @Override
  public final void request(long n) {
    if (n <= 0) {
      onLoopOrHere(() -> refuse(n));
    } else if (!state.compareAndSet(WAITING, REQUESTED)
        && state.compareAndSet(UNCLAIMED, OVER)) {
      onLoopOrHere(this::emit);
    }
  }

  private void refuse(long n) {
    boolean live = end() || state.compareAndSet(UNCLAIMED, OVER);
    if (live) {
      stop();
      actual.onError(Errors.badRequest(n));
    }
  }

  @Override
  public final void cancel() {
    int before = state.getAndSet(CANCELLED);
    if (before == UNCLAIMED) {
      onLoopOrHere(this::discard);
    } else if (before == WAITING || before == REQUESTED) {
      loop.runOrPost(this::stop); // a closed loop has ended all of its tasks: there is nothing to stop
    }
  }

  private void discard() {
    T v = value;
    value = null;
    if (!givenBack(v)) {
      Operators.onDiscard(v, actual.currentContext());
    }
  }

  /** Nobody wants the outcome any more; on the loop. */
  abstract void stop();

  /** For what the subscriber still has to hear when there is no loop any more. */
  private void onLoopOrHere(Runnable action) {
    if (!loop.runOrPost(action)) {
      action.run();
    }
  }

  final boolean cancelled() {
    return state.get() == CANCELLED;
  }

  /** Whether nothing will be signalled any more. */
  final boolean over() {
    return state.get() >= OVER;
  }

  @Override
  @SuppressWarnings("rawtypes")
  public @Nullable Object scanUnsafe(Attr key) {
    if (key == Attr.ACTUAL) {
      return actual;
    }
    if (key == Attr.CANCELLED) {
      return cancelled();
    }
    if (key == Attr.TERMINATED) {
      return state.get() == OVER;
    }
    return key == Attr.RUN_STYLE ? Attr.RunStyle.ASYNC : null;
  }
}
