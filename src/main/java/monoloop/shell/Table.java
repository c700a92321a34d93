package monoloop.shell;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows under headings.
 *
 * @param headings of the columns
 * @param rows as many cells each
 * @param note a line below; may be empty
 */
record Table(List<String> headings, List<List<String>> rows, String note) {

  View view() {
    return View.of(text()).withHtml(html());
  }

  /** Columns as wide as their widest cell. */
  private String text() {
    int[] widths = new int[headings.size()];
    List<List<String>> all = new ArrayList<>();
    all.add(headings);
    all.addAll(rows);
    for (List<String> row : all) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : all) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        line.append(row.get(i)).repeat(' ', widths[i] - row.get(i).length() + 2);
      }
      text.append(text.isEmpty() ? "" : "\n").append(line.toString().stripTrailing());
    }
    return note.isEmpty() ? text.toString() : text + "\n" + note;
  }

  /** Without colours: pages are light or dark. */
  private String html() {
    StringBuilder html = new StringBuilder("<table>\n<thead><tr>");
    headings.forEach(h -> html.append("<th>").append(escaped(h)).append("</th>"));
    html.append("</tr></thead>\n<tbody>\n");
    for (List<String> row : rows) {
      html.append("<tr>");
      row.forEach(cell -> html.append("<td>").append(escaped(cell)).append("</td>"));
      html.append("</tr>\n");
    }
    html.append("</tbody></table>");
    return note.isEmpty() ? html.toString() : html + "\n<p>" + escaped(note) + "</p>";
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
