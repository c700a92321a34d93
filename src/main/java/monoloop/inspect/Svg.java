package monoloop.inspect;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a picture, or all of it. Coordinates are pixels; text is escaped here.
 *
 * <p>Pictures are put into pages next to others. So every rule of their style begins with a class
 * that only their own root has, and they refer to nothing by an id.
 */
final class Svg {
  static final double WIDTH = 1000;

  /** What stands before a block of declarations, and is not an at-rule. */
  private static final Pattern SELECTORS =
      Pattern.compile("^(\\s*)([^@\\s{}][^{}\\n]*?)\\s*\\{", Pattern.MULTILINE);

  private final StringBuilder s = new StringBuilder();

  /**
   * Puts parts together, the one behind first.
   *
   * @param kind tells its style from those of other pictures
   */
  static String document(String kind, double height, String title, String css, Svg... parts) {
    String root = "monoloop-" + kind;
    Svg all = new Svg();
    all.put("<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"%s\"", root);
    all.put(" viewBox=\"0 0 %s %s\" width=\"%s\" height=\"%s\"", WIDTH, height, WIDTH, height);
    all.put(" role=\"img\">\n<title>%s</title>\n", Page.escape(title));
    all.s.append("<style>\n").append(scoped("." + root, css)).append("</style>\n");
    all.rect("paper", 0.5, 0.5, WIDTH - 1, height - 1, 10).end();
    for (Svg part : parts) {
      all.s.append(part.s);
    }
    return all.s.append("</svg>\n").toString();
  }

  private static String scoped(String root, String css) {
    return SELECTORS
        .matcher(css)
        .replaceAll(
            m -> {
              String selectors = root + " " + m.group(2).replace(", ", ", " + root + " ");
              return Matcher.quoteReplacement(m.group(1) + selectors + " {");
            });
  }

  Svg text(String type, double x, double y, String text) {
    return put("<text class=\"%s\" x=\"%s\" y=\"%s\">%s</text>", type, x, y, Page.escape(text));
  }

  Svg line(String type, double x1, double y1, double x2, double y2) {
    return put(
        "<line class=\"%s\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>", type, x1, y1, x2, y2);
  }

  Svg rect(String type, double x, double y, double width, double height, double round) {
    return put(
        "<rect class=\"%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" rx=\"%s\"/>",
        type, x, y, width, height, round);
  }

  Svg circle(String type, double x, double y, double radius) {
    return put("<circle class=\"%s\" cx=\"%s\" cy=\"%s\" r=\"%s\"/>", type, x, y, radius);
  }

  /** As {@link String#format}, with short numbers. */
  Svg path(String type, String format, Object... values) {
    return put("<path class=\"%s\" d=\"", type).put(format, values).put("\"/>");
  }

  /** The head of an arrow whose tip is there, for one of the four directions. */
  Svg head(String type, double x, double y, int right, int down) {
    double length = 8;
    double half = 3.2;
    return path(
        type,
        "M%s %sL%s %sL%s %sz",
        x,
        y,
        x - right * length - down * half,
        y - down * length - right * half,
        x - right * length + down * half,
        y - down * length + right * half);
  }

  /** Begins what shows {@code title} when the mouse points at it. */
  Svg group(String title) {
    return put("<g><title>%s</title>", Page.escape(title));
  }

  Svg endGroup() {
    return put("</g>\n");
  }

  Svg end() {
    s.append('\n');
    return this;
  }

  private Svg put(String format, Object... values) {
    for (int i = 0; i < values.length; i++) {
      if (values[i] instanceof Double d) {
        String n = String.format(Locale.ROOT, "%.1f", d);
        values[i] = n.endsWith(".0") ? n.substring(0, n.length() - 2) : n;
      }
    }
    s.append(format.formatted(values));
    return this;
  }
}
