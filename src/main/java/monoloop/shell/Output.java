package monoloop.shell;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What came out of a cell.
 *
 * @param printed what it printed
 * @param value its last expression as text; null if it is not one
 * @param formats that value as a picture or a table, by media type
 * @param error simple name and message of what it threw; null if it threw nothing
 */
record Output(
    String printed,
    @Nullable String value,
    Map<String, String> formats,
    @Nullable Thrown error) {

  private static final String PLAIN = "text/plain";

  /** An error as notebooks store it: name and message, with lines as text, and no trace. */
  record Thrown(String name, String message) {
    static Thrown of(Throwable error) {
      String name = error.getClass().getName();
      return new Thrown(
          name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1),
          error.getMessage() == null ? "" : Places.in(error.getMessage()));
    }

    @Override
    public String toString() {
      return message.isEmpty() ? name : name + ": " + message;
    }
  }

  /** Reads the outputs that a notebook stores; pictures and tables are not compared. */
  static Output of(List<?> json) {
    StringBuilder printed = new StringBuilder();
    String value = null;
    Map<String, String> formats = Map.of();
    Thrown error = null;
    for (Object item : json) {
      if (item instanceof Map<?, ?> output) {
        switch (String.valueOf(output.get("output_type"))) {
          case "stream" ->
              printed.append("stderr".equals(output.get("name")) ? "" : text(output.get("text")));
          case "error" ->
              error = new Thrown(text(output.get("ename")), text(output.get("evalue")));
          case "execute_result", "display_data" -> {
            if (output.get("data") instanceof Map<?, ?> data) {
              value = text(data.get(PLAIN));
              formats = formats(data);
            }
          }
          default -> {}
        }
      }
    }
    return new Output(printed.toString(), value, formats, error);
  }

  private static Map<String, String> formats(Map<?, ?> data) {
    Map<String, String> formats = new TreeMap<>();
    data.forEach((type, content) -> formats.put(String.valueOf(type), text(content)));
    formats.remove(PLAIN);
    return formats;
  }

  /** The outputs as a notebook stores them. */
  List<?> json(int count) {
    List<Object> outputs = new ArrayList<>();
    if (!printed.isEmpty()) {
      outputs.add(
          Map.of("output_type", "stream", "name", "stdout", "text", lines(printed)));
    }
    if (value != null) {
      Map<String, Object> data = new TreeMap<>();
      formats.forEach((type, content) -> data.put(type, lines(content)));
      data.put(PLAIN, lines(value));
      outputs.add(
          Map.of(
              "output_type", "execute_result",
              "execution_count", BigDecimal.valueOf(count),
              "metadata", Map.of(),
              "data", data));
    }
    if (error != null) {
      outputs.add(
          Map.of(
              "output_type", "error",
              "ename", error.name(),
              "evalue", error.message(),
              "traceback", List.of(error.toString())));
    }
    return outputs;
  }

  /** All of it as one text, to be read and to be compared. */
  String text() {
    StringBuilder text = new StringBuilder(printed);
    if (value != null) {
      freshLine(text).append(value).append('\n');
    }
    if (error != null) {
      freshLine(text).append(error).append('\n');
    }
    return text.toString();
  }

  /** A string, or a list of lines that stands for one. */
  static String text(@Nullable Object json) {
    if (json instanceof List<?> lines) {
      return String.join("", lines.stream().map(Objects::toString).toList());
    }
    return json == null ? "" : json.toString();
  }

  private static List<String> lines(String text) {
    return List.of(text.split("(?<=\n)"));
  }

  private static StringBuilder freshLine(StringBuilder text) {
    boolean open = !text.isEmpty() && text.charAt(text.length() - 1) != '\n';
    return open ? text.append('\n') : text;
  }
}
