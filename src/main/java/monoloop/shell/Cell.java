package monoloop.shell;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One cell of a notebook: a view of its JSON, which {@link #store} writes to. */
final class Cell {
  private final int number;
  private final Map<String, @Nullable Object> json;

  private Cell(int number, Map<String, @Nullable Object> json) {
    this.number = number;
    this.json = json;
  }

  /**
   * A cell.
   *
   * @param number its place in the notebook, from 1, text counted too
   * @throws JsonException if it has no type or no source
   */
  @SuppressWarnings("unchecked") // the reader makes maps of strings only
  static Cell of(int number, @Nullable Object json) throws JsonException {
    if (json instanceof Map<?, ?> map
        && map.get("cell_type") instanceof String
        && map.get("source") != null) {
      return new Cell(number, (Map<String, @Nullable Object>) map);
    }
    throw new JsonException("cell " + number + " has no \"cell_type\" or no \"source\"");
  }

  boolean isCode() {
    return "code".equals(json.get("cell_type"));
  }

  String source() {
    return Output.text(json.get("source"));
  }

  /** Whether the cell is there to show an error: Jupyter's tag, at which it too goes on. */
  boolean mayFail() {
    return json.get("metadata") instanceof Map<?, ?> metadata
        && metadata.get("tags") instanceof List<?> tags
        && tags.contains("raises-exception");
  }

  /** What is stored as printed, shown and thrown. */
  Output stored() {
    return Output.of(json.get("outputs") instanceof List<?> outputs ? outputs : List.of());
  }

  /**
   * Stores what a run gave, unless that differs in measured numbers only: then the file keeps those
   * it has, also in pictures.
   *
   * @param count how many code cells have run
   */
  void store(Output output, int count) {
    Output before = stored();
    boolean measured =
        Difference.same(before.text(), output.text()) && !before.text().equals(output.text());
    if (!measured && !before.equals(output)) {
      json.put("outputs", output.json(count));
    }
    json.put("execution_count", BigDecimal.valueOf(count));
  }

  /** {@code cell 3 ("first line of it")}. */
  @Override
  public String toString() {
    String line = source().lines().filter(l -> !l.isBlank()).findFirst().orElse("").strip();
    return "cell " + number + " (\"" + (line.length() > 60 ? line.substring(0, 57) + "..." : line)
        + "\")";
  }
}
