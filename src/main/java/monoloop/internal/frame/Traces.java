package monoloop.internal.frame;

import java.util.ArrayList;
import java.util.List;

/**
 * Completes stack traces: a frame that runs deep inside a delegation is entered directly, so the
 * suspended frames outside of it are not on the stack. They are put back where they belong.
 */
public final class Traces {
  /** Deeper delegations are cut: a trace is for reading. */
  private static final int LIMIT = 64;

  /** Traces this long get no further lines, however often their exception is awaited. */
  private static final int LONGEST = 1000;

  private Traces() {}

  /** Adds the frames that delegate to {@code from}, innermost first, below its own line. */
  static void stitch(Throwable thrown, Frame from) {
    List<StackTraceElement> suspended = new ArrayList<>();
    for (Frame f = from.parent(); f != null && suspended.size() < LIMIT; f = f.parent()) {
      StackTraceElement e = f.where();
      if (e != null) {
        suspended.add(e);
      }
    }
    insert(thrown, suspended);
  }

  /** Makes the trace of {@code thrown} show where the chain that ends in {@code leaf} waits. */
  public static void awaited(Throwable thrown, Frame leaf) {
    List<StackTraceElement> suspended = new ArrayList<>();
    for (Frame f = leaf; f != null && suspended.size() < LIMIT; f = f.parent()) {
      StackTraceElement e = f.where();
      if (e != null) {
        suspended.add(e);
      }
    }
    append(thrown, suspended);
  }

  /**
   * Makes the trace of {@code thrown} show the user's line that awaits it right now: the caller of
   * the innermost {@code await} on this thread's stack.
   *
   * @return {@code thrown}
   */
  public static Throwable awaitedHere(Throwable thrown) {
    StackTraceElement here =
        StackWalker.getInstance()
            .walk(
                frames ->
                    frames
                        .dropWhile(f -> !f.getMethodName().equals("await"))
                        .dropWhile(f -> f.getMethodName().equals("await"))
                        .findFirst()
                        .map(StackWalker.StackFrame::toStackTraceElement)
                        .orElse(null));
    if (here != null && !here.getClassName().startsWith("monoloop.internal.")) {
      append(thrown, List.of(here));
    }
    return thrown;
  }

  /** Appends those of {@code lines} that the trace does not show yet. */
  private static void append(Throwable thrown, List<StackTraceElement> lines) {
    StackTraceElement[] trace = thrown.getStackTrace();
    if (trace.length == 0 || trace.length > LONGEST) {
      return;
    }
    List<StackTraceElement> all = new ArrayList<>(List.of(trace));
    for (StackTraceElement line : lines) {
      if (!all.contains(line)) {
        all.add(line);
      }
    }
    if (all.size() > trace.length) {
      thrown.setStackTrace(all.toArray(new StackTraceElement[0]));
    }
  }

  /** Puts {@code suspended} above the first element that belongs to the library's own driver. */
  static void insert(Throwable thrown, List<StackTraceElement> suspended) {
    StackTraceElement[] trace = thrown.getStackTrace();
    if (suspended.isEmpty() || trace.length == 0) {
      return;
    }
    int at = 0;
    while (at < trace.length && !trace[at].getClassName().equals(Frame.class.getName())) {
      at++;
    }
    List<StackTraceElement> all = new ArrayList<>(trace.length + suspended.size());
    for (int i = 0; i < at; i++) {
      all.add(trace[i]);
    }
    all.addAll(suspended);
    for (int i = at; i < trace.length; i++) {
      all.add(trace[i]);
    }
    thrown.setStackTrace(all.toArray(new StackTraceElement[0]));
  }
}
