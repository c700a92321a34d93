package monoloop.shell;

import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import monoloop.Loop;
import org.jspecify.annotations.Nullable;

/**
 * How one thread waits for the shared loop: the first interrupt cancels what it waits for from then
 * on, and it goes on waiting. A cell's thread hears no second one: it stays, to break what holds
 * the loop, until the work has ended or its cell was left behind with the loop turning.
 */
final class CellWait {
  /** A loop that has not turned for so many milliseconds after Ctrl-C is held by a step. */
  private static final int HELD_MILLIS = 500;

  private static final CompletableFuture<Thread> LOOP = new CompletableFuture<>();

  static {
    Loop.shared().callSoonThreadsafe(() -> LOOP.complete(Thread.currentThread()));
  }

  private @Nullable InterruptedException interrupted;

  boolean isInterrupted() {
    return interrupted != null;
  }

  /** Throws the interrupt that came while it waited. */
  void rethrow() throws InterruptedException {
    if (interrupted != null) {
      throw interrupted;
    }
  }

  /** Waits for {@code future}; {@code cancel} is run if an interrupt comes, or has come before. */
  <T extends @Nullable Object> T of(CompletableFuture<T> future, Runnable cancel)
      throws InterruptedException, ExecutionException {
    if (interrupted == null) {
      try {
        return future.get();
      } catch (InterruptedException e) {
        interrupted = e;
      }
    }
    cancel.run();
    if (Thread.currentThread() instanceof CellThread cell) {
      boolean held;
      do {
        held = letTurn(cell.breaks());
      } while (!isDone(future) && (held || !cell.isAbandoned()));
      if (!future.isDone()) {
        throw Objects.requireNonNull(interrupted);
      }
    }
    return future.get();
  }

  /** Breaks the loop that a coroutine is in, if it holds the event loop; returns whether it did. */
  private static boolean letTurn(Breaks breaks) {
    CompletableFuture<@Nullable Void> turned = new CompletableFuture<>();
    Loop.shared().callSoonThreadsafe(() -> turned.complete(null));
    if (isDone(turned)) {
      return false;
    }
    Thread loop = LOOP.join();
    breaks.of(loop);
    try {
      turned.join();
    } finally {
      breaks.spare(loop);
    }
    return true;
  }

  /** Whether it ends soon. */
  private static boolean isDone(CompletableFuture<?> future) {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(HELD_MILLIS);
    while (true) {
      try {
        future.get(until - System.nanoTime(), TimeUnit.NANOSECONDS);
        return true;
      } catch (TimeoutException e) {
        return false;
      } catch (ExecutionException | CancellationException e) {
        return true;
      } catch (InterruptedException e) {
        // it has been cancelled already
      }
    }
  }
}
