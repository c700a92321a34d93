package monoloop.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON as Jupyter writes notebooks: keys sorted, one space of indent, a line for each item.
 * What did not change gives the same text again.
 */
final class JsonWriter {
  private final StringBuilder text = new StringBuilder();

  private JsonWriter() {}

  /** The text, with a line feed at its end. */
  static String write(@Nullable Object value) {
    JsonWriter writer = new JsonWriter();
    writer.value(value, "\n");
    return writer.text.append('\n').toString();
  }

  private void value(@Nullable Object value, String indent) {
    switch (value) {
      case Map<?, ?> members -> object(members, indent);
      case List<?> items -> array(items, indent);
      case String string -> string(string);
      case null, default -> text.append(value);
    }
  }

  private void object(Map<?, ?> members, String indent) {
    Map<String, @Nullable Object> sorted = new TreeMap<>();
    members.forEach((key, member) -> sorted.put((String) key, member));
    List<Runnable> items = new ArrayList<>();
    sorted.forEach(
        (key, member) ->
            items.add(
                () -> {
                  string(key);
                  text.append(": ");
                  value(member, indent + " ");
                }));
    brackets('{', items, '}', indent);
  }

  private void array(List<?> values, String indent) {
    List<Runnable> items = new ArrayList<>();
    values.forEach(item -> items.add(() -> value(item, indent + " ")));
    brackets('[', items, ']', indent);
  }

  private void brackets(char open, List<Runnable> items, char close, String indent) {
    text.append(open);
    String before = indent + " ";
    for (Runnable item : items) {
      text.append(before);
      item.run();
      before = "," + indent + " ";
    }
    text.append(items.isEmpty() ? "" : indent).append(close);
  }

  private void string(String string) {
    text.append('"');
    for (char c : string.toCharArray()) {
      switch (c) {
        case '"', '\\' -> text.append('\\').append(c);
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        case '\b' -> text.append("\\b");
        case '\f' -> text.append("\\f");
        default -> text.append(c < ' ' ? String.format("\\u%04x", (int) c) : String.valueOf(c));
      }
    }
    text.append('"');
  }
}
