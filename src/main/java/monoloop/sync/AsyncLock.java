package monoloop.sync;

import monoloop.Async;
import monoloop.Coroutine;
import monoloop.Operation;
import monoloop.Task;
import monoloop.WaitQueue;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Mutual exclusion between tasks (asyncio.Lock).
 *
 * <p>Between two awaits no other task runs, so most state needs no lock; this one is for what must
 * stay together <em>across</em> an await. Not re-entrant. Fair: a released lock goes to whoever
 * waits longest, never to a newcomer.
 *
 * {@snippet class="SyncSnippets" region="lock"}
 */
public final class AsyncLock {
  private final WaitQueue<@Nullable Void> waiters = new WaitQueue<>("AsyncLock.acquire", this);
  private final Operation<@Nullable Void> acquire = new Acquire();
  private boolean locked;

  /** Who holds it, if a task acquired it. */
  private @Nullable Task<?> owner;

  /** Creates a free lock. */
  public AsyncLock() {}

  /**
   * Acquires the lock.
   *
   * <p>The Mono completes empty once this waiter holds the lock; at once, without a turn, if it is
   * free. If cancelled before, the lock is not held. Waiters are served first come, first served.
   *
   * @return cold; fails with {@link IllegalStateException} if the task that awaits it holds the
   *     lock already
   * @see #tryAcquire
   */
  public Mono<@Nullable Void> acquire() {
    return acquire;
  }

  /**
   * Acquires the lock if it is free. Does not wait.
   *
   * @return whether it is held now
   */
  public boolean tryAcquire() {
    if (locked) {
      return false;
    }
    locked = true;
    owner = Task.currentOrNull();
    return true;
  }

  /**
   * Releases the lock: whoever waits longest holds it from now on. Does not wait. Any task may call
   * it.
   *
   * @throws IllegalStateException if the lock is free
   */
  public void release() {
    if (!locked) {
      throw new IllegalStateException(this + " cannot be released: nobody holds it");
    }
    owner = waiters.firstTask();
    locked = waiters.wake(null);
  }

  /**
   * Returns whether somebody holds it.
   *
   * @return true from the acquisition to the release
   */
  public boolean isLocked() {
    return locked;
  }

  /**
   * Acquires the lock, runs {@code work} and releases the lock, however the work ends.
   *
   * <p>If cancelled, the lock is released.
   *
   * @param work subscribed to once the lock is held
   * @return cold; its result is that of {@code work}; fails as {@link #acquire} does
   */
  public <T> Mono<T> using(Mono<T> work) {
    return Async.async(
        co -> {
          co.await(acquire);
          try {
            return co.await(work);
          } finally {
            release();
          }
        });
  }

  /**
   * As {@link #using(Mono)}, for the body of a coroutine.
   *
   * @param body run once the lock is held
   * @return cold; its result is that of {@code body}
   */
  public <T extends @Nullable Object> Mono<T> using(Coroutine<T> body) {
    return using(Async.async(body));
  }

  /**
   * Returns how the lock is used at the moment.
   *
   * @return a snapshot
   */
  public Statistics statistics() {
    return new Statistics(locked, owner, waiters.size());
  }

  /** {@code AsyncLock[held by task "b", 2 waiting]}. */
  @Override
  public String toString() {
    return "AsyncLock["
        + (!locked ? "free" : owner == null ? "held" : "held by task \"" + owner.name() + "\"")
        + ", "
        + waiters.size()
        + " waiting]";
  }

  /**
   * What a lock is doing.
   *
   * @param locked whether somebody holds it
   * @param owner the task that holds it; null if none does, or if it was not acquired by a task
   * @param waiting how many wait for it
   */
  public record Statistics(boolean locked, @Nullable Task<?> owner, int waiting) {}

  private final class Acquire extends Operation<@Nullable Void> {
    @Override
    protected @Nullable Object attempt() {
      if (tryAcquire()) {
        return null;
      }
      if (owner != null && owner == Task.currentOrNull()) {
        throw new IllegalStateException(
            "Task \""
                + owner.name()
                + "\" already holds this AsyncLock. AsyncLock is not re-entrant");
      }
      return MUST_WAIT;
    }

    @Override
    protected WaitQueue<@Nullable Void> queue() {
      return waiters;
    }

    @Override
    protected @Nullable Task<?> holder() {
      return owner;
    }

    @Override
    protected void undelivered(@Nullable Void nothing) {
      release();
    }
  }
}
