package monoloop;

import java.util.concurrent.locks.LockSupport;
import monoloop.internal.frame.Sneaky;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/**
 * What {@link Loop#run} waits for. It subscribes on the loop, and one turn after the end it stops the
 * loop or, if the loop turns by itself, wakes who waits.
 */
final class Main<T> implements CoreSubscriber<T>, Runnable {
  private final Loop loop;
  private final @Nullable Mono<T> main;
  private final Thread waiting = Thread.currentThread();

  private @Nullable Subscription subscription;
  private @Nullable T value;
  private @Nullable Throwable error;
  private boolean ended;

  /** Written last, read first: it publishes the outcome to a loop that turns by itself. */
  private volatile boolean released;

  Main(Loop loop, @Nullable Mono<T> main) {
    this.loop = loop;
    this.main = main;
  }

  /** On the loop: subscribes. */
  @Override
  public void run() {
    if (main != null) {
      main.subscribe(this);
    }
  }

  @Override
  public void onSubscribe(Subscription s) {
    subscription = s;
    s.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(T t) {
    if (value == null) {
      value = t;
    }
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
  private void end(@Nullable Throwable error) {
    if (loop.isCurrent()) {
      ended(error);
    } else {
      loop.callSoonThreadsafe(() -> ended(error));
    }
  }

  private void ended(@Nullable Throwable error) {
    if (!ended) {
      ended = true;
      this.error = error;
      loop.ready(() -> loop.mainEnded(this));
    }
  }

  /** On the loop: asks the main task to end, as Ctrl-C does. */
  void cancel() {
    if (ended) {
      return;
    }
    if (main instanceof Task<?> task) {
      task.cancel("interrupted");
      return;
    }
    Subscription s = subscription;
    if (s != null) {
      s.cancel();
    }
    ended(new InterruptedException("interrupted while it waited in run()"));
  }

  /** On the loop: lets {@link #await} return. */
  void release() {
    released = true;
    LockSupport.unpark(waiting);
  }

  /** Waits for a loop that turns by itself. */
  void await(Runnable interrupted) {
    boolean flag = false;
    while (!released) {
      LockSupport.park(this);
      if (Thread.interrupted()) {
        flag = true;
        interrupted.run();
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
          "Event loop stopped before the Mono given to run() completed. Do not call stop() while run() waits");
    }
    Throwable e = error;
    if (e instanceof InterruptedException) {
      Thread.interrupted(); // the exception says it
    }
    if (e != null) {
      throw Sneaky.sneak(e);
    }
    return value;
  }
}
