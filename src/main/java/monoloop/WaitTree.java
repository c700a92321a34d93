package monoloop;

import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** The tasks of a loop as text, those whom a task waits for below it. */
final class WaitTree {
  private final StringBuilder text = new StringBuilder();
  private final Set<Task<?>> written = new HashSet<>();

  private WaitTree() {}

  static String of(List<Task<?>> tasks) {
    WaitTree tree = new WaitTree();
    Set<Task<?>> awaited = new HashSet<>();
    for (Task<?> t : tasks) {
      forEach(t, awaited::add);
    }
    for (Task<?> t : tasks) {
      if (!awaited.contains(t)) {
        tree.write(t, 1);
      }
    }
    for (Task<?> t : tasks) { // circles
      if (!tree.written.contains(t)) {
        tree.write(t, 1);
      }
    }
    return tree.text.toString();
  }

  private void write(Task<?> task, int depth) {
    text.append('\n').repeat("  ", depth);
    if (written.add(task)) {
      text.append(task);
      if (depth < 50) { // a text is for reading
        forEach(task, t -> write(t, depth + 1));
      }
    } else {
      text.append("Task[").append(task.name()).append(", as above]");
    }
  }

  private static void forEach(Task<?> task, Consumer<Task<?>> action) {
    Iterator<? extends Outcome<?>> arrows = WaitGraph.arrowsOf(task.waiting);
    while (arrows != null && arrows.hasNext()) {
      if (arrows.next() instanceof Task<?> t && !t.isDone()) {
        action.accept(t);
      }
    }
  }
}
