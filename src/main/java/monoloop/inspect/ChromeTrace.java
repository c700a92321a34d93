package monoloop.inspect;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import monoloop.AwaitPoint;

/** Writes a timeline in the trace event format: each task is a thread there. */
final class ChromeTrace {
  private final Timeline timeline;
  private final StringBuilder s = new StringBuilder();
  private int flows;

  ChromeTrace(Timeline timeline) {
    this.timeline = timeline;
  }

  String write() {
    s.append("{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n");
    s.append("{\"ph\":\"M\",\"name\":\"process_name\",\"pid\":1,\"args\":{\"name\":\"monoloop\"}}");
    for (Timeline.Lane l : timeline.shownLanes()) {
      event("M", "thread_name", l.number());
      s.append(",\"args\":{\"name\":").append(quoted(l.name())).append("}}");
      event("M", "thread_sort_index", l.number());
      s.append(",\"args\":{\"sort_index\":").append(l.number()).append("}}");
    }
    Map<Integer, Timeline.Step> before = new HashMap<>();
    for (Timeline.Step step : timeline.steps()) {
      Timeline.Step previous = before.put(step.lane(), step);
      AwaitPoint awaits = previous == null ? null : previous.awaits();
      if (awaits != null) {
        span(awaits.toString(), awaits.kind().name().toLowerCase(Locale.ROOT), step.lane(),
            previous.endNanos(), step.beginNanos());
      }
      span(
          step.ending().isEmpty() ? "runs" : step.ending(),
          timeline.isSlow(step) ? "slow" : "step",
          step.lane(),
          step.beginNanos(),
          step.endNanos());
      Timeline.Step waker = before.get(step.wokenBy());
      if (waker != null) {
        flows++;
        event("s", "wakes", step.wokenBy());
        flow(within(waker, step.wokenNanos()), "");
        event("f", "wakes", step.lane());
        flow(step.beginNanos(), ",\"bp\":\"e\"");
      }
    }
    return s.append("\n]}\n").toString();
  }

  private void event(String phase, String name, int lane) {
    s.append(",\n{\"ph\":\"").append(phase).append("\",\"name\":").append(quoted(name));
    s.append(",\"pid\":1,\"tid\":").append(lane + 1);
  }

  private void flow(long nanos, String more) {
    s.append(",\"cat\":\"wake\",\"id\":").append(flows).append(",\"ts\":").append(micros(nanos));
    s.append(more).append('}');
  }

  /** Viewers tie an arrow to the bar in which it begins; some wake others just after their end. */
  private static long within(Timeline.Step step, long nanos) {
    return Math.max(step.beginNanos(), Math.min(nanos, step.endNanos() - 1));
  }

  private void span(String name, String category, int lane, long from, long to) {
    event("X", name, lane);
    s.append(",\"cat\":\"").append(category).append("\",\"ts\":").append(micros(from));
    s.append(",\"dur\":").append(length(to - from)).append('}');
  }

  private String micros(long nanos) {
    return length(nanos - timeline.firstNanos());
  }

  private static String length(long nanos) {
    return String.format(Locale.ROOT, "%.3f", nanos / 1e3);
  }

  private static String quoted(String text) {
    StringBuilder q = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        q.append('\\').append(c);
      } else if (c < ' ') {
        q.append(String.format("\\u%04x", (int) c));
      } else {
        q.append(c);
      }
    }
    return q.append('"').toString();
  }
}
