package monoloop.inspect;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import monoloop.AwaitPoint;

/** Draws a timeline with characters: a line per task. */
final class TimelineText {
  private static final char RUN = '█';
  private static final char SLOW = '▓';
  private static final char READY = '·';

  private final Timeline timeline;
  private final int left;
  private final int width;
  private final Axis axis;
  private final Map<Integer, char[]> rows = new HashMap<>();

  TimelineText(Timeline timeline, int columns) {
    this.timeline = timeline;
    int longest = 4;
    for (Timeline.Lane l : timeline.shownLanes()) {
      longest = Math.max(longest, Math.min(columns / 4, l.name().length()));
    }
    left = longest + 2;
    width = columns - left - 2;
    axis = new Axis(timeline, 0, width, 1);
  }

  String draw() {
    StringBuilder s = new StringBuilder(times()).append('\n');
    for (Timeline.Lane l : timeline.shownLanes()) {
      char[] row = new char[width + 2];
      Arrays.fill(row, ' ');
      rows.put(l.number(), row);
    }
    Map<Integer, Timeline.Step> before = new HashMap<>();
    for (Timeline.Step step : timeline.steps()) {
      char[] row = rows.get(step.lane());
      Timeline.Step previous = before.put(step.lane(), step);
      if (previous != null && previous.awaits() != null) {
        fill(row, axis.end(previous), axis.begin(step), sign(previous.awaits()));
      }
    }
    for (Timeline.Step last : before.values()) {
      if (last.awaits() != null) {
        fill(rows.get(last.lane()), axis.end(last), axis.right(), sign(last.awaits()));
      }
    }
    for (Timeline.Step step : timeline.steps()) {
      run(step);
    }
    for (Timeline.Lane l : timeline.shownLanes()) {
      String name = Page.clipMiddle(l.name(), left - 2);
      s.append(name).append(" ".repeat(left - name.length()));
      s.append(new String(rows.get(l.number())).stripTrailing()).append('\n');
    }
    return s.append("█ runs  ▓ slow  ─ sleeps  ┄ awaits a task  ╌ in line  ═ IO  ")
        .append("✓ done  ✗ failed  ∅ cancelled\n")
        .toString();
  }

  private void run(Timeline.Step step) {
    char[] row = rows.get(step.lane());
    int from = cell(axis.begin(step));
    int to = Math.max(from + 1, cell(axis.end(step)));
    for (int i = from; i < Math.min(to, row.length); i++) {
      row[i] = timeline.isSlow(step) ? SLOW : RUN;
    }
    if (!step.ending().isEmpty() && to < row.length) {
      row[to] =
          switch (step.ending()) {
            case "completed" -> '✓';
            case "failed" -> '✗';
            default -> '∅';
          };
    }
  }

  private static void fill(char[] row, double from, double to, char sign) {
    for (int i = cell(from); i < Math.min(cell(to), row.length - 1); i++) {
      if (row[i] == ' ') {
        row[i] = sign;
      }
    }
  }

  private static int cell(double x) {
    return (int) Math.floor(x + 1e-6);
  }

  private static char sign(AwaitPoint awaits) {
    return switch (awaits.kind()) {
      case SLEEP -> '─';
      case TURN -> READY;
      case RESULT -> '┄';
      case LINE -> '╌';
      case OUTSIDE -> '═';
    };
  }

  private String times() {
    StringBuilder s = new StringBuilder(" ".repeat(left));
    for (long t : axis.ticks(Math.max(2, width / 14))) {
      int at = left + cell(axis.at(axis.start() + t));
      String text = Durations.ofNanos(t);
      int free = s.length() + (s.length() > left ? 2 : 0);
      if (at >= free && at + text.length() <= left + width + 2) {
        s.append(" ".repeat(at - s.length())).append(text);
      }
    }
    return s.toString().stripTrailing();
  }
}
