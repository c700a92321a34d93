package monoloop.walkthrough;

/** Measures what a chapter claims. */
final class Stopwatch {
  private final long start = System.nanoTime();

  long nanos() {
    return System.nanoTime() - start;
  }

  long millis() {
    return nanos() / 1_000_000;
  }
}
