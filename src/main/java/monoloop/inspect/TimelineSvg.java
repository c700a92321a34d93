package monoloop.inspect;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import monoloop.AwaitPoint;
import monoloop.AwaitPoint.Kind;

/** Draws a timeline as SVG: from the back to the front grid, waits, arrows, steps, marks. */
final class TimelineSvg {
  private static final double WIDTH = 1000;
  private static final double PAD = 20;
  private static final double TOP = 46;

  /** Of a character of the small font, in pixels. */
  private static final double CHAR = 6.1;

  private static final int MOST_LANES = 200;

  private final Timeline timeline;
  private final List<Timeline.Lane> lanes;
  private final Map<Integer, Double> ys = new HashMap<>();
  private final double left;
  private final double pitch;
  private final double bar;
  private final Axis axis;
  private final StringBuilder waits = new StringBuilder();
  private final StringBuilder arrows = new StringBuilder();
  private final StringBuilder runs = new StringBuilder();
  private final Set<Kind> kinds = EnumSet.noneOf(Kind.class);
  private boolean anySlow;
  private boolean anyWake;
  private boolean anyReady;

  TimelineSvg(Timeline timeline) {
    this.timeline = timeline;
    List<Timeline.Lane> all = timeline.shownLanes();
    lanes = all.subList(0, Math.min(all.size(), MOST_LANES));
    int longest = 6;
    for (Timeline.Lane l : lanes) {
      longest = Math.max(longest, Math.min(20, l.name().length()));
    }
    left = PAD + longest * 7.6 + 18;
    pitch = lanes.size() <= 12 ? 38 : lanes.size() <= 30 ? 28 : 18;
    bar = pitch * 0.58;
    axis = new Axis(timeline, left, WIDTH - PAD - 16 - left, 9);
    double y = TOP + pitch; // the thread's own lane comes first
    for (Timeline.Lane l : lanes) {
      ys.put(l.number(), y + pitch / 2);
      y += pitch;
    }
  }

  String draw() {
    drawSteps();
    for (Timeline.Lane l : lanes) {
      spawnArrow(l);
    }
    double bottom = TOP + pitch * (lanes.size() + 1) + 8;
    StringBuilder key = new StringBuilder();
    double height = legend(key, bottom + 26) + 18;
    StringBuilder s = new StringBuilder();
    s.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %s %s" width="%s" height="%s" role="img">
        <title>%s</title>
        """
            .formatted(
                n(WIDTH), n(height), n(WIDTH), n(height),
                "What " + lanes.size() + " tasks did on one thread"));
    s.append("<style>\n").append(TimelineStyle.CSS).append("</style>\n");
    s.append("<defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\"");
    s.append(" markerHeight=\"7\" orient=\"auto-start-reverse\"><path class=\"tip\" d=\"M0 0.8L8 4L0 7.2z\"/>");
    s.append("</marker></defs>\n");
    s.append("<rect class=\"paper\" x=\"0.5\" y=\"0.5\" width=\"%s\" height=\"%s\" rx=\"10\"/>\n"
        .formatted(n(WIDTH - 1), n(height - 1)));
    grid(s, bottom);
    names(s);
    s.append(waits).append(arrows).append(runs);
    s.append(key);
    return s.append("</svg>\n").toString();
  }

  private void grid(StringBuilder s, double bottom) {
    double last = -100;
    for (long t : axis.ticks(8)) {
      double x = axis.at(axis.start() + t);
      if (x - last < 54) {
        continue;
      }
      last = x;
      s.append("<line class=\"grid\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>"
          .formatted(n(x), n(TOP - 6), n(x), n(bottom)));
      s.append("<text class=\"time\" x=\"%s\" y=\"%s\">%s</text>\n"
          .formatted(n(x), n(TOP - 14), Durations.ofNanos(t)));
    }
  }

  private void names(StringBuilder s) {
    double y = TOP + pitch / 2;
    s.append("<text class=\"thread\" x=\"%s\" y=\"%s\">thread</text>\n".formatted(n(PAD), n(y + 4)));
    s.append("<line class=\"idle\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>\n"
        .formatted(n(left), n(y), n(axis.right()), n(y)));
    for (Timeline.Lane l : lanes) {
      s.append("<text class=\"name\" x=\"%s\" y=\"%s\">%s</text>\n"
          .formatted(
              n(PAD), n(ys.get(l.number()) + 4), Page.escape(Page.clip(l.name(), 20))));
    }
    int more = timeline.shownLanes().size() - lanes.size();
    if (more > 0) {
      s.append("<text class=\"time\" x=\"%s\" y=\"%s\">and %s more tasks</text>\n"
          .formatted(n(WIDTH / 2), n(TOP - 30), more));
    }
  }

  // ---- steps and what lies between them

  private void drawSteps() {
    Map<Integer, Timeline.Step> before = new HashMap<>();
    for (Timeline.Step step : timeline.steps()) {
      if (!ys.containsKey(step.lane())) {
        continue;
      }
      Timeline.Step previous = before.put(step.lane(), step);
      double x = axis.begin(step);
      double woken = wokenAt(step);
      if (previous == null) {
        Timeline.Lane lane = laneOf(step.lane());
        if (lane.createdIn() < step.number() && axis.within(lane.createdIn()) < x) {
          ready(step.lane(), axis.within(lane.createdIn()), x);
        }
      } else if (previous.awaits() != null) {
        wait(previous, axis.end(previous), x, woken);
      }
      if (previous != null || step.wokenBy() != laneOf(step.lane()).createdBy()) {
        wakeArrow(step, woken, x); // who makes a task wakes it, too: one line is enough
      }
      run(step, x);
    }
    for (Timeline.Step last : before.values()) {
      if (last.awaits() != null) {
        wait(last, axis.end(last), axis.right(), axis.right());
      }
    }
  }

  private Timeline.Lane laneOf(int number) {
    return lanes.stream().filter(l -> l.number() == number).findFirst().orElseThrow();
  }

  /** Where its wait was over: its own beginning if nobody woke it. */
  private double wokenAt(Timeline.Step step) {
    return switch (step.wokenBy()) {
      case Timeline.NOBODY -> axis.begin(step);
      case Timeline.OUTSIDE -> axis.before(step.wokenIn(), step.wokenNanos());
      default -> axis.within(step.wokenIn());
    };
  }

  private void wait(Timeline.Step step, double from, double to, double woken) {
    AwaitPoint awaits = step.awaits();
    double y = ys.get(step.lane());
    double end = Math.max(from, Math.min(to, woken));
    if (awaits.kind() != Kind.TURN && end > from + 0.3) {
      kinds.add(awaits.kind());
      String type = awaits.kind().name().toLowerCase(Locale.ROOT);
      waits.append("<g><title>%s</title>".formatted(Page.escape("awaits " + awaits)));
      waits.append("<rect class=\"%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" rx=\"3\"/>"
          .formatted(type, n(from), n(y - bar / 2), n(end - from), n(bar)));
      double dots = awaits.kind() == Kind.OUTSIDE ? 9 : 0;
      String label = label(awaits, (int) ((end - from - 12 - 2 * dots) / CHAR));
      if (pitch > 20 && !label.isEmpty()) {
        waits.append("<text class=\"what\" x=\"%s\" y=\"%s\">%s</text>"
            .formatted(n(from + 7 + dots), n(y + 3.6), Page.escape(label)));
      }
      if (awaits.kind() == Kind.OUTSIDE && end - from > 24) {
        waits.append("<circle class=\"request\" cx=\"%s\" cy=\"%s\" r=\"3.2\"/>".formatted(n(from + 8), n(y)));
        if (end < axis.right()) {
          waits.append("<circle class=\"reply\" cx=\"%s\" cy=\"%s\" r=\"3.2\"/>".formatted(n(end - 8), n(y)));
        }
      }
      waits.append("</g>\n");
    }
    ready(step.lane(), awaits.kind() == Kind.TURN ? from : end, to);
  }

  /** As much as there is room for: what and where, what, or nothing. */
  private static String label(AwaitPoint awaits, int room) {
    String full = awaits.at() == null
        ? awaits.what()
        : awaits.what() + " · " + awaits.at().getFileName() + ":" + awaits.at().getLineNumber();
    return full.length() <= room
        ? full
        : awaits.what().length() <= room
            ? awaits.what()
            : room >= 6 ? Page.clip(awaits.what(), room) : "";
  }

  /** A step is due, but it is not its turn. */
  private void ready(int lane, double from, double to) {
    if (to > from + 0.3) {
      anyReady = true;
      waits.append("<line class=\"ready\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>\n"
          .formatted(n(from), n(ys.get(lane)), n(to), n(ys.get(lane))));
    }
  }

  private void run(Timeline.Step step, double x) {
    double width = Math.max(0.6, axis.end(step) - x - (axis.end(step) - x > 4 ? 1 : 0));
    boolean slow = timeline.isSlow(step);
    anySlow |= slow;
    String type = slow ? "slow" : "run";
    double y = ys.get(step.lane());
    double top = TOP + pitch / 2;
    runs.append("<g><title>%s</title>".formatted(Page.escape(describe(step))));
    runs.append("<rect class=\"%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" rx=\"2\"/>"
        .formatted(type, n(x), n(y - bar / 2), n(width), n(bar)));
    runs.append("<rect class=\"%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" rx=\"2\"/></g>\n"
        .formatted(type, n(x), n(top - bar / 4), n(width), n(bar / 2)));
    if (slow && pitch > 20) {
      runs.append("<text class=\"held\" x=\"%s\" y=\"%s\">%s</text>\n"
          .formatted(
              n(x + width / 2), n(y + 3.6), width > 50 ? Durations.ofNanos(step.nanos()) : ""));
    }
    if (!step.ending().isEmpty()) {
      end(step, axis.end(step) + 9, y);
    }
  }

  private String describe(Timeline.Step step) {
    String s = laneOf(step.lane()).name() + " runs";
    if (step.nanos() > 0) {
      s += " for " + Durations.ofNanos(step.nanos());
    }
    s += " at " + Durations.ofNanos(step.beginNanos() - axis.start());
    if (step.wokenBy() >= 0 && ys.containsKey(step.wokenBy())) {
      s += ", woken by " + laneOf(step.wokenBy()).name();
    }
    return step.ending().isEmpty() ? s : s + ", " + step.ending();
  }

  private void end(Timeline.Step step, double x, double y) {
    String path =
        switch (step.ending()) {
          case "completed" -> "M%s %sl2.6 3l4.6 -6.2".formatted(n(x - 4), n(y + 0.6));
          case "failed" -> "M%s %sl6.4 6.4m0 -6.4l-6.4 6.4".formatted(n(x - 3), n(y - 3.2));
          default -> "M%s %sl5 0".formatted(n(x - 2.5), n(y));
        };
    runs.append("<path class=\"end %s\" d=\"%s\"/>\n".formatted(step.ending(), path));
  }

  // ---- arrows

  private void wakeArrow(Timeline.Step step, double from, double x) {
    Double source = step.wokenBy() == Timeline.OUTSIDE ? null : ys.get(step.wokenBy());
    if (source != null && step.wokenBy() != step.lane()) {
      anyWake = true;
      arrow("wake", from, source, x, ys.get(step.lane()));
    }
  }

  private void spawnArrow(Timeline.Lane lane) {
    Double source = ys.get(lane.createdBy());
    if (source != null) {
      double x = axis.within(lane.createdIn());
      double y = ys.get(lane.number());
      arrows.append("<line class=\"spawn\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>\n"
          .formatted(n(x), n(source + bar / 2), n(x), n(y)));
    }
  }

  private void arrow(String type, double x1, double y1, double x2, double y2) {
    double down = y2 > y1 ? 1 : -1;
    double a = y1 + down * bar / 2;
    double b = y2 - down * bar / 2;
    // leaves upright and arrives upright, at the left edge of the step
    double to = x2 + Math.min(3, 0.5 + (x2 - x1) / 2);
    double bend = (b - a) * 0.55;
    arrows.append(
        "<path class=\"%s\" marker-end=\"url(#tip)\" d=\"M%s %sC%s %s %s %s %s %s\"/>\n"
            .formatted(
                type, n(x1), n(a), n(x1), n(a + bend), n(to), n(b - bend), n(to), n(b)));
  }

  // ---- legend

  /** Returns the height of its last row. */
  private double legend(StringBuilder s, double y) {
    List<String[]> entries = new ArrayList<>();
    entries.add(new String[] {"run", "runs"});
    if (anySlow) {
      entries.add(new String[] {"slow", "holds the loop"});
    }
    for (Kind k : kinds) {
      entries.add(
          new String[] {
            k.name().toLowerCase(Locale.ROOT),
            switch (k) {
              case SLEEP -> "sleeps";
              case RESULT -> "awaits a task";
              case LINE -> "waits in line";
              case OUTSIDE -> "awaits IO";
              case TURN -> "";
            }
          });
    }
    if (anyReady) {
      entries.add(new String[] {"ready", "its turn comes"});
    }
    if (anyWake) {
      entries.add(new String[] {"wake", "wakes"});
    }
    double x = left;
    for (String[] e : entries) {
      double needed = 22 + e[1].length() * 6.4;
      if (x + needed > WIDTH - PAD) {
        x = left;
        y += 20;
      }
      symbol(s, e[0], x, y);
      s.append("<text class=\"key\" x=\"%s\" y=\"%s\">%s</text>\n".formatted(n(x + 22), n(y), e[1]));
      x += needed + 18;
    }
    return y;
  }

  private static void symbol(StringBuilder s, String type, double x, double y) {
    switch (type) {
      case "ready" ->
          s.append("<line class=\"ready\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>"
              .formatted(n(x), n(y - 4), n(x + 16), n(y - 4)));
      case "wake" ->
          s.append("<path class=\"wake\" marker-end=\"url(#tip)\" d=\"M%s %sh17\"/>"
              .formatted(n(x), n(y - 4)));
      default ->
          s.append("<rect class=\"%s\" x=\"%s\" y=\"%s\" width=\"16\" height=\"11\" rx=\"2.5\"/>"
              .formatted(type, n(x), n(y - 9.5)));
    }
    if (type.equals("outside")) {
      s.append("<circle class=\"reply\" cx=\"%s\" cy=\"%s\" r=\"2.6\"/>".formatted(n(x + 11), n(y - 4)));
    }
  }

  private static String n(double x) {
    String s = String.format(Locale.ROOT, "%.1f", x);
    return s.endsWith(".0") ? s.substring(0, s.length() - 2) : s;
  }
}
