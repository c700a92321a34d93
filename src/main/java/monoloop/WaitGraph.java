package monoloop;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for whom. The graph is not kept anywhere: the arrows of a task lead to those of whom
 * one must do something before it can go on.
 *
 * <p>A task is stuck if its arrows are known, there is one, and all of them lead to stuck tasks.
 * This can become true only when a task begins to wait, or when one of several that it waits for
 * ends and the others go on. Then it is on a circle itself, and that is where one looks.
 */
final class WaitGraph {
  private final Loop loop;

  /** Those of the circles that were reported, and what they waited in. */
  private final Map<Task<?>, Object> reported = new WeakHashMap<>(0);

  WaitGraph(Loop loop) {
    this.loop = loop;
  }

  /**
   * {@code task} has begun to wait, or one of those whom it waits for has ended: sees to it that a
   * circle is reported once the loop is idle.
   */
  static void look(Task<?> task) {
    Task<?> only = task.blocker();
    if (only != null ? goesOn(only) : firstGoesOn(task.waiting)) {
      return; // as a rule; nothing was gathered
    }
    if (isStuck(task)) {
      Object waiting = task.waiting;
      Loop loop = task.loop;
      loop.callWhenIdle(
          () -> {
            if (task.waiting == waiting && isStuck(task)) {
              loop.tasks.waitGraph.report(task);
            }
          });
    }
  }

  /**
   * Whether the first of those whom somebody waits for in {@code waiting} goes on, or nobody knows;
   * one that has ended is about to be heard of, which is another occasion to look.
   */
  private static boolean firstGoesOn(@Nullable Object waiting) {
    Iterator<? extends Outcome<?>> arrows = arrowsOf(waiting);
    if (arrows == null || !arrows.hasNext()) {
      return true;
    }
    Outcome<?> first = arrows.next();
    return first.isDone()
        || !(first instanceof Task<?> task)
        || goesOn(task)
        || arrowsOf(task.waiting) == null;
  }

  private static boolean goesOn(Task<?> task) {
    Object w = task.waiting;
    return w == null
        || task.stepIsDue()
        || !(w instanceof Outcome<?> || w instanceof Waiting)
        || (task.limit != null && Limit.deadline(task) != null);
  }

  /** Whom {@code task} waits for; null if it goes on by itself, or others may help. */
  private static @Nullable Iterator<? extends Outcome<?>> arrows(Task<?> task) {
    return goesOn(task) || Deadline.of(task.context) != null ? null : arrowsOf(task.waiting);
  }

  /** Whom somebody waits for who waits in {@code waiting}; null if not known. */
  static @Nullable Iterator<? extends Outcome<?>> arrowsOf(@Nullable Object waiting) {
    return switch (waiting) {
      case Task<?> other -> Collections.singleton(other).iterator();
      case Deferred<?> d when d.owner instanceof TaskGroup group -> group.children.iterator();
      case Deferred<?> d when d.owner instanceof Race<?> race -> race.runners();
      case Deferred<?> d when d.owner instanceof Startup<?> startup && startup.child != null ->
          Collections.singleton(startup.child).iterator();
      case Waiting wait -> wait.helpers();
      case null, default -> null;
    };
  }

  /** Whether {@code start} is on a circle and nobody whom it waits for goes on; depth first. */
  private static boolean isStuck(Task<?> start) {
    Iterator<? extends Outcome<?>> arrows = arrows(start);
    if (arrows == null) {
      return false;
    }
    boolean circle = false;
    Set<Task<?>> seen = new HashSet<>();
    seen.add(start);
    Deque<Iterator<? extends Outcome<?>>> path = new ArrayDeque<>();
    path.push(arrows);
    while (!path.isEmpty()) {
      Iterator<? extends Outcome<?>> i = path.getFirst();
      if (!i.hasNext()) {
        path.pop();
        continue;
      }
      Outcome<?> next = i.next();
      if (next.isDone()) {
        continue;
      }
      if (!(next instanceof Task<?> task) || task.loop != start.loop) {
        return false;
      }
      circle |= task == start;
      if (seen.add(task)) {
        arrows = arrows(task);
        if (arrows == null || !arrows.hasNext()) {
          return false;
        }
        path.push(arrows);
      }
    }
    return circle;
  }

  private void report(Task<?> start) {
    List<Task<?>> circle = shortestCircle(start);
    boolean known = true;
    for (Task<?> t : circle) {
      known &= reported.put(t, t.waiting) == t.waiting;
    }
    if (!known) {
      DeadlockException deadlock = DeadlockException.of(circle);
      loop.report(String.valueOf(deadlock.getMessage()), deadlock, start);
    }
  }

  private static List<Task<?>> shortestCircle(Task<?> start) {
    Map<Task<?>, Task<?>> from = new HashMap<>();
    Deque<Task<?>> next = new ArrayDeque<>(List.of(start));
    while (!from.containsKey(start)) {
      Task<?> task = next.remove();
      Iterator<? extends Outcome<?>> arrows = arrows(task);
      while (arrows != null && arrows.hasNext()) {
        if (arrows.next() instanceof Task<?> other
            && !other.isDone()
            && from.putIfAbsent(other, task) == null) {
          next.add(other);
        }
      }
    }
    List<Task<?>> circle = new ArrayList<>();
    Task<?> t = start;
    do {
      t = from.get(t);
      circle.add(t);
    } while (t != start);
    return circle.reversed();
  }

  /** How many besides one could help a task that waits in {@code waiting}. */
  static int others(@Nullable Object waiting) {
    int n = -1;
    Iterator<? extends Outcome<?>> arrows = arrowsOf(waiting);
    while (arrows != null && arrows.hasNext()) {
      n += arrows.next().isDone() ? 0 : 1;
    }
    return Math.max(0, n);
  }
}
