package monoloop.inspect;

import java.time.Duration;
import java.util.Locale;

/** Times as people read them: {@code 1.5 s}, {@code 20 ms}, {@code 350 µs}. */
final class Durations {
  private Durations() {}

  static String of(Duration d) {
    return ofNanos(d.toNanos());
  }

  static String ofNanos(long nanos) {
    long abs = Math.abs(nanos);
    if (abs == 0) {
      return "0";
    }
    if (abs >= 60_000_000_000L) {
      return number(nanos / 60e9) + " min";
    }
    if (abs >= 1_000_000_000L) {
      return number(nanos / 1e9) + " s";
    }
    return abs >= 1_000_000L
        ? number(nanos / 1e6) + " ms"
        : abs >= 1_000 ? number(nanos / 1e3) + " µs" : nanos + " ns";
  }

  /** Three digits at most, and no zeros behind the point. */
  private static String number(double x) {
    double size = Math.abs(x);
    String s = String.format(Locale.ROOT, size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : "%.2f", x);
    return s.contains(".") ? s.replaceAll("0+$", "").replaceAll("\\.$", "") : s;
  }
}
