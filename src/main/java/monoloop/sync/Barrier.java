package monoloop.sync;

import java.util.concurrent.BrokenBarrierException;
import monoloop.Operation;
import monoloop.WaitQueue;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Lets a fixed number of tasks wait for each other (asyncio.Barrier): like friends who meet at the
 * door and go in together.
 *
 * <pre>
 * filling --> (everybody there: all pass) --> filling ...
 *    '------> broken, by abort() --> filling, by reset()
 * </pre>
 *
 * <p>The places are free again as soon as the last one comes, so unlike asyncio's it has no time of
 * draining, in which newcomers wait outside. A task that is cancelled while it waits leaves; the
 * others still wait for the full number.
 */
public final class Barrier {
  private final WaitQueue<Integer> waiters = new WaitQueue<>("Barrier.await", this);
  private final Operation<Integer> await = new Await();
  private final int parties;
  private boolean broken;

  /**
   * Creates a barrier that nobody waits at.
   *
   * @param parties how many tasks pass together; at least 1
   * @throws IllegalArgumentException if {@code parties} is less than 1
   */
  public Barrier(int parties) {
    if (parties < 1) {
      throw new IllegalArgumentException("parties must be >= 1, was " + parties);
    }
    this.parties = parties;
  }

  /**
   * Waits until everybody has come.
   *
   * <p>The Mono completes with this task's place, from zero to the number of parties minus one, in
   * the order in which they came; for the last one at once. If cancelled while suspended, nothing
   * was taken: its place is free again, unless the others have passed already.
   *
   * @return cold; fails with {@link BrokenBarrierException} if the barrier is broken, or is
   *     {@linkplain #abort aborted} or {@linkplain #reset reset} while it waits
   */
  public Mono<Integer> await() {
    return await;
  }

  /** Sends everybody who waits away with an error, and mends a broken barrier. Does not wait. */
  public void reset() {
    broken = false;
    if (!waiters.isEmpty()) {
      failAll("was reset while this task waited");
    }
  }

  /**
   * Breaks the barrier: everybody who waits, and whoever comes before a {@link #reset}, gets an
   * error. Does not wait.
   */
  public void abort() {
    broken = true;
    failAll("was aborted while this task waited");
  }

  private void failAll(String why) {
    String message = this + " " + why;
    while (waiters.fail(new BrokenBarrierException(message))) {}
  }

  /**
   * Returns how many tasks pass together.
   *
   * @return what it was created with
   */
  public int parties() {
    return parties;
  }

  /**
   * Returns how many tasks wait.
   *
   * @return less than {@link #parties}
   */
  public int waiting() {
    return waiters.size();
  }

  /**
   * Returns whether it was aborted and not reset since.
   *
   * @return true if {@link #await} would fail
   */
  public boolean isBroken() {
    return broken;
  }

  /**
   * Returns how the barrier is used at the moment.
   *
   * @return a snapshot
   */
  public Statistics statistics() {
    return new Statistics(parties, waiters.size(), broken);
  }

  /** {@code Barrier[filling, 2 of 3 waiting]}. */
  @Override
  public String toString() {
    return "Barrier["
        + (broken ? "broken" : "filling")
        + ", "
        + waiters.size()
        + " of "
        + parties
        + " waiting]";
  }

  /**
   * What a barrier is doing.
   *
   * @param parties how many tasks pass together
   * @param waiting how many wait
   * @param broken whether it was aborted
   */
  public record Statistics(int parties, int waiting, boolean broken) {}

  private final class Await extends Operation<Integer> {
    @Override
    protected @Nullable Object attempt() throws BrokenBarrierException {
      if (broken) {
        throw new BrokenBarrierException(
            Barrier.this + " lets nobody pass: it was aborted. Call reset() to use it again");
      }
      if (waiters.size() + 1 < parties) {
        return MUST_WAIT;
      }
      for (int place = 0; waiters.wake(place); place++) {}
      return parties - 1;
    }

    @Override
    protected WaitQueue<Integer> queue() {
      return waiters;
    }
  }
}
