package monoloop;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One task in a {@link LoopDump}.
 *
 * @param number its place in {@link LoopDump#tasks}
 * @param name as {@link Task#name}; not unique
 * @param state at that moment
 * @param awaits what it waits for, or what it was woken from; null if it runs or has not begun
 * @param lines where it stands: the innermost line of the program first, then those that await it
 * @param waitsFor the tasks that it waits for, in order of their numbers
 * @param source what it awaits if that is not the loop's: the operators, the last one first, down
 *     to the source and its connection as far as they tell. If an operator awaits several, each of
 *     them is one text, such as {@code 1 of 2: map ← delay}
 * @param remaining how long until the first time limit around its await is over; negative if it is
 *     over already, null if there is none
 * @param cancelling as {@link Task#cancelling}
 * @param compiled whether its innermost body is a state machine rather than a thread
 */
public record TaskDump(
    int number,
    String name,
    State state,
    @Nullable AwaitPoint awaits,
    List<StackTraceElement> lines,
    List<Link> waitsFor,
    List<String> source,
    @Nullable Duration remaining,
    int cancelling,
    boolean compiled)
    implements Serializable {

  /** What a task was doing. */
  public enum State {
    /** Its first step is due. */
    CREATED,
    /** Its wait is over and its step is due. */
    READY,
    /** In a step. */
    RUNNING,
    /** It waits. */
    SUSPENDED
  }

  /**
   * One task waits for another.
   *
   * @param task the number of the one that is waited for
   * @param how through what: {@code gather of 3}, {@code TaskGroup[open, 2 tasks]}; {@code holds
   *     it} if it holds the lock that is waited for; empty if the task itself is awaited
   */
  public record Link(int task, String how) implements Serializable {}
}
