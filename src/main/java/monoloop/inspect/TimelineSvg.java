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
  private static final double WIDTH = Svg.WIDTH;
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
  private final Svg waits = new Svg();
  private final Svg arrows = new Svg();
  private final Svg runs = new Svg();
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
    Svg back = new Svg();
    grid(back, bottom);
    names(back);
    Svg key = new Svg();
    double height = legend(key, bottom + 26) + 18;
    String tasks = lanes.size() == 1 ? " task" : " tasks";
    String title = "What " + lanes.size() + tasks + " did on one thread";
    return Svg.document(
        "timeline", height, title, TimelineStyle.TIMELINE, back, waits, arrows, runs, key);
  }

  private void grid(Svg s, double bottom) {
    double last = -100;
    for (long t : axis.ticks(8)) {
      double x = axis.at(axis.start() + t);
      if (x - last < 54) {
        continue;
      }
      last = x;
      s.line("grid", x, TOP - 6, x, bottom);
      s.text("time", x, TOP - 14, Durations.ofNanos(t)).end();
    }
  }

  private void names(Svg s) {
    double y = TOP + pitch / 2;
    s.text("thread", PAD, y + 4, "thread").line("idle", left, y, axis.right(), y).end();
    for (Timeline.Lane l : lanes) {
      String name = Page.clipMiddle(l.name(), 20); // numbers stand at the end
      s.group(l.name()).text("name", PAD, ys.get(l.number()) + 4, name).endGroup();
    }
    if (lanes.isEmpty()) {
      s.text("time", (left + axis.right()) / 2, y - 6, "no task was seen").end();
    }
    int more = timeline.shownLanes().size() - lanes.size();
    if (more > 0) {
      s.text("time", WIDTH / 2, TOP - 30, "and " + more + " more tasks").end();
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
        if (lane.createdIn() < step.number() && createdAt(lane) < x) {
          ready(step.lane(), createdAt(lane), x);
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
      default -> moment(step.wokenBy(), step.wokenIn(), step.wokenNanos());
    };
  }

  /** When a task did something: in the step of that number if it is its own, else before it. */
  private double moment(int lane, long number, long nanos) {
    Timeline.Step step = timeline.step(number);
    return step == null || step.lane() == lane ? axis.within(number) : axis.before(number, nanos);
  }

  private void wait(Timeline.Step step, double from, double to, double woken) {
    AwaitPoint awaits = step.awaits();
    double y = ys.get(step.lane());
    double end = Math.max(from, Math.min(to, woken));
    if (awaits.kind() != Kind.TURN && end > from + 0.3) {
      kinds.add(awaits.kind());
      String type = awaits.kind().name().toLowerCase(Locale.ROOT);
      waits.group("awaits " + awaits).rect(type, from, y - bar / 2, end - from, bar, 3);
      double dots = awaits.kind() == Kind.OUTSIDE ? 9 : 0;
      String label = label(awaits, (int) ((end - from - 12 - 2 * dots) / CHAR));
      if (pitch > 20 && !label.isEmpty()) {
        waits.text("what", from + 7 + dots, y + 3.6, label);
      }
      if (awaits.kind() == Kind.OUTSIDE && end - from > 24) {
        waits.circle("request", from + 8, y, 3.2);
        if (end < axis.right()) {
          waits.circle("reply", end - 8, y, 3.2);
        }
      }
      waits.endGroup();
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
      waits.line("ready", from, ys.get(lane), to, ys.get(lane)).end();
    }
  }

  private void run(Timeline.Step step, double x) {
    double width = Math.max(0.6, axis.end(step) - x - (axis.end(step) - x > 4 ? 1 : 0));
    boolean slow = timeline.isSlow(step);
    anySlow |= slow;
    String type = slow ? "slow" : "run";
    double y = ys.get(step.lane());
    double top = TOP + pitch / 2;
    runs.group(describe(step)).rect(type, x, y - bar / 2, width, bar, 2);
    runs.rect(type, x, top - bar / 4, width, bar / 2, 2).endGroup();
    if (slow && pitch > 20 && width > 50) {
      runs.text("held", x + width / 2, y + 3.6, Durations.ofNanos(step.nanos())).end();
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
    String type = "end " + step.ending();
    switch (step.ending()) {
      case "completed" -> runs.path(type, "M%s %sl2.6 3l4.6 -6.2", x - 4, y + 0.6);
      case "failed" -> runs.path(type, "M%s %sl6.4 6.4m0 -6.4l-6.4 6.4", x - 3, y - 3.2);
      default -> runs.path(type, "M%s %sl5 0", x - 2.5, y);
    }
    runs.end();
  }

  // ---- arrows

  private void wakeArrow(Timeline.Step step, double from, double x) {
    Double source = step.wokenBy() == Timeline.OUTSIDE ? null : ys.get(step.wokenBy());
    if (source != null && step.wokenBy() != step.lane()) {
      anyWake = true;
      arrow(from, source, x, ys.get(step.lane()));
    }
  }

  private double createdAt(Timeline.Lane lane) {
    return moment(lane.createdBy(), lane.createdIn(), lane.createdNanos());
  }

  private void spawnArrow(Timeline.Lane lane) {
    Double source = ys.get(lane.createdBy());
    if (source != null) {
      double x = createdAt(lane);
      double y = ys.get(lane.number());
      arrows.line("spawn", x, source + bar / 2, x, y).end();
    }
  }

  private void arrow(double x1, double y1, double x2, double y2) {
    double down = y2 > y1 ? 1 : -1;
    double a = y1 + down * bar / 2;
    double b = y2 - down * bar / 2;
    // leaves upright and arrives upright, at the left edge of the step
    double to = x2 + Math.min(3, 0.5 + (x2 - x1) / 2);
    double bend = (b - a) * 0.55;
    double line = b - down * 6; // it ends within the head
    arrows.path("wake", "M%s %sC%s %s %s %s %s %s", x1, a, x1, a + bend, to, b - bend, to, line);
    arrows.head("tip", to, b, 0, (int) down).end();
  }

  // ---- legend

  /** Returns the height of its last row. */
  private double legend(Svg s, double y) {
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
      s.text("key", x + 22, y, e[1]).end();
      x += needed + 18;
    }
    return y;
  }

  private static void symbol(Svg s, String type, double x, double y) {
    switch (type) {
      case "ready" -> s.line("ready", x, y - 4, x + 16, y - 4);
      case "wake" -> s.line("wake", x, y - 4, x + 10, y - 4).head("tip", x + 17, y - 4, 1, 0);
      default -> s.rect(type, x, y - 9.5, 16, 11, 2.5);
    }
    if (type.equals("outside")) {
      s.circle("reply", x + 11, y - 4, 2.6);
    }
  }
}
