package monoloop.test;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What happened, in words and in order, so that a test of an order reads as a story: {@code "a
 * waits, b sets, a wakes"}. Any thread may add to it.
 */
public final class Trail {
  private final List<String> words = new ArrayList<>();

  /** Creates an empty trail. */
  public Trail() {}

  /**
   * Adds what has happened now.
   *
   * @param what a few words without a comma
   */
  public synchronized void say(String what) {
    words.add(Objects.requireNonNull(what, "what"));
  }

  /**
   * Returns what was said so far.
   *
   * @return a copy, the oldest first
   */
  public synchronized List<String> words() {
    return List.copyOf(words);
  }

  /** Returns what was said so far with commas in between; empty if nothing was. */
  @Override
  public synchronized String toString() {
    return String.join(", ", words);
  }
}
