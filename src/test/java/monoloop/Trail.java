package monoloop;

import java.util.ArrayList;
import java.util.List;

/** What happened, in words and in order. */
final class Trail {
  private final List<String> words = new ArrayList<>();

  void say(String what) {
    words.add(what);
  }

  @Override
  public String toString() {
    return String.join(", ", words);
  }
}
