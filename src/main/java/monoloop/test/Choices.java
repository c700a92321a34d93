package monoloop.test;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import monoloop.Schedule;
import org.jspecify.annotations.Nullable;

/** A schedule that follows a list of choices, then takes the oldest, and remembers what it took. */
final class Choices implements Schedule {
  private final int[] given;

  /** What was chosen, and among how many. */
  private int[] taken = new int[16];

  private int[] among = new int[16];
  private int count;

  Choices(int[] given) {
    this.given = given;
  }

  /** The choices that {@link #toString} has written. */
  static int[] parse(String text) {
    return text.isEmpty()
        ? new int[0]
        : Arrays.stream(text.split("\\.")).mapToInt(Integer::parseInt).toArray();
  }

  @Override
  public int next(int ready) {
    int choice = count < given.length ? Math.min(given[count], ready - 1) : 0;
    if (count == taken.length) {
      taken = Arrays.copyOf(taken, count * 2);
      among = Arrays.copyOf(among, count * 2);
    }
    taken[count] = choice;
    among[count] = ready;
    count++;
    return choice;
  }

  /**
   * After a run: the next list in the order of a search that goes to the end first.
   *
   * @return null if this was the last one
   */
  int @Nullable [] following() {
    for (int i = count - 1; i >= 0; i--) {
      if (taken[i] + 1 < among[i]) {
        int[] next = Arrays.copyOf(taken, i + 1);
        next[i]++;
        return next;
      }
    }
    return null;
  }

  /** {@code 0.2.1}, without the zeros at the end: they are what happens anyway. */
  @Override
  public String toString() {
    int end = count;
    while (end > 0 && taken[end - 1] == 0) {
      end--;
    }
    return IntStream.range(0, end)
        .mapToObj(i -> Integer.toString(taken[i]))
        .collect(Collectors.joining("."));
  }
}
