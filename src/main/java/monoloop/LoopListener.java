package monoloop;

import org.jspecify.annotations.Nullable;

/**
 * Hears what the tasks of a loop do, as it happens: for recorders. Given to {@link Loop#listen};
 * while a loop has none, each step costs one look at a field.
 *
 * <p>Called on the loop's thread, within the turn: what it does delays the loop. What it throws
 * goes to the exception handler. It may look at tasks, and must not run, cancel or await them.
 */
public interface LoopListener {

  /**
   * A task was made; its first step comes later.
   *
   * @param by whose step made it; null if none did
   */
  default void created(Task<?> task, @Nullable Task<?> by) {}

  /**
   * A step begins. Steps nest: one that begins before the other has ended interrupts that one, as
   * {@link Co#spawnEager} does.
   */
  default void stepBegins(Task<?> task) {}

  /** A step has ended: the task is done, or {@link Task#awaiting} tells what it waits for. */
  default void stepEnds(Task<?> task) {}

  /**
   * A wait is over: a step is due. Not called for what waits for the clock or for one turn; {@link
   * Task#awaiting} still tells what it was.
   *
   * @param by whose step or end brought it; null for a timer, IO, another thread, or a callback of
   *     {@link Loop#callSoon}
   */
  default void woken(Task<?> task, @Nullable Task<?> by) {}
}
