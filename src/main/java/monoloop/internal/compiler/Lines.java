package monoloop.internal.compiler;

import org.jspecify.annotations.Nullable;

/** Where a suspended frame stands. For generated classes only. */
public final class Lines {
  private Lines() {}

  /**
   * The source line of a suspension.
   *
   * @param state the number of the suspension, counted from one
   * @param lines the line of each suspension, one char each
   * @return null if the frame is not suspended or the line is unknown
   */
  public static @Nullable StackTraceElement at(
      int state, String lines, String className, String method, String file) {
    if (state <= 0 || state > lines.length() || lines.charAt(state - 1) == 0) {
      return null;
    }
    return new StackTraceElement(
        className, method, file.isEmpty() ? null : file, lines.charAt(state - 1));
  }
}
