package monoloop.sync;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import monoloop.Async;
import monoloop.Coroutine;
import monoloop.Operation;
import monoloop.Task;
import monoloop.WaitQueue;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A number of permits that tasks take and give back (asyncio.Semaphore).
 *
 * <p>Fair: a permit that is given back goes to whoever waits longest, never to a newcomer. It knows
 * nothing of who took what; {@link Limiter} does, and can be resized.
 *
 * {@snippet class="SyncSnippets" region="semaphore"}
 */
public final class AsyncSemaphore {
  private final WaitQueue<@Nullable Void> waiters = new WaitQueue<>("AsyncSemaphore.acquire", this);
  private final Operation<@Nullable Void> acquire = new Acquire();

  /** How many permits there can be; {@code Integer.MAX_VALUE} for no limit. */
  private final int limit;

  /** Free permits; while it is positive nobody waits. */
  private int free;

  /** Of a bounded one: who is in a {@link #using} block and will give a permit back. */
  private final List<Task<?>> inside = new ArrayList<>(0);

  private AsyncSemaphore(int permits, int limit) {
    if (permits < 0) {
      throw new IllegalArgumentException("permits must be >= 0, was " + permits);
    }
    this.free = permits;
    this.limit = limit;
  }

  /**
   * Creates a semaphore to which permits may be added by releasing more than was acquired.
   *
   * @param permits how many are free at first; zero or more
   * @throws IllegalArgumentException if {@code permits} is negative
   */
  public AsyncSemaphore(int permits) {
    this(permits, Integer.MAX_VALUE);
  }

  /**
   * Creates a semaphore that never has more permits than at first (asyncio.BoundedSemaphore).
   *
   * @param permits how many are free at first; zero or more
   * @throws IllegalArgumentException if {@code permits} is negative
   */
  public static AsyncSemaphore bounded(int permits) {
    return new AsyncSemaphore(permits, permits);
  }

  /**
   * Takes a permit, waiting while none is free.
   *
   * <p>The Mono completes empty once this waiter has a permit, at once if one is free. If
   * cancelled, the permit is given back. Waiters are served first come, first served.
   *
   * @return cold; each await takes one
   * @see #tryAcquire
   */
  public Mono<@Nullable Void> acquire() {
    return acquire;
  }

  /**
   * Takes a permit if one is free. Does not wait.
   *
   * @return whether it was taken
   */
  public boolean tryAcquire() {
    if (free == 0) {
      return false;
    }
    free--;
    return true;
  }

  /**
   * Gives a permit back: to whoever waits longest, if anybody does. Does not wait. Any task may
   * call it.
   *
   * @throws IllegalStateException if the semaphore is bounded and every permit is free already
   */
  public void release() {
    if (waiters.wake(null)) {
      return;
    }
    if (free == limit) {
      throw new IllegalStateException(
          this + " cannot be released: it was released more often than acquired");
    }
    free++;
  }

  /**
   * Waits for a permit, runs {@code work} and gives the permit back, however the work ends.
   *
   * <p>If cancelled, the permit is given back.
   *
   * @param work subscribed to once there is a permit
   * @return cold; its result is that of {@code work}
   */
  public <T> Mono<T> using(Mono<T> work) {
    return Async.async(
        co -> {
          co.await(acquire);
          enter(co.task());
          try {
            return co.await(work);
          } finally {
            leave(co.task());
            release();
          }
        });
  }

  private void enter(Task<?> task) {
    if (limit != Integer.MAX_VALUE) {
      inside.add(task);
    }
  }

  private void leave(Task<?> task) {
    if (limit != Integer.MAX_VALUE) {
      inside.remove(task);
    }
  }

  /**
   * As {@link #using(Mono)}, for the body of a coroutine.
   *
   * @param body run once there is a permit
   * @return cold; its result is that of {@code body}
   */
  public <T extends @Nullable Object> Mono<T> using(Coroutine<T> body) {
    return using(Async.async(body));
  }

  /**
   * Returns how many permits are free.
   *
   * @return zero if {@link #acquire} would wait
   */
  public int available() {
    return free;
  }

  /**
   * Returns how the semaphore is used at the moment.
   *
   * @return a snapshot
   */
  public Statistics statistics() {
    return new Statistics(free, waiters.size());
  }

  /** {@code AsyncSemaphore[0 free, 3 waiting]}. */
  @Override
  public String toString() {
    return "AsyncSemaphore["
        + free
        + (limit == Integer.MAX_VALUE ? "" : " of " + limit)
        + " free, "
        + waiters.size()
        + " waiting]";
  }

  /**
   * What a semaphore is doing.
   *
   * @param available how many permits are free
   * @param waiting how many wait for one
   */
  public record Statistics(int available, int waiting) {}

  private final class Acquire extends Operation<@Nullable Void> {
    @Override
    protected @Nullable Object attempt() {
      return tryAcquire() ? null : MUST_WAIT;
    }

    @Override
    protected WaitQueue<@Nullable Void> queue() {
      return waiters;
    }

    /** Unless all permits are accounted for, nobody knows who will give one back. */
    @Override
    protected Collection<? extends Task<?>> holders() {
      return inside.size() == limit ? inside : List.of();
    }

    @Override
    protected void undelivered(@Nullable Void nothing) {
      release();
    }
  }
}
