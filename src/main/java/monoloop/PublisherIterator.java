package monoloop;

import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/** Pulls a publisher: signals are brought to the loop's thread, where everything else happens. */
final class PublisherIterator<T> implements AsyncIterator<T>, CoreSubscriber<T> {
  private final Publisher<T> publisher;
  private final int prefetch;
  private final ArrayDeque<T> buffer = new ArrayDeque<>();
  private final AtomicReference<@Nullable Subscription> upstream = new AtomicReference<>();

  /** Whose next() waits; null if nobody's does. */
  private @Nullable NextWait waiter;

  /** The task that subscribed: its loop is where signals go. */
  private @Nullable Task<?> owner;

  /** That task's, with the deadline of the first next(). */
  private volatile Context context = Context.empty();

  private @Nullable Throwable error;

  /** Requested and neither received nor found missing. */
  private int inFlight;

  private boolean ended;
  private boolean closed;

  PublisherIterator(Publisher<T> publisher, int prefetch) {
    this.publisher = publisher;
    this.prefetch = prefetch;
  }

  @Override
  public Mono<T> next() {
    return new Next();
  }

  private @Nullable Object advance(Task<?> task) throws Throwable {
    if (waiter != null) {
      throw new IllegalStateException(
          "next() of " + this + " is waiting already for " + waiter.task + ": await one at a time");
    }
    NextWait w = new NextWait(task);
    if (buffer.isEmpty() && !ended && !closed) {
      waiter = w;
      if (owner == null) {
        begin(task);
      } else {
        refill();
      }
      if (waiter == w) {
        w.suspended = true;
        task.loop.tasks.outside++;
        task.suspend(w);
        return CoroutineFrame.PENDING;
      }
    }
    return poll();
  }

  /** Subscribes; a publisher that throws instead has no elements. */
  private void begin(Task<?> task) {
    context = task.limit == null ? task.context : task.contextWithDeadline();
    owner = task;
    try {
      publisher.subscribe(this);
    } catch (Throwable t) {
      waiter = null;
      ended = true;
      throw t;
    }
  }

  /** What there is: an element, the error, or the end. */
  private @Nullable T poll() throws Throwable {
    T item = buffer.poll();
    Throwable e = error;
    if (item == null && e != null) {
      error = null;
      throw e;
    }
    if (item != null && prefetch > 1) {
      refill();
    }
    return item;
  }

  private void refill() {
    Subscription s = upstream.get();
    int missing = prefetch - buffer.size() - inFlight;
    // with a prefetch, ask for several at once rather than for one at a time
    if (s != null && !ended && (missing == prefetch || missing > prefetch / 2)) {
      inFlight += missing;
      s.request(missing);
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    Subscription s = upstream.getAndSet(Operators.cancelledSubscription());
    if (s != null && !ended) {
      s.cancel();
    }
    for (T item; (item = buffer.poll()) != null; ) {
      Operators.onDiscard(item, context);
    }
    wakeWaiter();
  }

  /** An element that was handed to a next() which was cancelled. */
  private boolean unread(@Nullable T item) {
    if (item == null || closed) {
      return false;
    }
    buffer.addFirst(item);
    return true;
  }

  private void wakeWaiter() {
    NextWait w = waiter;
    if (w == null) {
      return;
    }
    waiter = null;
    if (w.suspended) {
      w.task.loop.tasks.outside--;
      try {
        w.task.wake(poll(), null);
      } catch (Throwable t) {
        w.task.wake(null, t);
      }
    }
  }

  // ---- the publisher's signals, on any thread

  @Override
  public void onSubscribe(Subscription s) {
    Objects.requireNonNull(s, "onSubscribe");
    if (!upstream.compareAndSet(null, s)) {
      s.cancel();
      return;
    }
    onLoop(this::refill, null);
  }

  @Override
  public void onNext(T item) {
    Objects.requireNonNull(item, "onNext");
    onLoop(() -> received(item), item);
  }

  private void received(T item) {
    inFlight--;
    if (closed) {
      Operators.onNextDropped(item, currentContext());
      Operators.onDiscard(item, currentContext());
      return;
    }
    buffer.add(item);
    wakeWaiter();
  }

  @Override
  public void onError(Throwable t) {
    Objects.requireNonNull(t, "onError");
    onLoop(() -> terminated(t), t);
  }

  @Override
  public void onComplete() {
    onLoop(() -> terminated(null), null);
  }

  private void terminated(@Nullable Throwable t) {
    if (closed || ended) {
      if (t != null) {
        Operators.onErrorDropped(t, currentContext());
      }
      return;
    }
    ended = true;
    error = t == null ? null : Errors.unwrap(t);
    wakeWaiter();
  }

  private void onLoop(Runnable signal, @Nullable Object carried) {
    if (!Objects.requireNonNull(owner).loop.runOrPost(signal)) {
      if (carried instanceof Throwable t) {
        Operators.onErrorDropped(t, currentContext());
      } else if (carried != null) {
        Operators.onDiscard(carried, currentContext());
      }
    }
  }

  @Override
  public Context currentContext() {
    return context;
  }

  @Override
  public String toString() {
    return "AsyncIterator["
        + (closed ? "closed" : ended ? "ended" : owner == null ? "not started" : "open")
        + ", "
        + buffer.size()
        + " buffered]";
  }

  /** One waiting next(). */
  private final class NextWait implements Waiting {
    private final Task<?> task;
    private boolean suspended;

    private NextWait(Task<?> task) {
      this.task = task;
    }

    @Override
    public boolean cancelWait(Task<?> task, Cancellation why) {
      if (waiter != this) {
        return false;
      }
      waiter = null;
      task.loop.tasks.outside--;
      task.wake(null, new CancelledError(why));
      return true;
    }

    @Override
    @SuppressWarnings("unchecked")
    public void undelivered(@Nullable Object item) {
      if (item != null && !unread((T) item)) {
        Operators.onDiscard(item, currentContext());
      }
    }

    @Override
    public @Nullable Object source() {
      return upstream.get();
    }

    @Override
    public Object receiver() {
      return PublisherIterator.this;
    }

    @Override
    public String toString() {
      return "AsyncIterator.next";
    }
  }

  private final class Next extends Awaitable<T> {
    @Override
    @SuppressWarnings("unchecked")
    boolean takeBack(@Nullable Object item) {
      return unread((T) item);
    }

    @Override
    @Nullable Object await(CoroutineFrame frame) throws Throwable {
      return PublisherIterator.this.advance(frame.task());
    }

    @Override
    public String toString() {
      return "next() of " + PublisherIterator.this;
    }
  }
}
