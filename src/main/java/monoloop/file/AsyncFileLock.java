package monoloop.file;

import java.io.IOException;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.time.Duration;
import monoloop.Async;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A lock on a file that other processes see (fcntl, LockFileEx). It is advisory: it keeps out those
 * who lock too, and nobody else.
 *
 * <p>Made by {@link AsyncFile#lock}. The system drops it when the file is closed, when the process
 * ends, and on POSIX when the process closes any other channel of the same file.
 */
public final class AsyncFileLock {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(200);

  private final OpenFile file;
  private final FileLock lock;
  private boolean released;

  private AsyncFileLock(OpenFile file, FileLock lock) {
    this.file = file;
    this.lock = lock;
  }

  /** Asks again and again: a thread in lock() could be called back by closing the file only. */
  static Mono<AsyncFileLock> acquire(OpenFile file, boolean shared) {
    return Async.async(
        co -> {
          Duration pause = FIRST_PAUSE;
          for (AsyncFileLock lock; ; pause = longer(pause)) {
            file.checkOpen();
            if ((lock = co.await(new Attempt(file, shared))) != null) {
              return lock;
            }
            co.await(Async.sleep(pause));
          }
        });
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
  }

  static Mono<AsyncFileLock> tryAcquire(OpenFile file, boolean shared) {
    return Async.async(
        co -> {
          file.checkOpen();
          return co.await(new Attempt(file, shared));
        });
  }

  /**
   * Returns whether others may hold it at the same time.
   *
   * @return true for a reader's lock
   */
  public boolean isShared() {
    return lock.isShared();
  }

  /**
   * Gives it back after the operations of the file that were awaited before. Not
   * cancellable, and not kept from it by a cancelled scope. A second call, or one after the file
   * was closed, does nothing.
   *
   * @return cold; completes empty; fails with the file system's {@link IOException}
   */
  public Mono<@Nullable Void> release() {
    return Async.shielded(
        co -> {
          if (released || file.isClosed()) {
            return null;
          }
          released = true;
          return co.await(begin(file, lock));
        });
  }

  private static Cleanup begin(OpenFile file, FileLock lock) {
    return Cleanup.begin(
        "AsyncFileLock.release",
        file.path,
        file.queue,
lock::release);
  }

  /** {@code AsyncFileLock[held, exclusive, notes.txt]}. */
  @Override
  public String toString() {
    return "AsyncFileLock["
        + (released ? "released" : lock.isValid() ? "held" : "lost")
        + (isShared() ? ", shared, " : ", exclusive, ")
        + file.path
        + "]";
  }

  /** Takes it if it is free; null if not. */
  private static final class Attempt extends FileWork<@Nullable AsyncFileLock> {
    private final OpenFile file;
    private final boolean shared;

    Attempt(OpenFile file, boolean shared) {
      super("AsyncFile.lock", file.path, file.queue);
      this.file = file;
      this.shared = shared;
    }

    @Override
    @Nullable AsyncFileLock perform() throws IOException {
      try {
        FileLock lock = file.channel.tryLock(0, Long.MAX_VALUE, shared);
        return lock == null ? null : new AsyncFileLock(file, lock);
      } catch (OverlappingFileLockException heldByThisProcess) {
        return null;
      }
    }

    @Override
    void done(@Nullable AsyncFileLock lock, boolean wanted) {
      if (!wanted) {
        undelivered(lock);
      }
    }

    @Override
    protected void undelivered(@Nullable AsyncFileLock lock) {
      if (lock != null && !file.isClosed()) {
        begin(file, lock.lock);
      }
    }
  }
}
