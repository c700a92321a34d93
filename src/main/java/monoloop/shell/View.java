package monoloop.shell;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What the last expression of a cell can be to be shown as a table or a picture: the same thing as
 * plain text, for terminals, and in other formats, of which Jupyter chooses the best.
 *
 * @param text as plain text
 * @param formats by media type, {@code text/html} or {@code image/svg+xml} for instance
 */
public record View(String text, Map<String, String> formats) {

  /**
   * Makes a view.
   *
   * @param text as plain text
   * @param formats by media type
   */
  public View {
    Objects.requireNonNull(text, "text");
    formats = Map.copyOf(formats);
  }

  /**
   * Returns a view that is text only.
   *
   * @param text as it is
   */
  public static View of(String text) {
    return new View(text, Map.of());
  }

  /**
   * Returns it with a picture.
   *
   * @param svg a self-contained SVG document
   */
  public View withSvg(String svg) {
    return with("image/svg+xml", svg);
  }

  /**
   * Returns it with a table, for instance.
   *
   * @param html what may stand in the body of a page
   */
  public View withHtml(String html) {
    return with("text/html", html);
  }

  private View with(String type, String content) {
    Map<String, String> all = new LinkedHashMap<>(formats);
    all.put(type, content);
    return new View(text, all);
  }

  /** The plain text. */
  @Override
  public String toString() {
    return text;
  }
}
