package monoloop.inspect;

import java.util.List;

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
  private final Svg s = new Svg();

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
    statement();
    s.text("head", CALLER, TOP - 18, "caller").text("head", BODY, TOP - 18, "body").end();
    s.line("life", CALLER, TOP - 8, CALLER, height - 20);
    s.line("life", BODY, TOP - 8, BODY, height - 20).end();
    for (int i = 0; i < turns.size(); i++) {
      turn(turns.get(i), TOP + TURN * i);
    }
    return Svg.document("drive", height, "How a generator is driven", CSS, s);
  }

  /** The one statement, with its three parts. */
  private void statement() {
    s.text("code", 500, 46, "receive = yield value").end();
    part(392, "3", "takes what was sent", 250);
    part(508, "2", "waits", 500);
    part(580, "1", "hands out the value", 745);
  }

  private void part(double x, String number, String text, double at) {
    s.path("lead", "M%s 56L%s 74", x, at);
    badge(at - text.length() * 3.3 - 14, 86, number);
    s.text("says", at, 90, text).end();
  }

  private void badge(double x, double y, String number) {
    s.circle("badge b" + number, x, y, 8.5).text("number", x, y + 4, number);
  }

  private void turn(Drive.Turn t, double y) {
    double call = y + 14;
    double reply = y + 48;
    double middle = (CALLER + BODY) / 2;
    s.rect("body", BODY - 5, call - 4, 10, reply - call + 8, 3).end();
    s.line("send", CALLER, call, BODY - 14, call).head("sent", BODY - 6, call, 1, 0);
    s.text("msg", middle, call - 6, Page.clip(t.call(), 44));
    s.text("place", CALLER - 16, call + 4, Page.clipFront(t.caller(), 34)).end();
    s.line("give", BODY - 6, reply, CALLER + 9, reply).head("given", CALLER + 1, reply, -1, 0);
    s.text("msg", middle, reply - 6, Page.clip(t.result(), 44)).end();
    double x = BODY + 24;
    if (t.received()) {
      badge(x, call, "3");
      s.text("line-at", x + 16, call + 4, "goes on at " + Page.clipFront(t.from(), PLACE));
    } else {
      String begins = t.from().equals("start") ? "begins" : "is over already";
      s.text("line-at", x - 8, call + 4, begins);
    }
    if (t.yielded()) {
      badge(x, reply, "1");
      badge(x + 22, reply, "2");
      s.text("line-at", x + 38, reply + 4, "waits at " + Page.clipFront(t.at(), PLACE));
    } else {
      s.text("line-at", x - 8, reply + 4, "has ended");
    }
    s.end();
  }

  private static final String CSS =
      TimelineStyle.BASE
          + ".code { font: 600 21px " + TimelineStyle.MONOSPACED + "; }\n"
          + ".msg { font: 12.5px " + TimelineStyle.MONOSPACED + "; }\n"
          + """
            .code, .says, .head, .number, .msg { text-anchor: middle; }
            .says, .place, .line-at { fill: #59636e; }
            .head { font-weight: 600; font-size: 14px; }
            .lead, .life { stroke: #d1d9e0; fill: none; }
            .life { stroke-width: 2; stroke-dasharray: 3 4; }
            .body { fill: #0969da; }
            .badge { stroke: none; }
            .b1 { fill: #1a7f37; }
            .b2 { fill: #6e7781; }
            .b3 { fill: #0969da; }
            .number { fill: #ffffff; font-weight: 700; font-size: 11px; }
            .send { stroke: #0969da; stroke-width: 1.8; }
            .sent { fill: #0969da; }
            .give { stroke: #1a7f37; stroke-width: 1.8; }
            .given { fill: #1a7f37; }
            .place { text-anchor: end; }
            @media (prefers-color-scheme: dark) {
              .says, .place, .line-at { fill: #9198a1; }
              .lead, .life { stroke: #30363d; }
              .number { fill: #ffffff; }
              .body { fill: #4493f8; }
              .b1 { fill: #238636; }
              .b3 { fill: #1f6feb; }
              .send { stroke: #4493f8; }
              .sent { fill: #4493f8; }
              .give { stroke: #3fb950; }
              .given { fill: #3fb950; }
            }
            """;
}
