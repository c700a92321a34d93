package monoloop.generator.fuzz;

import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Java text with holes: {@code <int>} asks for a part of that name, and {@code <x>} is a fresh
 * variable, the same one wherever it stands in the text.
 */
final class Template {
  private static final Pattern HOLE = Pattern.compile("<([a-z]|\\w{2,}(\\[\\])?)>");

  private int variables;

  /** Fills the holes from left to right. */
  String fill(String text, UnaryOperator<String> part) {
    Map<String, String> fresh = new HashMap<>();
    Matcher holes = HOLE.matcher(text);
    StringBuilder filled = new StringBuilder();
    while (holes.find()) {
      String name = holes.group(1);
      String value =
          name.length() == 1 ? fresh.computeIfAbsent(name, this::variable) : part.apply(name);
      holes.appendReplacement(filled, Matcher.quoteReplacement(value));
    }
    return holes.appendTail(filled).toString();
  }

  /** A name that no other variable has. */
  String variable(String prefix) {
    return prefix + variables++;
  }
}
