package monoloop.shell;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Errors as people read them: what was thrown, and where in their own code. */
final class Errors {
  private static final int MOST = 8;

  private Errors() {}

  /** Simple name, message, and the lines of the user's own code. */
  static String text(Throwable error) {
    List<String> lines = new ArrayList<>();
    lines.add(headline(error));
    places(error).forEach(place -> lines.add("    at " + place));
    for (Throwable cause = error.getCause(); cause != null; cause = cause.getCause()) {
      lines.add("  caused by " + headline(cause));
    }
    return String.join("\n", lines);
  }

  static String headline(Throwable error) {
    return Output.Thrown.of(error).toString();
  }

  private static Stream<String> places(Throwable error) {
    Set<String> declared = // JShell runs the right side of a "var" in a method of its own
        Arrays.stream(error.getStackTrace())
            .filter(e -> e.getMethodName().equals("do_it$Aux"))
            .map(StackTraceElement::getClassName)
            .collect(Collectors.toSet());
    return Arrays.stream(error.getStackTrace())
        .filter(e -> !isMachinery(e.getClassName()))
        .filter(e -> !(e.getMethodName().equals("do_it$") && declared.contains(e.getClassName())))
        .limit(MOST)
        .map(Places::of)
        .distinct();
  }

  private static boolean isMachinery(String className) {
    return className.startsWith("java.")
        || className.startsWith("jdk.")
        || className.startsWith("sun.")
        || className.startsWith("reactor.")
        || className.startsWith("io.netty.")
        || className.startsWith("REPL.$Gate$")
        || className.startsWith("monoloop.") && !className.startsWith("monoloop.walkthrough.");
  }
}
