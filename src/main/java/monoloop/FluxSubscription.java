package monoloop;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import monoloop.internal.driver.Posted;
import monoloop.internal.frame.Frame;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Scannable;
import reactor.core.publisher.Operators;

/**
 * One run of an async generator. The body runs only while there is demand, so a yield always finds
 * some: it emits and goes on at once if more is wanted, else it waits for the next request.
 *
 * <pre>
 * created --> running &lt;--> at a yield --> over
 * </pre>
 */
final class FluxSubscription<T>
    implements Subscription, Scannable, Frame.Sink, Waiting, Outcome.Ending, Posted {
  private final CoreSubscriber<? super T> actual;
  final Loop loop;
  private final CoroutineSource source;
  private final AtomicLong requested = new AtomicLong();
  private @Nullable Task<Object> task;
  private boolean atYield;

  /** Whether the body has been told of the cancel: it may clean up, not yield. */
  private boolean told;

  /** Whether a terminal signal was emitted. */
  private boolean over;

  /** Whether a value is being signalled: a cancel from there is raised by the yield itself. */
  private boolean emitting;

  private final AtomicBoolean cancelled = new AtomicBoolean();

  FluxSubscription(CoreSubscriber<? super T> actual, Loop loop, CoroutineSource source) {
    this.actual = actual;
    this.loop = loop;
    this.source = source;
  }

  @Override
  public void request(long n) {
    if (n <= 0) {
      onLoop(() -> refuse(n));
    } else if (requested.getAndAccumulate(n, Operators::addCap) == 0) {
      onLoop(this);
    }
  }

  /** There is demand again: goes on if the body waits for it; on the loop. */
  @Override
  public void run() {
    if (over || cancelled.get() || requested.get() == 0) {
      return;
    }
    Task<Object> t = task;
    if (t == null) {
      CoroutineFrame root = source.frame();
      root.sink(this);
      task = t = new Task<>(loop, null, root, actual.currentContext(), true);
      t.observe(this);
      t.step();
    } else if (atYield) {
      atYield = false;
      t.step();
    }
  }

  /** The body yields. */
  @Override
  @SuppressWarnings("unchecked")
  public boolean emit(@Nullable Object value) {
    if (cancelled.get() || over) {
      throw refuseYield();
    }
    if (value == null) {
      throw new NullPointerException("yield(null) in " + source + ": a Flux carries no null");
    }
    emitting = true;
    try {
      actual.onNext((T) value);
    } finally {
      emitting = false;
    }
    if (cancelled.get() || over) {
      throw refuseYield();
    }
    long n = requested.get();
    if (n == Long.MAX_VALUE || requested.decrementAndGet() > 0) {
      return true;
    }
    atYield = true;
    Objects.requireNonNull(task).suspend(this);
    return false;
  }

  private Error refuseYield() {
    if (!Objects.requireNonNull(task).takeCancel() && told) {
      throw new IllegalStateException(
          source + " ignored CancelledError: its body yielded while it was being cancelled");
    }
    told = true;
    return new CancelledError("its subscriber has cancelled");
  }

  @Override
  public boolean cancelWait(Task<?> task, Cancellation why) {
    if (!atYield) {
      return false;
    }
    atYield = false;
    told = cancelled.get() || over;
    task.wake(null, new CancelledError(why));
    return true;
  }

  @Override
  public void ended(Outcome<?> outcome) {
    Throwable error =
        outcome.outcome == Outcome.COMPLETED
            ? null
            : (Throwable) Objects.requireNonNull(outcome.value);
    if (over || cancelled.get()) {
      if (error != null && !(error instanceof CancelledError)) {
        Operators.onErrorDropped(error, actual.currentContext());
      }
      return;
    }
    over = true;
    if (error == null) {
      actual.onComplete();
    } else {
      actual.onError(error);
    }
  }

  @Override
  public void cancel() {
    if (cancelled.compareAndSet(false, true)) {
      onLoop(this::stop);
    }
  }

  /** Cancels the body; within its own step the yield does that by itself. */
  private void stop() {
    Task<Object> t = task;
    if (t != null && !emitting) {
      t.requestCancel(Cancellation.byCaller("its subscriber has cancelled"));
    }
  }

  private void refuse(long n) {
    if (!over && !cancelled.get()) {
      over = true;
      stop();
      actual.onError(Errors.badRequest(n));
    }
  }

  private void onLoop(Runnable action) {
    if (!loop.runOrPost(action)) {
      abandoned();
    }
  }

  @Override
  public void abandoned() {
    if (task == null && !cancelled.get() && !over) {
      over = true;
      actual.onError(loop.refusal());
    }
  }

  @Override
  @SuppressWarnings("rawtypes")
  public @Nullable Object scanUnsafe(Attr key) {
    if (key == Attr.ACTUAL) {
      return actual;
    }
    if (key == Attr.CANCELLED) {
      return cancelled.get();
    }
    if (key == Attr.TERMINATED) {
      return over;
    }
    if (key == Attr.REQUESTED_FROM_DOWNSTREAM) {
      return requested.get();
    }
    return key == Attr.RUN_STYLE ? Attr.RunStyle.ASYNC : null;
  }

  @Override
  public String toString() {
    return "yield";
  }
}
