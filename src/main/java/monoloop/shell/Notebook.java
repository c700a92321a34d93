package monoloop.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A file of cells, text and code, with the outputs of the code (nbformat 4).
 *
 * @param file where it stands
 * @param json all of it, which the cells write to
 * @param cells in order
 */
record Notebook(Path file, Map<?, ?> json, List<Cell> cells) {

  /**
   * Reads a file.
   *
   * @throws JsonException if it is not a notebook; the message names the file
   * @throws IOException if it cannot be read
   */
  static Notebook read(Path file) throws JsonException, IOException {
    String text = InputFile.text(file);
    try {
      if (!(JsonReader.read(text) instanceof Map<?, ?> json)
          || !(json.get("cells") instanceof List<?> list)) {
        throw new JsonException(
            "it has no list \"cells\". A notebook is saved by Jupyter as .ipynb");
      }
      List<Cell> cells = new ArrayList<>();
      for (Object cell : list) {
        cells.add(Cell.of(cells.size() + 1, cell));
      }
      return new Notebook(file, json, List.copyOf(cells));
    } catch (JsonException e) {
      throw new JsonException(file + " is not a notebook: " + e.getMessage());
    }
  }

  /** Writes the file again if its text has changed, and says whether it has. */
  boolean save() throws IOException {
    String text = JsonWriter.write(json);
    if (text.equals(Files.readString(file))) {
      return false;
    }
    Files.writeString(file, text);
    return true;
  }
}
