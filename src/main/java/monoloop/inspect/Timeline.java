package monoloop.inspect;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import monoloop.AwaitPoint;
import org.jspecify.annotations.Nullable;

/**
 * What the tasks of a loop did when, as plain data and as pictures.
 *
 * <p>One thread takes all steps, so no two of them overlap. Pictures give each step some width even
 * if it took no time, as under virtual time: steps of one moment stand side by side in their order.
 *
 * @param lanes the tasks, in the order in which they were made
 * @param steps in order
 * @param beginNanos when the recording began, on the loop's clock
 * @param endNanos when it ended
 * @param dropped how many steps before the first one were not kept
 * @param slow steps that took this long or longer are red
 */
public record Timeline(
    List<Lane> lanes,
    List<Step> steps,
    long beginNanos,
    long endNanos,
    long dropped,
    Duration slow) {

  /** Instead of a lane: nothing woke it but its own timer or turn. */
  public static final int NOBODY = -1;

  /** Instead of a lane: IO, another thread, a timer or a callback woke it. */
  public static final int OUTSIDE = -2;

  /** Copies the lists. */
  public Timeline {
    lanes = List.copyOf(lanes);
    steps = List.copyOf(steps);
    Objects.requireNonNull(slow, "slow");
  }

  /**
   * One task.
   *
   * @param number what steps refer to
   * @param name the task's
   * @param createdNanos when it was made, or first seen
   * @param createdBy the number of the lane whose step made it, or {@link #NOBODY}
   * @param createdIn the number of the step in or before which that was
   */
  public record Lane(int number, String name, long createdNanos, int createdBy, long createdIn) {}

  /**
   * One step of a task: what it did without waiting.
   *
   * @param lane the task's number
   * @param number counts all steps of the loop
   * @param beginNanos on the loop's clock
   * @param endNanos on the loop's clock
   * @param awaits what it waited for afterwards; null if it had ended, or was only interrupted by a
   *     step that it started itself
   * @param ending {@code completed}, {@code failed}, {@code cancelled}, or empty
   * @param wokenBy the number of the lane whose step made this one due, {@link #OUTSIDE} or {@link
   *     #NOBODY}
   * @param wokenNanos when that was; meaningless for {@link #NOBODY}
   * @param wokenIn the number of the step in or before which that was
   */
  public record Step(
      int lane,
      long number,
      long beginNanos,
      long endNanos,
      @Nullable AwaitPoint awaits,
      String ending,
      int wokenBy,
      long wokenNanos,
      long wokenIn) {

    /** How long it held the loop. */
    public long nanos() {
      return endNanos - beginNanos;
    }
  }

  /**
   * Returns the same with another limit for slow steps.
   *
   * @param slow zero makes every step slow
   */
  public Timeline slow(Duration slow) {
    return new Timeline(lanes, steps, beginNanos, endNanos, dropped, slow);
  }

  boolean isSlow(Step step) {
    return step.nanos() >= slow.toNanos();
  }

  /** When the first of what is shown happened: what is not kept is not shown. */
  long firstNanos() {
    if (steps.isEmpty()) {
      return beginNanos;
    }
    long first = steps.getFirst().beginNanos();
    return dropped > 0 ? first : Math.min(first, lanes.getFirst().createdNanos());
  }

  /** The step of that number; null if it is not kept, or was not taken. */
  @Nullable Step step(long number) {
    long index = steps.isEmpty() ? -1 : number - steps.getFirst().number();
    return index < 0 || index >= steps.size() ? null : steps.get((int) index);
  }

  /** Those of which a step is kept, or that have not begun. */
  List<Lane> shownLanes() {
    Set<Integer> used = new HashSet<>();
    steps.forEach(s -> used.add(s.lane()));
    return lanes.stream().filter(l -> dropped == 0 || used.contains(l.number())).toList();
  }

  /**
   * Draws it as one SVG file of 1000 pixels width that needs nothing else, with colours for light
   * and for dark surroundings.
   *
   * @return the file's text
   */
  public String svg() {
    return new TimelineSvg(this).draw();
  }

  /**
   * Draws it as a web page that needs nothing else: the picture, which tells more about what the
   * mouse points at.
   *
   * @return the file's text
   */
  public String html() {
    return Page.of("Timeline", svg());
  }

  /**
   * Draws it for a terminal.
   *
   * @param columns how many characters a line may have, at least 40
   * @return a line for each task, and a legend
   * @throws IllegalArgumentException if {@code columns} is less than 40
   */
  public String text(int columns) {
    if (columns < 40) {
      throw new IllegalArgumentException("columns must be >= 40, was " + columns);
    }
    return new TimelineText(this, columns).draw();
  }

  /**
   * Writes it as a file for the trace viewers of Chrome and Perfetto.
   *
   * @return JSON
   */
  public String chromeTrace() {
    return new ChromeTrace(this).write();
  }

  /** {@code Timeline[3 tasks, 12 steps, 1.5 s]}. */
  @Override
  public String toString() {
    return "Timeline["
        + lanes.size()
        + " tasks, "
        + steps.size()
        + " steps, "
        + Durations.ofNanos(endNanos - beginNanos)
        + "]";
  }
}
