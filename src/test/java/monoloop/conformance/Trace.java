package monoloop.conformance;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What a twin prints, in Python's notation. Any thread may print. */
final class Trace {
  private final StringBuilder text = new StringBuilder();

  /** Python's {@code print(a, b)}: a blank between the arguments, a line end after them. */
  synchronized void print(Object... values) {
    text.append(Arrays.stream(values).map(Trace::str).collect(Collectors.joining(" ")));
    text.append('\n');
  }

  /** Python's {@code print(text, end="")}. */
  synchronized void write(Object value) {
    text.append(str(value));
  }

  synchronized List<String> lines() {
    return text.toString().lines().toList();
  }

  /** Python's {@code str(value)}. */
  static String str(Object value) {
    return switch (value) {
      case null -> "None";
      case Boolean b -> b ? "True" : "False";
      case List<?> list ->
          list.stream().map(Trace::repr).collect(Collectors.joining(", ", "[", "]"));
      case Map<?, ?> map ->
          map.entrySet().stream()
              .map(e -> repr(e.getKey()) + ": " + repr(e.getValue()))
              .collect(Collectors.joining(", ", "{", "}"));
      case Throwable thrown -> thrown.getMessage() == null ? "" : thrown.getMessage();
      default -> value.toString();
    };
  }

  private static String repr(Object value) {
    return value instanceof String s ? "'" + s + "'" : str(value);
  }
}
