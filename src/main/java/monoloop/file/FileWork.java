package monoloop.file;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import monoloop.Async;
import monoloop.Loop;
import monoloop.Operation;
import monoloop.WaitQueue;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * One operation on a file: waits for the ones before it, runs on the pool, and ends on the loop.
 *
 * <p>Cancelling its waiter withdraws it if it has not begun. Once begun it runs to its end, and
 * what comes after it in the same file waits for that: half a write there never is.
 */
abstract class FileWork<T extends @Nullable Object> extends Operation<T>
    implements FileQueue.News {
  private final String name;
  private final WaitQueue<T> waiter;
  private final @Nullable Path path;
  final FileQueue queue;
  private volatile boolean unwanted;
  private @Nullable T result;
  private @Nullable Throwable error;

  /** {@code path} is what errors that do not name a file are about. */
  FileWork(String name, @Nullable Path path, FileQueue queue) {
    this.name = name;
    this.waiter = new WaitQueue<>(name);
    this.path = path;
    this.queue = queue;
  }

  /** Looks at something that is not an open file. */
  static <T extends @Nullable Object> Mono<T> query(String name, Path path, IoCall<T> call) {
    return Async.async(co -> co.await(query(name, path, new FileQueue(co.loop()), call)));
  }

  static <T extends @Nullable Object> FileWork<T> query(
      String name, @Nullable Path path, FileQueue queue, IoCall<T> call) {
    return new FileWork<T>(name, path, queue) {
      @Override
      T perform() throws IOException {
        return call.call();
      }
    };
  }

  /** Changes something that is not an open file. */
  static Mono<@Nullable Void> change(String name, Path path, IoAction action) {
    return Async.async(co -> co.await(change(name, path, new FileQueue(co.loop()), action)));
  }

  static FileWork<@Nullable Void> change(
      String name, @Nullable Path path, FileQueue queue, IoAction action) {
    return new FileWork<@Nullable Void>(name, path, queue) {
      @Override
      @Nullable Void perform() throws IOException {
        action.run();
        return null;
      }

      @Override
      boolean isChange() {
        return true;
      }
    };
  }

  /** Does it; on a thread of the pool. */
  abstract T perform() throws IOException;

  /**
   * Told on the loop when it has been done, well or not.
   *
   * @param wanted whether somebody waits for the result
   */
  void done(@Nullable T result, boolean wanted) {}

  /** Whether it is left out if its waiter is cancelled before it begins. */
  boolean canBeWithdrawn() {
    return true;
  }

  /** Whether it keeps others from moving the position. */
  boolean isUse() {
    return true;
  }

  /** Whether its failure is reported even if nobody waits any more. */
  boolean isChange() {
    return false;
  }

  /** Whether its waiter was cancelled. Any thread. */
  final boolean isUnwanted() {
    return unwanted;
  }

  // ---- on the loop

  @Override
  protected final Object attempt() {
    check(queue.loop);
    queue.submit(this);
    return MUST_WAIT;
  }

  static void check(Loop home) {
    if (!home.isCurrent()) {
      throw new IllegalStateException(
          "a file belongs to the loop that opened it, " + home + ", not to " + Loop.current());
    }
  }

  @Override
  protected final WaitQueue<T> queue() {
    return waiter;
  }

  @Override
  protected final void abandoned() {
    unwanted = true;
    if (canBeWithdrawn()) {
      queue.withdraw(this);
    }
  }

  @Override
  public final void heard() {
    queue.left(this);
    done(result, !unwanted);
    if (error == null) {
      waiter.wake(result);
    } else if (!waiter.fail(error) && isChange()) {
      queue.loop.report(
          name + " failed after the one who waited for it was cancelled", error, this);
    }
  }

  // ---- on the pool

  final void run() {
    try {
      result = perform();
    } catch (IOException e) {
      error = named(e);
    } catch (Throwable t) {
      error = t;
    }
  }

  /** The system's error for a channel does not say which file it is about. */
  final IOException named(IOException e) {
    if (path == null || e.getClass() != IOException.class) {
      return e;
    }
    FileSystemException named = new FileSystemException(path.toString(), null, e.getMessage());
    named.initCause(e);
    return named;
  }

  @Override
  public final void unheard() {
    T lost = result;
    if (lost != null) {
      lost(lost);
    }
  }

  /** Gives back a result that no loop is there to take; on the pool. */
  void lost(T result) {}

  /** What a change does. */
  @FunctionalInterface
  interface IoAction {
    void run() throws IOException;
  }

  /** What a query does. */
  @FunctionalInterface
  interface IoCall<T extends @Nullable Object> {
    T call() throws IOException;
  }
}
