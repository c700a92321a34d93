package monoloop.inspect;

import java.util.List;
import java.util.Locale;

/** Draws how a generator was driven: two columns, caller and body, and what goes between them. */
final class DrivePicture {
  private static final double CALLER = 250;
  private static final double BODY = 640;
  private static final double TURN = 74;
  private static final double TOP = 150;

  /** The column that is left out if it is empty. */
  private static final int BY = 1;

  /** How much of a place is shown, in characters. */
  private static final int PLACE = 40;

  private final List<Drive.Turn> turns;
  private final StringBuilder s = new StringBuilder();

  DrivePicture(List<Drive.Turn> turns) {
    this.turns = turns;
  }

  // ---- for terminals

  static String table(List<Drive.Turn> turns) {
    String[] heads = {"call", "by", "goes on at", "result", "waits at", "order"};
    if (turns.stream().allMatch(t -> t.caller().isEmpty())) {
      heads[BY] = "";
    }
    int[] widths = new int[heads.length];
    for (int i = 0; i < heads.length; i++) {
      widths[i] = heads[i].length();
      for (Drive.Turn t : turns) {
        widths[i] = Math.max(widths[i], cells(t)[i].length());
      }
    }
    StringBuilder table = new StringBuilder();
    row(table, heads, widths);
    StringBuilder rule = new StringBuilder();
    for (int w : widths) {
      rule.append("─".repeat(w)).append(w == 0 ? "" : "  ");
    }
    table.append(rule.toString().strip()).append('\n');
    turns.forEach(t -> row(table, cells(t), widths));
    return table.toString();
  }

  private static String[] cells(Drive.Turn t) {
    return new String[] {
      Page.clip(t.call(), 30),
      t.caller(),
      Page.clip(t.from(), PLACE),
      Page.clip(t.result(), 40),
      Page.clip(t.at(), PLACE),
      t.order()
    };
  }

  private static void row(StringBuilder table, String[] cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.length; i++) {
      line.append(cells[i]).append(" ".repeat(widths[i] - cells[i].length()));
      line.append(widths[i] == 0 ? "" : "  ");
    }
    table.append(line.toString().stripTrailing()).append('\n');
  }

  // ---- as SVG

  String svg() {
    double height = TOP + TURN * turns.size() + 24;
    put("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1000 %s\" width=\"1000\" height=\"%s\" role=\"img\">\n", height, height);
    put("<title>How a generator is driven</title>\n<style>\n");
    s.append(TimelineStyle.CSS).append(CSS).append("</style>\n");
    put("<defs><marker id=\"to\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" orient=\"auto\"><path class=\"sent\" d=\"M0 0.8L8 4L0 7.2z\"/></marker>");
    put("<marker id=\"back\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" orient=\"auto\"><path class=\"given\" d=\"M0 0.8L8 4L0 7.2z\"/></marker></defs>\n");
    put("<rect class=\"paper\" x=\"0.5\" y=\"0.5\" width=\"999\" height=\"%s\" rx=\"10\"/>\n", height - 1);
    statement();
    put("<text class=\"head\" x=\"%s\" y=\"%s\">caller</text><text class=\"head\" x=\"%s\" y=\"%s\">body</text>\n", CALLER, TOP - 18, BODY, TOP - 18);
    put("<line class=\"life\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/><line class=\"life\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>\n",
        CALLER, TOP - 8, CALLER, height - 20, BODY, TOP - 8, BODY, height - 20);
    for (int i = 0; i < turns.size(); i++) {
      turn(turns.get(i), TOP + TURN * i);
    }
    return s.append("</svg>\n").toString();
  }

  /** The one statement, with its three parts. */
  private void statement() {
    put("<text class=\"code\" x=\"500\" y=\"46\">receive = yield value</text>\n");
    part(392, "3", "takes what was sent", 250);
    part(508, "2", "waits", 500);
    part(580, "1", "hands out the value", 745);
  }

  private void part(double x, String number, String text, double at) {
    put("<path class=\"lead\" d=\"M%s 56L%s 74\"/>", x, at);
    badge(at - text.length() * 3.3 - 14, 86, number);
    put("<text class=\"says\" x=\"%s\" y=\"90\">%s</text>\n", at, text);
  }

  private void badge(double x, double y, String number) {
    put("<circle class=\"badge b%s\" cx=\"%s\" cy=\"%s\" r=\"8.5\"/><text class=\"number\" x=\"%s\" y=\"%s\">%s</text>",
        number, x, y, x, y + 4, number);
  }

  private void turn(Drive.Turn t, double y) {
    double call = y + 14;
    double reply = y + 48;
    put("<rect class=\"run\" x=\"%s\" y=\"%s\" width=\"10\" height=\"%s\" rx=\"3\"/>\n", BODY - 5, call - 4, reply - call + 8);
    put("<line class=\"send\" marker-end=\"url(#to)\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>", CALLER, call, BODY - 8, call);
    put("<text class=\"msg\" x=\"%s\" y=\"%s\">%s</text>", (CALLER + BODY) / 2, call - 6, Page.escape(Page.clip(t.call(), 44)));
    put("<text class=\"place\" x=\"%s\" y=\"%s\">%s</text>\n", CALLER - 16, call + 4, Page.escape(t.caller()));
    put("<line class=\"give\" marker-end=\"url(#back)\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>", BODY - 6, reply, CALLER + 2, reply);
    put("<text class=\"msg\" x=\"%s\" y=\"%s\">%s</text>\n", (CALLER + BODY) / 2, reply - 6, Page.escape(Page.clip(t.result(), 44)));
    double x = BODY + 24;
    if (t.received()) {
      badge(x, call, "3");
      put("<text class=\"line-at\" x=\"%s\" y=\"%s\">goes on at %s</text>\n", x + 16, call + 4, Page.escape(Page.clip(t.from(), PLACE)));
    } else if (t.from().equals("start")) {
      put("<text class=\"line-at\" x=\"%s\" y=\"%s\">begins</text>\n", x - 8, call + 4);
    } else {
      put("<text class=\"line-at\" x=\"%s\" y=\"%s\">is over already</text>\n", x - 8, call + 4);
    }
    if (t.yielded()) {
      badge(x, reply, "1");
      badge(x + 22, reply, "2");
      put("<text class=\"line-at\" x=\"%s\" y=\"%s\">waits at %s</text>\n", x + 38, reply + 4, Page.escape(Page.clip(t.at(), PLACE)));
    } else {
      put("<text class=\"line-at\" x=\"%s\" y=\"%s\">has ended</text>\n", x - 8, reply + 4);
    }
  }

  private void put(String format, Object... values) {
    for (int i = 0; i < values.length; i++) {
      if (values[i] instanceof Double d) {
        String n = String.format(Locale.ROOT, "%.1f", d);
        values[i] = n.endsWith(".0") ? n.substring(0, n.length() - 2) : n;
      }
    }
    s.append(format.formatted(values));
  }

  private static final String CSS =
      """
      .code { font: 600 21px ui-monospace, SFMono-Regular, Menlo, "DejaVu Sans Mono", monospace; text-anchor: middle; }
      .says { fill: #59636e; text-anchor: middle; }
      .head { font-weight: 600; font-size: 14px; text-anchor: middle; }
      .lead, .life { stroke: #d1d9e0; fill: none; }
      .life { stroke-width: 2; stroke-dasharray: 3 4; }
      .badge { stroke: none; }
      .b1 { fill: #1a7f37; }
      .b2 { fill: #6e7781; }
      .b3 { fill: #0969da; }
      .number { fill: #ffffff; font-weight: 700; font-size: 11px; text-anchor: middle; }
      .send { stroke: #0969da; stroke-width: 1.8; }
      .sent { fill: #0969da; }
      .give { stroke: #1a7f37; stroke-width: 1.8; }
      .given { fill: #1a7f37; }
      .msg { font: 12.5px ui-monospace, SFMono-Regular, Menlo, "DejaVu Sans Mono", monospace; text-anchor: middle; }
      .place { fill: #59636e; text-anchor: end; }
      .line-at { fill: #59636e; }
      @media (prefers-color-scheme: dark) {
        .says, .place, .line-at { fill: #9198a1; }
        .lead, .life { stroke: #30363d; }
        .b1 { fill: #238636; }
        .b3 { fill: #1f6feb; }
        .send { stroke: #4493f8; }
        .sent { fill: #4493f8; }
        .give { stroke: #3fb950; }
        .given { fill: #3fb950; }
      }
      """;
}
