package monoloop;

import java.util.concurrent.locks.LockSupport;
import monoloop.internal.driver.Session;
import monoloop.internal.frame.Sneaky;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/**
 * What {@link Loop#run} waits for. It subscribes on the loop, and one turn after the end it stops
 * the loop or, if the loop turns by itself, wakes who waits.
 */
final class Main<T> implements CoreSubscriber<T>, Runnable, Session.Interruptible {
  private static final String INTERRUPTED = "the thread that waited in run() was interrupted";

  private final Loop loop;

  /** Null for runForever. */
  private final @Nullable Mono<T> main;

  private final Thread waiting = Thread.currentThread();

  /** Bridged thread-locals of who runs it. */
  private final Context context = ThreadLocals.capture();

  private @Nullable Subscription subscription;
  private @Nullable T value;
  private @Nullable Throwable error;
  private boolean interrupted;

  /** Written last, read first: it publishes the outcome to a thread that no longer waits. */
  private volatile boolean ended;

  private volatile boolean released;

  Main(Loop loop, @Nullable Mono<T> main) {
    this.loop = loop;
    this.main = main;
  }

  // ---- on the loop

  /** Subscribes. */
  @Override
  public void run() {
    loop.runs.last = this;
    if (main != null) {
      if (main instanceof Awaitable<T>) {
        main.subscribe(this); // no operator; and an exit request must get out
      } else {
        Publisher<T> last = main; // its subscribe() applies the hooks for the last operator
        last.subscribe(this);
      }
    }
  }

  @Override
  public Context currentContext() {
    return context;
  }

  @Override
  public void onSubscribe(Subscription s) {
    subscription = s;
    s.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(T t) {
    value = t;
  }

  @Override
  public void onError(Throwable t) {
    end(t);
  }

  @Override
  public void onComplete() {
    end(null);
  }

  /** On the loop or, if the Mono signals elsewhere, on any thread. */
  private void end(@Nullable Throwable thrown) {
    if (!ended) {
      error = thrown;
      ended = true;
      loop.post(new Stop(this)); // refused if the loop was stopped and closed before
    }
  }

  /** Runs one turn after the end. A class, not a lambda: every program's start pays for it. */
  private record Stop(Main<?> main) implements Runnable {
    @Override
    public void run() {
      main.loop.runs.ended(main);
    }
  }

  /**
   * Asks main to end, as Ctrl-C does: the first time a task is cancelled and waited for; the second
   * time, or if main is no task, this stops to wait for it.
   */
  private void cancel() {
    if (main == null) {
      loop.runs.ended(this);
    } else if (!interrupted && cancelTask()) {
      interrupted = true;
    } else if (!ended) {
      Subscription s = subscription;
      if (s != null) {
        s.cancel();
      }
      end(new InterruptedException(INTERRUPTED));
    }
  }

  private boolean cancelTask() {
    if (main instanceof Task<?> task) {
      return task.requestCancel(Cancellation.of(INTERRUPTED));
    }
    return subscription instanceof TaskSubscription<?> s && s.cancelTask(INTERRUPTED);
  }

  /** Whether somebody waits for a Mono that has not ended. */
  boolean isOpen() {
    return main != null && !ended;
  }

  /** What that Mono signals through; null before there is anything. */
  @Nullable Subscription source() {
    return subscription;
  }

  // ---- on the thread that waits, and any other

  @Override
  public void interrupted() {
    loop.post(this::cancel);
  }

  /** Lets {@link #await} return. */
  void release() {
    released = true;
    LockSupport.unpark(waiting);
  }

  /** Waits for a loop that turns by itself. */
  void await() {
    boolean flag = false;
    while (!released) {
      LockSupport.park(this);
      if (Thread.interrupted()) {
        flag = true;
        interrupted();
      }
    }
    if (flag) {
      Thread.currentThread().interrupt();
    }
  }

  /** The value, the error, or the error for a loop that was stopped before there was either. */
  @Nullable T outcome() {
    if (!ended) {
      throw new IllegalStateException(
          "Event loop stopped before the Mono given to run() ended: "
              + loop
              + ". Call stop() only to end runForever()");
    }
    Throwable e = error;
    if (e == null) {
      return value;
    }
    if (interrupted && e instanceof CancelledError) {
      e = new InterruptedException(INTERRUPTED).initCause(e);
    }
    if (e instanceof InterruptedException) {
      Thread.interrupted(); // the exception says it
    }
    throw Sneaky.sneak(e);
  }

  /** What the caller has called. */
  @Override
  public String toString() {
    return main == null ? "Loop.runForever()" : "Loop.run()";
  }
}
