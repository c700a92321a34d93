package monoloop.sync;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import monoloop.Async;
import monoloop.Operation;
import monoloop.Task;
import monoloop.WaitQueue;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A lock that many readers or one writer hold.
 *
 * <pre>
 * free --> reading (by one or more) --> free
 *  '-----> writing -------------------> free
 * </pre>
 *
 * <p>Fair: all wait in one line. A reader that comes while a writer waits, waits behind it, so that
 * writers do not starve; readers that stand next to each other in the line enter together. Not
 * re-entrant: who holds it alone, or reads within {@link #reading}, and would have to wait for it is
 * told so. One of several readers that has used {@link #acquireRead} waits for itself.
 */
public final class AsyncReadWriteLock {
  private final WaitQueue<@Nullable Void> waiters =
      new WaitQueue<>("AsyncReadWriteLock.acquire", this);
  private final Operation<@Nullable Void> read = new Read();
  private final Operation<@Nullable Void> write = new Write();
  private int readers;

  /** Those of the readers who are known. */
  private final List<Task<?>> inside = new ArrayList<>(0);

  private boolean writing;

  /** Who holds it, if that is one task; null also if it was one of several readers. */
  private @Nullable Task<?> holder;

  /** Creates a free lock. */
  public AsyncReadWriteLock() {}

  // ---- reading

  /**
   * Acquires the lock for reading, waiting while somebody writes or waits to.
   *
   * <p>The Mono completes empty once this waiter may read, at once if it can. If cancelled, the
   * permit is given back. Waiters are served first come, first served.
   *
   * @return cold; each await is to be released once; fails with {@link IllegalStateException} if
   *     the task that awaits it holds the lock alone, or is {@link #reading}, and would have to wait
   * @see #tryAcquireRead
   */
  public Mono<@Nullable Void> acquireRead() {
    return read;
  }

  /**
   * Acquires the lock for reading if nobody writes or waits. Does not wait.
   *
   * @return whether it is held now
   */
  public boolean tryAcquireRead() {
    if (writing || !waiters.isEmpty()) {
      return false;
    }
    read(Task.currentOrNull());
    return true;
  }

  /**
   * Ends one reading. Does not wait. Any task may call it.
   *
   * @throws IllegalStateException if nobody reads
   */
  public void releaseRead() {
    if (readers == 0) {
      throw new IllegalStateException(this + " cannot be released: nobody reads");
    }
    if (--readers == 0) {
      holder = null;
    }
    serve();
  }

  /**
   * Acquires the lock for reading, runs {@code work} and releases it, however the work ends.
   *
   * <p>If cancelled, the permit is given back.
   *
   * @param work subscribed to once the lock is held
   * @return cold; its result is that of {@code work}
   */
  public <T> Mono<T> reading(Mono<T> work) {
    return Async.async(
        co -> {
          co.await(read);
          inside.add(co.task());
          try {
            return co.await(work);
          } finally {
            inside.remove(co.task());
            releaseRead();
          }
        });
  }

  // ---- writing

  /**
   * Acquires the lock for writing, waiting while anybody holds it.
   *
   * <p>The Mono completes empty once this waiter may write, at once if the lock is free. If
   * cancelled, the permit is given back. Waiters are served first come, first served.
   *
   * @return cold; each await is to be released once; fails with {@link IllegalStateException} if
   *     the task that awaits it holds the lock alone, or is {@link #reading}
   * @see #tryAcquireWrite
   */
  public Mono<@Nullable Void> acquireWrite() {
    return write;
  }

  /**
   * Acquires the lock for writing if it is free. Does not wait.
   *
   * @return whether it is held now
   */
  public boolean tryAcquireWrite() {
    if (writing || readers > 0) {
      return false;
    }
    writing = true;
    holder = Task.currentOrNull();
    return true;
  }

  /**
   * Ends the writing. Does not wait. Any task may call it.
   *
   * @throws IllegalStateException if nobody writes
   */
  public void releaseWrite() {
    if (!writing) {
      throw new IllegalStateException(this + " cannot be released: nobody writes");
    }
    writing = false;
    holder = null;
    serve();
  }

  /**
   * Acquires the lock for writing, runs {@code work} and releases it, however the work ends.
   *
   * <p>If cancelled, the permit is given back.
   *
   * @param work subscribed to once the lock is held
   * @return cold; its result is that of {@code work}
   */
  public <T> Mono<T> writing(Mono<T> work) {
    return Async.async(
        co -> {
          co.await(write);
          try {
            return co.await(work);
          } finally {
            releaseWrite();
          }
        });
  }

  /** Lets in who stands in front, and the readers behind a reader. */
  private void serve() {
    while (!writing && !waiters.isEmpty()) {
      if (waiters.first() == write) {
        if (readers > 0) {
          return;
        }
        writing = true;
        holder = waiters.firstTask();
      } else {
        read(waiters.firstTask());
      }
      waiters.wake(null);
    }
  }

  /** One more reads; which of several leaves later is not known. */
  private void read(@Nullable Task<?> reader) {
    holder = ++readers == 1 ? reader : null;
  }

  /**
   * Returns how the lock is used at the moment.
   *
   * @return a snapshot
   */
  public Statistics statistics() {
    return new Statistics(readers, writing, waiters.size());
  }

  /** {@code AsyncReadWriteLock[2 reading, 1 waiting]}. */
  @Override
  public String toString() {
    return "AsyncReadWriteLock["
        + (writing ? "writing" : readers > 0 ? readers + " reading" : "free")
        + ", "
        + waiters.size()
        + " waiting]";
  }

  /**
   * What a lock is doing.
   *
   * @param readers how many read
   * @param writing whether somebody writes
   * @param waiting how many wait to read or to write
   */
  public record Statistics(int readers, boolean writing, int waiting) {}

  private abstract class Acquire extends Operation<@Nullable Void> {
    @Override
    protected @Nullable Object attempt() {
      if (tried()) {
        return null;
      }
      Task<?> task = Task.currentOrNull();
      if (task != null && (holder == task || inside.contains(task))) {
        throw new IllegalStateException(
            "Task \""
                + task.name()
                + "\" already holds this "
                + AsyncReadWriteLock.this
                + ", which is not re-entrant");
      }
      return MUST_WAIT;
    }

    abstract boolean tried();

    @Override
    protected WaitQueue<@Nullable Void> queue() {
      return waiters;
    }

    @Override
    protected @Nullable Task<?> holder() {
      return holder;
    }

    /** Unless all readers are known, nobody knows who else could leave. */
    @Override
    protected Collection<? extends Task<?>> holders() {
      return !writing && inside.size() == readers ? inside : super.holders();
    }

    /** A writer that leaves lets in the readers who waited behind it only. */
    @Override
    protected void abandoned() {
      serve();
    }
  }

  private final class Read extends Acquire {
    @Override
    boolean tried() {
      return tryAcquireRead();
    }

    @Override
    protected void undelivered(@Nullable Void nothing) {
      releaseRead();
    }

    @Override
    public String toString() {
      return "AsyncReadWriteLock.acquireRead";
    }
  }

  private final class Write extends Acquire {
    @Override
    boolean tried() {
      return tryAcquireWrite();
    }

    @Override
    protected void undelivered(@Nullable Void nothing) {
      releaseWrite();
    }

    @Override
    public String toString() {
      return "AsyncReadWriteLock.acquireWrite";
    }
  }
}
