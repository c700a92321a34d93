package monoloop.walkthrough;

import java.util.Iterator;
import java.util.stream.IntStream;

/**
 * Python's {@code range}: an iterable that prints its bounds, not its items.
 *
 * @param from the first item
 * @param to one more than the last
 */
record Range(int from, int to) implements Iterable<Integer> {

  static Range range(int to) {
    return new Range(0, to);
  }

  @Override
  public Iterator<Integer> iterator() {
    return IntStream.range(from, to).iterator();
  }

  @Override
  public String toString() {
    return "range(" + from + ", " + to + ")";
  }
}
