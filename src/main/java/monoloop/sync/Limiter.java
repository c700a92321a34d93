package monoloop.sync;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import monoloop.Async;
import monoloop.Coroutine;
import monoloop.Operation;
import monoloop.Task;
import monoloop.WaitQueue;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Limits how many do something at the same time (Trio: CapacityLimiter): like a sack of tokens, of
 * which everybody may hold one.
 *
 * <p>Unlike an {@link AsyncSemaphore} it knows who holds a token, so that one that is given back
 * twice, or by a stranger, is an error; and its size can be changed while it is used. A borrower is
 * the task that acquires, or any object that it acquires on behalf of.
 *
 * {@snippet class="SyncSnippets" region="limiter"}
 */
public final class Limiter {
  private final WaitQueue<@Nullable Void> waiters = new WaitQueue<>("Limiter.acquire", this);
  private final Operation<@Nullable Void> acquire = new Acquire(null);
  private final Set<Object> borrowers = new HashSet<>();
  private int tokens;

  /**
   * Creates a limiter whose tokens are all free.
   *
   * @param tokens how many may hold one at the same time; at least 1
   * @throws IllegalArgumentException if {@code tokens} is less than 1
   */
  public Limiter(int tokens) {
    this.tokens = checked(tokens);
  }

  private static int checked(int tokens) {
    if (tokens < 1) {
      throw new IllegalArgumentException("tokens must be >= 1, was " + tokens);
    }
    return tokens;
  }

  // ---- borrowing

  /**
   * Borrows a token for the task that awaits this, waiting while none is free.
   *
   * <p>The Mono completes empty once the task holds a token, at once if one is free. If cancelled,
   * the permit is given back. Waiters are served first come, first served.
   *
   * @return cold; fails with {@link IllegalStateException} if the task holds a token already
   * @see #tryAcquire
   */
  public Mono<@Nullable Void> acquire() {
    return acquire;
  }

  /**
   * As {@link #acquire}, for another borrower than the task: whoever gives the token back names it.
   *
   * @param borrower equal ones are the same borrower
   * @return cold; fails with {@link IllegalStateException} if the borrower holds a token already
   */
  public Mono<@Nullable Void> acquireFor(Object borrower) {
    return new Acquire(Objects.requireNonNull(borrower, "borrower"));
  }

  /**
   * Borrows a token for the current task if one is free and nobody waits. Does not wait.
   *
   * @return whether it was borrowed
   * @throws IllegalStateException if the task holds a token already, or there is no current task
   */
  public boolean tryAcquire() {
    return tryAcquireFor(Task.current());
  }

  /**
   * As {@link #tryAcquire}, for another borrower than the task.
   *
   * @param borrower equal ones are the same borrower
   * @return whether it was borrowed
   * @throws IllegalStateException if the borrower holds a token already
   */
  public boolean tryAcquireFor(Object borrower) {
    if (borrowers.contains(Objects.requireNonNull(borrower, "borrower"))) {
      throw new IllegalStateException(
          words(borrower) + " already holds a token of this " + this + ". One is all it can get");
    }
    // nobody waits while a token is free
    return borrowers.size() < tokens && borrowers.add(borrower);
  }

  /**
   * Gives the token of the current task back. Does not wait.
   *
   * @throws IllegalStateException if the task holds none, or there is no current task
   */
  public void release() {
    releaseFor(Task.current());
  }

  /**
   * Gives the token of {@code borrower} back. Does not wait. Any task may call it.
   *
   * @param borrower who acquired it
   * @throws IllegalStateException if it holds none
   */
  public void releaseFor(Object borrower) {
    if (!borrowers.remove(Objects.requireNonNull(borrower, "borrower"))) {
      throw new IllegalStateException(words(borrower) + " holds no token of this " + this);
    }
    serve();
  }

  /**
   * Borrows a token, runs {@code work} and gives the token back, however the work ends.
   *
   * <p>If cancelled, the permit is given back.
   *
   * @param work subscribed to once there is a token
   * @return cold; its result is that of {@code work}; fails as {@link #acquire} does
   */
  public <T> Mono<T> using(Mono<T> work) {
    return Async.async(
        co -> {
          co.await(acquire);
          try {
            return co.await(work);
          } finally {
            releaseFor(co.task());
          }
        });
  }

  /**
   * As {@link #using(Mono)}, for the body of a coroutine.
   *
   * @param body run once there is a token
   * @return cold; its result is that of {@code body}
   */
  public <T extends @Nullable Object> Mono<T> using(Coroutine<T> body) {
    return using(Async.async(body));
  }

  /** Gives free tokens to those who wait longest. */
  private void serve() {
    while (borrowers.size() < tokens && waiters.first() instanceof Acquire next) {
      Object borrower = next.borrower(waiters.firstTask());
      if (borrowers.add(borrower)) {
        waiters.wake(null);
      } else {
        waiters.fail(
            new IllegalStateException(
                words(borrower) + " has got a token of this " + this + " while it waited for one"));
      }
    }
  }

  private static String words(Object borrower) {
    return borrower instanceof Task<?> task ? "Task \"" + task.name() + "\"" : borrower.toString();
  }

  // ---- size

  /**
   * Returns how many may hold a token at the same time.
   *
   * @return at least 1
   */
  public int tokens() {
    return tokens;
  }

  /**
   * Changes how many may hold a token at the same time. Does not wait: more tokens go to those who
   * wait; if there are fewer, those that are borrowed stay so, and none is lent until enough have
   * come back.
   *
   * @param tokens at least 1
   * @throws IllegalArgumentException if {@code tokens} is less than 1
   */
  public void resize(int tokens) {
    this.tokens = checked(tokens);
    serve();
  }

  /**
   * Returns how many tokens are free.
   *
   * @return zero also while more are borrowed than there are since a {@link #resize}
   */
  public int available() {
    return Math.max(0, tokens - borrowers.size());
  }

  /**
   * Returns how the limiter is used at the moment.
   *
   * @return a snapshot
   */
  public Statistics statistics() {
    return new Statistics(tokens, List.copyOf(borrowers), waiters.size());
  }

  /** {@code Limiter[3 of 4 borrowed, 0 waiting]}. */
  @Override
  public String toString() {
    return "Limiter["
        + borrowers.size()
        + " of "
        + tokens
        + " borrowed, "
        + waiters.size()
        + " waiting]";
  }

  /**
   * What a limiter is doing.
   *
   * @param tokens how many may hold one
   * @param borrowers who holds one, in no order
   * @param waiting how many wait for one
   */
  public record Statistics(int tokens, List<Object> borrowers, int waiting) {}

  private final class Acquire extends Operation<@Nullable Void> {
    private final @Nullable Object borrower;

    Acquire(@Nullable Object borrower) {
      this.borrower = borrower;
    }

    Object borrower(@Nullable Task<?> task) {
      return borrower != null ? borrower : Objects.requireNonNull(task);
    }

    @Override
    protected @Nullable Object attempt() {
      return tryAcquireFor(borrower(Task.currentOrNull())) ? null : MUST_WAIT;
    }

    @Override
    protected WaitQueue<@Nullable Void> queue() {
      return waiters;
    }

    /** Of several borrowers any one may give its token back. */
    @Override
    protected Collection<? extends Task<?>> holders() {
      List<Task<?>> holders = new ArrayList<>(borrowers.size());
      for (Object borrower : borrowers) {
        if (!(borrower instanceof Task<?> task)) {
          return List.of();
        }
        holders.add(task);
      }
      return holders;
    }

    @Override
    protected @Nullable Task<?> holder() {
      return borrowers.size() == 1 && borrowers.iterator().next() instanceof Task<?> task
          ? task
          : null;
    }

    @Override
    protected void undelivered(@Nullable Void nothing) {
      releaseFor(borrower(Task.currentOrNull()));
    }
  }
}
