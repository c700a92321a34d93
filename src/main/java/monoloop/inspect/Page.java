package monoloop.inspect;

/** A web page around a picture, and what pictures have in common. */
final class Page {
  private static final String HEAD =
      """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>%s</title>
      <style>
      :root { color-scheme: light dark; }
      body { margin: 24px; background: #ffffff; }
      svg { display: block; width: 100%%; max-width: 1400px; height: auto; margin: 0 auto 24px; }
      @media (prefers-color-scheme: dark) { body { background: #0d1117; } }
      </style>
      </head>
      <body>
      """;

  private Page() {}

  static String of(String title, String... svgs) {
    return HEAD.formatted(escape(title)) + String.join("\n", svgs) + "</body>\n</html>\n";
  }

  /** Text for SVG and HTML, also within quotes. */
  static String escape(String text) {
    StringBuilder s = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '<' -> s.append("&lt;");
        case '>' -> s.append("&gt;");
        case '&' -> s.append("&amp;");
        case '"' -> s.append("&quot;");
        default -> s.append(c < ' ' ? ' ' : c); // XML has no other control characters
      }
    }
    return s.toString();
  }

  /** At most {@code max} characters, the last one an ellipsis if there are more. */
  static String clip(String text, int max) {
    return text.length() <= max ? text : text.substring(0, Math.max(0, max - 1)) + "…";
  }

  /** At most {@code max} characters, the first one an ellipsis if there are more. */
  static String clipFront(String text, int max) {
    return text.length() <= max
        ? text
        : "…" + text.substring(text.length() - Math.max(0, max - 1));
  }

  /** At most {@code max} characters, an ellipsis among them if there are more. */
  static String clipMiddle(String text, int max) {
    int tail = max / 3;
    return text.length() <= max
        ? text
        : text.substring(0, max - tail - 1) + "…" + text.substring(text.length() - tail);
  }
}
