package monoloop;

import java.io.Serializable;
import java.lang.StackWalker.Option;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request to stop, on its way to the await that raises it.
 *
 * @param reason why, in the canceller's words; may be null
 * @param by who asked, as messages say it: {@code task "main"}; null if the library by itself
 * @param name of that task or thread; null if the library by itself
 */
record Cancellation(@Nullable String reason, @Nullable String by, @Nullable String name)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** What a canceller may be called through. */
  private static final Set<Class<?>> DOORS =
      Set.of(Cancellation.class, Task.class, Deferred.class, CancelScope.class);

  /** The library asks, for a reason that says it all. */
  static Cancellation of(@Nullable String reason) {
    return new Cancellation(reason, null, null);
  }

  /** Whoever runs on this thread asks; in debug mode with the line. */
  static Cancellation byCaller(@Nullable String reason) {
    Task<?> task = Task.currentOrNull();
    String name = task != null ? task.name() : Thread.currentThread().getName();
    String by = (task != null ? "task \"" : "thread \"") + name + '"';
    return new Cancellation(reason, Unawaited.on ? by + line() : by, name);
  }

  /** A task asks, because of what happened to it. */
  static Cancellation by(Task<?> task, String reason) {
    return new Cancellation(reason, "task \"" + task.name() + '"', task.name());
  }

  private static String line() {
    return StackWalker.getInstance(Option.RETAIN_CLASS_REFERENCE)
        .walk(
            frames ->
                frames
                    .dropWhile(f -> DOORS.contains(f.getDeclaringClass()))
                    .findFirst()
                    .map(f -> " at " + f.getFileName() + ":" + f.getLineNumber())
                    .orElse(""));
  }

  /** Whether this is what to raise of two that come together: somebody's before a limit's. */
  boolean outranks(Cancellation other) {
    return by != null && other.by == null;
  }

  /** {@code enough, cancelled by task "main"}. */
  String text() {
    String who = by == null ? "cancelled" : "cancelled by " + by;
    return reason == null ? who : by == null ? reason : reason + ", " + who;
  }
}
