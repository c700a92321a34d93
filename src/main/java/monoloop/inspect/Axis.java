package monoloop.inspect;

import java.util.ArrayList;
import java.util.List;

/**
 * Where moments lie in a picture. Proportional to time, but each step has a width of its own on
 * top, so that steps that took no time can be told apart: there is one thread, so they never
 * overlap.
 */
final class Axis {
  private final Timeline timeline;
  private final double left;
  private final double width;
  private final double perStep;
  private final double perNano;
  private final double[] begins;
  private final double[] ends;
  private final long first;

  Axis(Timeline timeline, double left, double width, double wanted) {
    this.timeline = timeline;
    this.left = left;
    this.width = width;
    List<Timeline.Step> steps = timeline.steps();
    int n = steps.size();
    first = n == 0 ? 0 : steps.getFirst().number();
    perStep = n == 0 ? 0 : Math.min(wanted, width * 0.45 / n);
    long nanos = Math.max(1, timeline.endNanos() - start());
    perNano = Math.max(0, width - n * perStep) / nanos;
    begins = new double[n];
    ends = new double[n];
    double x = left;
    long now = start();
    for (int i = 0; i < n; i++) {
      Timeline.Step s = steps.get(i);
      begins[i] = x + Math.max(0, s.beginNanos() - now) * perNano;
      ends[i] = begins[i] + perStep + s.nanos() * perNano;
      x = ends[i];
      now = s.endNanos();
    }
  }

  /** Where the picture begins. */
  long start() {
    return timeline.firstNanos();
  }

  double begin(Timeline.Step step) {
    return begins[(int) (step.number() - first)];
  }

  double end(Timeline.Step step) {
    return ends[(int) (step.number() - first)];
  }

  /** A moment in the step of that number: its middle; if that step was not kept, the beginning. */
  double within(long number) {
    int i = (int) (number - first);
    return i < 0 || i >= begins.length ? left : (begins[i] + ends[i]) / 2;
  }

  /** A moment before the step of that number and behind the one before. */
  double before(long number, long nanos) {
    int i = (int) (number - first) - 1;
    if (i < 0) {
      return left + Math.max(0, nanos - start()) * perNano;
    }
    if (i >= ends.length) {
      return left + width;
    }
    return ends[i] + Math.max(0, nanos - timeline.steps().get(i).endNanos()) * perNano;
  }

  double right() {
    return left + width;
  }

  /** Where a moment begins. */
  double at(long nanos) {
    int i = 0;
    while (i < begins.length && timeline.steps().get(i).endNanos() < nanos) {
      i++;
    }
    if (i < begins.length && timeline.steps().get(i).beginNanos() <= nanos) {
      return begins[i] + (nanos - timeline.steps().get(i).beginNanos()) * perNano;
    }
    return before(first + i, nanos);
  }

  /** Round moments, counted from the start, about {@code count} of them. */
  List<Long> ticks(int count) {
    long nanos = timeline.endNanos() - start();
    List<Long> ticks = new ArrayList<>();
    if (nanos <= 0) {
      ticks.add(0L);
      return ticks;
    }
    long step = 1;
    int[] factors = {2, 5, 10};
    for (int i = 0; nanos / step > count; i++) {
      long decade = (long) Math.pow(10, i / 3);
      step = decade * factors[i % 3];
    }
    for (long t = 0; t <= nanos; t += step) {
      ticks.add(t);
    }
    return ticks;
  }
}
