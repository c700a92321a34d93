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
