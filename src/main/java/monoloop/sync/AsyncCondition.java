package monoloop.sync;

import java.util.Objects;
import java.util.function.BooleanSupplier;
import monoloop.Async;
import monoloop.CancelledError;
import monoloop.Operation;
import monoloop.WaitQueue;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Tells tasks that hold a lock that something has changed (asyncio.Condition).
 *
 * <p>Waiting releases the lock and holds it again afterwards, whatever happened meanwhile. A signal
 * that nobody waits for is lost; one whose receiver is cancelled before it could go on is passed to
 * the next. Several conditions may share one lock.
 *
 * {@snippet class="SyncSnippets" region="condition"}
 */
public final class AsyncCondition {
  private final AsyncLock lock;
  private final WaitQueue<@Nullable Void> waiters = new WaitQueue<>("AsyncCondition.await", this);
  private final Operation<@Nullable Void> signalled = new Signalled();
  private final Mono<@Nullable Void> await = waiting();

  /** Creates a condition with a lock of its own. */
  public AsyncCondition() {
    this(new AsyncLock());
  }

  /**
   * Creates a condition of {@code lock}.
   *
   * @param lock may have other conditions
   */
  public AsyncCondition(AsyncLock lock) {
    this.lock = Objects.requireNonNull(lock, "lock");
  }

  /**
   * Returns the lock to hold around everything here.
   *
   * @return always the same
   */
  public AsyncLock lock() {
    return lock;
  }

  /**
   * Releases the lock, waits for a signal and acquires the lock again.
   *
   * <p>The Mono completes empty once this waiter was signalled and holds the lock. If cancelled,
   * the lock is held again before the {@link CancelledError} comes out, and a signal that had come
   * is passed on. Waiters are signalled first come, first served; wake-ups may be spurious, so
   * prefer {@link #awaitUntil}.
   *
   * @return cold; fails with {@link IllegalStateException} if nobody holds the lock
   */
  public Mono<@Nullable Void> await() {
    return await;
  }

  private Mono<@Nullable Void> waiting() {
    return Async.async(
        co -> {
          checkHeld("await()");
          lock.release();
          boolean received = false;
          try {
            co.await(signalled);
            received = true;
          } finally {
            CancelledError cancelled = null;
            boolean held = false;
            while (!held) {
              try {
                boolean undisturbed = received && cancelled == null;
                co.await(undisturbed ? lock.acquire() : acquiredEvenSo());
                held = true;
              } catch (CancelledError e) {
                cancelled = e; // not without the lock
              }
            }
            if (cancelled != null) {
              if (received) {
                waiters.wake(null);
              }
              throw cancelled;
            }
          }
          return null;
        });
  }

  /** A cancelled scope raises at every await: without a shield it would never have the lock. */
  private Mono<@Nullable Void> acquiredEvenSo() {
    return Async.shielded(co -> co.await(lock.acquire()));
  }

  /**
   * Waits until {@code predicate} is true: tries it now and after every signal, with the lock held.
   *
   * <p>The Mono completes empty, at once if it is true already. If cancelled, the lock is held
   * again before the {@link CancelledError} comes out.
   *
   * @param predicate what it throws comes out
   * @return cold; fails with {@link IllegalStateException} if nobody holds the lock
   */
  public Mono<@Nullable Void> awaitUntil(BooleanSupplier predicate) {
    Objects.requireNonNull(predicate, "predicate");
    return Async.async(
        co -> {
          checkHeld("awaitUntil()");
          while (!predicate.getAsBoolean()) {
            co.await(await);
          }
          return null;
        });
  }

  /**
   * Wakes the task that waits longest. It goes on once the lock is released. Does not wait.
   *
   * @throws IllegalStateException if nobody holds the lock
   */
  public void signal() {
    checkHeld("signal()");
    waiters.wake(null);
  }

  /**
   * Wakes those {@code n} tasks that wait longest, or all if they are fewer. Does not wait.
   *
   * @param n zero or more
   * @throws IllegalArgumentException if {@code n} is negative
   * @throws IllegalStateException if nobody holds the lock
   */
  public void signal(int n) {
    if (n < 0) {
      throw new IllegalArgumentException("n must be >= 0, was " + n);
    }
    checkHeld("signal()");
    for (int i = 0; i < n && waiters.wake(null); i++) {}
  }

  /**
   * Wakes everybody who waits now; they acquire the lock one after the other. Does not wait.
   *
   * @throws IllegalStateException if nobody holds the lock
   */
  public void signalAll() {
    checkHeld("signalAll()");
    waiters.wakeAll(null);
  }

  private void checkHeld(String what) {
    if (!lock.isLocked()) {
      throw new IllegalStateException(
          this + " needs its lock for " + what + ". Acquire lock() first");
    }
  }

  /**
   * Returns how the condition is used at the moment.
   *
   * @return a snapshot
   */
  public Statistics statistics() {
    return new Statistics(waiters.size(), lock.statistics());
  }

  /** {@code AsyncCondition[2 waiting, AsyncLock[free, 0 waiting]]}. */
  @Override
  public String toString() {
    return "AsyncCondition[" + waiters.size() + " waiting, " + lock + "]";
  }

  /**
   * What a condition is doing.
   *
   * @param waiting how many wait for a signal
   * @param lock what its lock is doing
   */
  public record Statistics(int waiting, AsyncLock.Statistics lock) {}

  private final class Signalled extends Operation<@Nullable Void> {
    @Override
    protected @Nullable Object attempt() {
      return MUST_WAIT;
    }

    @Override
    protected WaitQueue<@Nullable Void> queue() {
      return waiters;
    }

    @Override
    protected void undelivered(@Nullable Void nothing) {
      waiters.wake(null);
    }
  }
}
