package monoloop;

import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Waits for something that goes on if the waiter is cancelled (asyncio.shield). */
final class Shield<T> extends Awaitable<T> {
  private final Mono<T> work;

  Shield(Mono<T> work) {
    this.work = work;
  }

  @Override
  @Nullable Object await(CoroutineFrame frame) throws Throwable {
    Task<?> waiter = frame.task();
    Outcome<?> inner = Task.ensure(waiter, work);
    if (inner.isDone()) {
      return inner.await(frame);
    }
    Round round = new Round(waiter, inner);
    inner.observe(round);
    waiter.suspend(round);
    WaitGraph.look(waiter);
    return CoroutineFrame.PENDING;
  }

  @Override
  public String toString() {
    return "shield";
  }

  /** One await: stops observing when cancelled, so that a failure of the inner one is reported. */
  private static final class Round implements Waiting, Runnable, OnBehalf {
    private final Task<?> waiter;
    private final Outcome<?> inner;
    private boolean over;

    Round(Task<?> waiter, Outcome<?> inner) {
      this.waiter = waiter;
      this.inner = inner;
    }

    @Override
    public Task<?> waiter() {
      return waiter;
    }

    @Override
    public String through() {
      return "shield";
    }

    @Override
    public void run() {
      if (!over) {
        over = true;
        if (inner.outcome == Outcome.COMPLETED) {
          waiter.wake(inner.value, null);
        } else {
          waiter.wake(null, (Throwable) inner.value);
        }
      }
    }

    @Override
    public Iterator<? extends Outcome<?>> helpers() {
      return List.of(inner).iterator();
    }

    @Override
    public boolean cancelWait(Task<?> task, Cancellation why) {
      if (over) {
        return false;
      }
      over = true;
      inner.unobserve(this);
      waiter.wake(null, new CancelledError(why));
      return true;
    }

    @Override
    public String toString() {
      return "shield";
    }
  }
}
