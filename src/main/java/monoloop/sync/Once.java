package monoloop.sync;

import java.util.Objects;
import monoloop.Async;
import monoloop.Coroutine;
import monoloop.Operation;
import monoloop.Task;
import monoloop.WaitQueue;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Runs something once and gives its result to everybody who asks.
 *
 * <pre>
 * fresh --> running --> done
 *   ^----------'            it failed, or who ran it was cancelled
 * </pre>
 *
 * <p>Whoever asks first runs it, in a task of their own; who comes meanwhile waits. An error goes
 * to the one who ran it, and the next one tries again: this is what {@code Mono.cache()} does not
 * do.
 *
 * {@snippet class="SyncSnippets" region="once"}
 *
 * @param <T> the result
 */
public final class Once<T extends @Nullable Object> {
  private final WaitQueue<Boolean> waiters = new WaitQueue<>("Once.get", this);

  /** Results in true for the one whose turn it is to run it, and in false once it is done. */
  private final Operation<Boolean> turn = new Turn();

  private final Mono<T> get;
  private boolean running;
  private boolean done;
  private @Nullable Object result;

  /** Who runs it; null if nobody does, or not in a task. */
  private @Nullable Task<?> runner;

  private Once(Mono<T> work) {
    Objects.requireNonNull(work, "work");
    get =
        Async.async(
            co -> {
              if (Boolean.TRUE.equals(co.await(turn))) {
                try {
                  finish(co.await(work));
                } finally {
                  passOn();
                }
              }
              return result();
            });
  }

  /**
   * Creates one that has not run.
   *
   * @param work subscribed to when somebody asks
   */
  public static <T> Once<T> of(Mono<T> work) {
    return new Once<>(work);
  }

  /**
   * Creates one that has not run.
   *
   * @param body run when somebody asks
   */
  public static <T extends @Nullable Object> Once<T> of(Coroutine<T> body) {
    return new Once<>(Async.async(body));
  }

  /**
   * Gives the result, running what makes it if nobody has.
   *
   * <p>The Mono completes with the result, at once if it is there. If cancelled while suspended,
   * nothing was taken: if this was who ran it, the one who waits longest runs it anew. Waiters are
   * served first come, first served.
   *
   * @return cold; fails with the error of the work, for the one who ran it, and with {@link
   *     IllegalStateException} if the work itself asks for the result
   */
  public Mono<T> get() {
    return get;
  }

  /**
   * Returns whether the result is there.
   *
   * @return true if {@link #get} would not wait
   */
  public boolean isDone() {
    return done;
  }

  private void finish(@Nullable Object value) {
    result = value;
    done = true;
  }

  /** It was run: to all if it is done, else to the next one who tries. */
  private void passOn() {
    if (done) {
      running = false;
      runner = null;
      waiters.wakeAll(false);
    } else {
      runner = waiters.firstTask();
      running = waiters.wake(true);
    }
  }

  @SuppressWarnings("unchecked")
  private T result() {
    return (T) result;
  }

  /**
   * Returns how it is used at the moment.
   *
   * @return a snapshot
   */
  public Statistics statistics() {
    return new Statistics(running, done, waiters.size());
  }

  /** {@code Once[running, 2 waiting]}. */
  @Override
  public String toString() {
    return "Once["
        + (done ? "done" : running ? "running" : "fresh")
        + ", "
        + waiters.size()
        + " waiting]";
  }

  /**
   * What it is doing.
   *
   * @param running whether somebody runs it
   * @param done whether the result is there
   * @param waiting how many wait for the result
   */
  public record Statistics(boolean running, boolean done, int waiting) {}

  private final class Turn extends Operation<Boolean> {
    @Override
    protected @Nullable Object attempt() {
      Task<?> asking = Task.currentOrNull();
      if (running) {
        if (runner != null && runner == asking) {
          throw new IllegalStateException(
              "Task \"" + runner.name() + "\" runs this Once: it cannot wait for its own result");
        }
        return MUST_WAIT;
      }
      running = !done;
      runner = running ? asking : null;
      return running;
    }

    @Override
    protected @Nullable Task<?> holder() {
      return runner;
    }

    @Override
    protected WaitQueue<Boolean> queue() {
      return waiters;
    }

    @Override
    protected void undelivered(Boolean mine) {
      if (mine) {
        passOn();
      }
    }
  }
}
