package monoloop;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What a suspended task waits for, in words and with the line.
 *
 * @param kind who will end the wait
 * @param what {@code sleep}, {@code AsyncQueue.take}, {@code gather of 3}, {@code Task b}, or an
 *     operator's name
 * @param at the program's line that waits, the innermost one; null if unknown
 */
public record AwaitPoint(Kind kind, String what, @Nullable StackTraceElement at)
    implements Serializable {

  /** Who ends a wait. */
  public enum Kind {
    /** The loop's clock. */
    SLEEP,
    /** Nobody: it goes on in the next turn. */
    TURN,
    /** Other tasks, by ending, or who completes a {@link Deferred}. */
    RESULT,
    /** Whoever wakes the line in which it waits: a lock, a queue, an event. */
    LINE,
    /** IO, another thread, or a publisher of others. */
    OUTSIDE
  }

  /** What {@code task} waits for; null if it does not. */
  static @Nullable AwaitPoint of(Task<?> task) {
    CoroutineFrame frame = task.root;
    if (frame == null || task.running || !frame.begun()) {
      return null;
    }
    Object w = task.waiting;
    return new AwaitPoint(kindOf(w), TaskText.waitingIn(w), frame.waitsAtUserLine());
  }

  private static Kind kindOf(@Nullable Object waiting) {
    return switch (waiting) {
      case null -> Kind.TURN;
      case Waiter<?> waiter -> waiter.isExternal() ? Kind.OUTSIDE : Kind.LINE;
      case Waiting wait -> wait.source() == null ? Kind.RESULT : Kind.OUTSIDE;
      case Outcome<?> result -> Kind.RESULT;
      default -> Kind.SLEEP;
    };
  }

  /** {@code sleep at Parser.java:41}. */
  @Override
  public String toString() {
    return at == null ? what : what + " at " + at.getFileName() + ":" + at.getLineNumber();
  }
}
