package monoloop;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which tasks wait for whom: by the object that owns a line, or by a channel. */
final class Waits {
  private final Map<Object, List<Integer>> numbers = new IdentityHashMap<>();

  void add(Object owner, int task) {
    numbers.computeIfAbsent(owner, o -> new ArrayList<>()).add(task);
  }

  boolean isEmpty() {
    return numbers.isEmpty();
  }

  /** Those for whom somebody waits. */
  Set<Object> owners() {
    return numbers.keySet();
  }

  /** The numbers of the tasks that wait for {@code owner}. */
  List<Integer> forWhom(Object owner) {
    return numbers.getOrDefault(owner, List.of());
  }

  @Override
  public String toString() {
    return "Waits[" + numbers.size() + " owners]";
  }
}
