package monoloop.conformance;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Stream;
import monoloop.generator.Engine;

/**
 * One twin on one engine.
 *
 * @param scenario the name of its scenario
 * @param program the method
 * @param home makes the object to run it on
 * @param engine what runs its bodies
 */
record Twin(String scenario, Method program, Supplier<? extends Twins> home, Engine engine) {

  /** The twins of one class on every engine. */
  static Stream<Twin> in(Supplier<? extends Twins> home) {
    return Arrays.stream(home.get().getClass().getDeclaredMethods())
        .filter(method -> method.isAnnotationPresent(Scenario.class))
        .flatMap(
            method -> {
              String scenario = method.getAnnotation(Scenario.class).value();
              return Arrays.stream(Engine.values())
                  .map(engine -> new Twin(scenario, method, home, engine));
            });
  }

  /** The number at the beginning of a scenario's name. */
  static int numberOf(String scenario) {
    return Integer.parseInt(scenario.substring(0, 3));
  }

  /** The trace; it ends with the exception if the program fails. */
  List<String> trace() throws IllegalAccessException {
    Twins twins = home.get();
    twins.useEngine(engine);
    try {
      program.invoke(twins);
    } catch (InvocationTargetException e) {
      List<String> lines = new ArrayList<>(twins.lines());
      lines.add("the twin failed with " + e.getCause());
      Arrays.stream(e.getCause().getStackTrace())
          .takeWhile(at -> !at.getClassName().startsWith("jdk.internal.reflect"))
          .forEach(at -> lines.add("    at " + at));
      return lines;
    }
    return twins.lines();
  }

  /** The first line that differs, as a sentence; empty if the traces are the same. */
  String compare(List<String> expected, List<String> actual) {
    if (expected.equals(actual)) {
      return "";
    }
    int line = 0;
    while (line < Math.min(expected.size(), actual.size())
        && expected.get(line).equals(actual.get(line))) {
      line++;
    }
    return """

        %s differs in line %d
          expected | %s
          actual   | %s
        the whole trace:
        %s
        """
        .formatted(
            this,
            line + 1,
            lineOf(expected, line),
            lineOf(actual, line),
            String.join("\n", actual));
  }

  private static String lineOf(List<String> lines, int line) {
    return line < lines.size() ? lines.get(line) : "(no such line)";
  }

  /** {@code 001 gen send_roundtrip [compiled]}. */
  @Override
  public String toString() {
    String[] words = scenario.split("_", 3);
    String engineName = engine.name().toLowerCase(Locale.ROOT);
    return "%s %s %s [%s]".formatted(words[0], words[1], words[2], engineName);
  }
}
