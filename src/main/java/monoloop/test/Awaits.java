package monoloop.test;

import java.util.Objects;
import java.util.function.Supplier;
import monoloop.Async;
import monoloop.Coroutine;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/**
 * Waits for the end of all other activity, and what happens if an await does not end well.
 *
 * <p>The runs of {@code cancelAtEach} and {@code failAtEach} have a loop of their own each, on
 * virtual time. In the first run the body's first await is disturbed, in the second run its second
 * one, and so on until a run has fewer awaits than that. Awaits that complete at once do not count,
 * those of coroutines that it awaits do. Every run must end, leave no task behind and no error
 * unseen.
 */
public final class Awaits {
  private Awaits() {}

  /**
   * Waits until every other task of the loop waits for a time, IO or another thread (Trio:
   * wait_all_tasks_blocked).
   *
   * <p>The Mono completes empty in a turn that begins with nothing ready; a virtual clock does not
   * jump before, but goes where {@link monoloop.VirtualTicker#advance} has sent it. Waiting ones
   * are served first come, first served.
   *
   * @return cold; each await waits anew
   */
  public static Mono<@Nullable Void> waitUntilAllBlocked() {
    return new AllBlocked();
  }

  /**
   * Cancels {@code body} at each of its awaits in turn.
   *
   * @param body makes what it works on; may end as it likes except with another error than {@link
   *     monoloop.CancelledError}
   * @return at how many awaits it was cancelled
   * @throws AssertionError if it fails, hangs or leaves something behind; says at which await
   */
  public static int cancelAtEach(Coroutine<?> body) {
    return cancelAtEach(body, () -> {});
  }

  /**
   * As {@link #cancelAtEach(Coroutine)}, with a look at what the body has left.
   *
   * @param body makes what it works on
   * @param check called after each run; throws if something is wrong
   * @return at how many awaits it was cancelled
   * @throws AssertionError also if {@code check} throws
   */
  public static int cancelAtEach(Coroutine<?> body, Runnable check) {
    return Disturbance.atEach(body, check, null);
  }

  /**
   * Lets each await of {@code body} fail in turn.
   *
   * @param body makes what it works on; may end as it likes, except with an {@link AssertionError}
   * @param error makes what is raised at the await instead of its result; a gather is left alone
   * @return how many awaits there were
   * @throws AssertionError if it hangs or leaves something behind; says at which await
   */
  public static int failAtEach(Coroutine<?> body, Supplier<? extends Exception> error) {
    return failAtEach(body, error, () -> {});
  }

  /**
   * As {@link #failAtEach(Coroutine, Supplier)}, with a look at what the body has left.
   *
   * @param body makes what it works on
   * @param error makes what is raised at the await instead of its result
   * @param check called after each run; throws if something is wrong
   * @return how many awaits there were
   * @throws AssertionError also if {@code check} throws
   */
  public static int failAtEach(
      Coroutine<?> body, Supplier<? extends Exception> error, Runnable check) {
    return Disturbance.atEach(body, check, Objects.requireNonNull(error, "error"));
  }

  /**
   * Awaits {@code work}, which must take a turn of the loop at least (Trio: assert_checkpoints).
   *
   * @param work awaited in the task of the waiter
   * @return cold; its result is that of {@code work}; fails with an {@link AssertionError} if it
   *     completed without a turn
   */
  public static <T> Mono<T> assertSuspends(Mono<T> work) {
    return counted(work, true);
  }

  /**
   * Awaits {@code work}, which must complete at once (Trio: assert_no_checkpoints).
   *
   * @param work awaited in the task of the waiter
   * @return cold; its result is that of {@code work}; fails with an {@link AssertionError} if it
   *     took a turn of the loop
   */
  public static <T> Mono<T> assertCompletesAtOnce(Mono<T> work) {
    return counted(work, false);
  }

  private static <T> Mono<T> counted(Mono<T> work, boolean suspends) {
    Objects.requireNonNull(work, "work");
    return Async.async(
        co -> {
          Turn turn = new Turn();
          Disposable mark = co.loop().callSoon(turn);
          T result = co.await(work);
          mark.dispose();
          if (turn.over != suspends) {
            throw new AssertionError(
                work + (suspends ? " completed without a turn" : " did not complete at once"));
          }
          return result;
        });
  }

  /** Learns that the turn is over in which it was made. */
  private static final class Turn implements Runnable {
    private boolean over;

    @Override
    public void run() {
      over = true;
    }
  }
}
