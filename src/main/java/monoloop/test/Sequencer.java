package monoloop.test;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import monoloop.Async;
import monoloop.Coroutine;
import monoloop.Operation;
import monoloop.WaitQueue;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Runs numbered blocks of several tasks in the order of their numbers, from 0 on, to bring about an
 * order of events that a test wants (Trio: Sequencer).
 *
 * <p>Belongs to the loop of its tasks.
 */
public final class Sequencer {
  private final Map<Integer, WaitQueue<Boolean>> waiting = new HashMap<>();
  private final Set<Integer> claimed = new HashSet<>();
  private int next;
  private boolean broken;

  /** Creates a sequencer whose next block is 0. */
  public Sequencer() {}

  /**
   * Waits until all blocks with lower numbers have ended, then runs {@code body} as a part of the
   * task that awaits.
   *
   * <p>However the body ends, the next block may begin. If cancelled while it waits for its turn,
   * no block can run any more: those that wait or come later fail with an IllegalStateException.
   *
   * @param number each one once
   * @param body the block
   * @return cold; its result is the body's; fails with an IllegalStateException if the number was
   *     used before
   * @throws IllegalArgumentException if {@code number} is negative
   */
  public <T extends @Nullable Object> Mono<T> block(int number, Coroutine<T> body) {
    if (number < 0) {
      throw new IllegalArgumentException("number must be >= 0, was " + number);
    }
    Mono<T> block = Async.async(body);
    return Async.async(
        co -> {
          co.await(new Turn(number));
          try {
            return co.await(block);
          } finally {
            ended();
          }
        });
  }

  private void ended() {
    next++;
    WaitQueue<Boolean> q = waiting.remove(next);
    if (q != null) {
      q.wake(true);
    }
  }

  private void breakOff() {
    broken = true;
    waiting.values().forEach(q -> q.failAll(refusal()));
    waiting.clear();
  }

  private IllegalStateException refusal() {
    return new IllegalStateException(
        this + " runs no more blocks: a task was cancelled while it waited for its turn");
  }

  /** {@code Sequencer[next 2]}. */
  @Override
  public String toString() {
    return "Sequencer[" + (broken ? "broken" : "next " + next) + "]";
  }

  /** Waits for a number to be the next one. */
  private final class Turn extends Operation<Boolean> {
    private final int number;

    Turn(int number) {
      this.number = number;
    }

    @Override
    protected @Nullable Object attempt() {
      if (broken) {
        throw refusal();
      }
      if (!claimed.add(number)) {
        throw new IllegalStateException(
            "block " + number + " of " + Sequencer.this + " has been used. Number each one once");
      }
      return number == next ? (Object) true : MUST_WAIT;
    }

    @Override
    protected WaitQueue<Boolean> queue() {
      return waiting.computeIfAbsent(number, n -> new WaitQueue<>("block " + n));
    }

    @Override
    protected void undelivered(Boolean value) {
      breakOff();
    }

    @Override
    protected void abandoned() {
      breakOff();
    }
  }
}
