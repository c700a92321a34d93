package monoloop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Describes the tasks of a loop; on the loop, or from outside as well as it goes. */
final class Census {
  private final Loop loop;
  private final List<Task<?>> tasks;
  private final Map<Task<?>, Integer> numbers = new IdentityHashMap<>();

  /** By the number of who waits: by the number of who is waited for: how. */
  private final Map<Integer, Map<Integer, String>> links = new HashMap<>();

  Census(Loop loop, List<Task<?>> tasks) {
    this.loop = loop;
    this.tasks = tasks;
    for (Task<?> t : tasks) {
      numbers.put(t, numbers.size());
    }
    tasks.forEach(this::link);
  }

  private void link(Task<?> task) {
    try {
      for (Object o : task.waiters()) {
        if (o instanceof Task<?> waiter) {
          link(waiter, task, "");
        } else if (o instanceof OnBehalf other) {
          link(other.waiter(), task, other.through());
        }
      }
      if (task.waiting instanceof Waiter<?> w && w.queued) {
        for (Task<?> holder : w.operation.holders()) {
          link(task, holder, "holds it");
        }
      }
    } catch (RuntimeException torn) {
      // read while it changes: without this arrow, then
    }
  }

  private void link(Task<?> waiter, Task<?> awaited, String how) {
    Integer from = numbers.get(waiter);
    Integer to = numbers.get(awaited);
    if (from != null && to != null) {
      links.computeIfAbsent(from, n -> new TreeMap<>()).putIfAbsent(to, how);
    }
  }

  List<TaskDump> tasks() {
    List<TaskDump> dumps = new ArrayList<>(tasks.size());
    for (Task<?> t : tasks) {
      dumps.add(describe(t));
    }
    return dumps;
  }

  private TaskDump describe(Task<?> task) {
    int number = numbers.get(task);
    try {
      return dump(task, number);
    } catch (RuntimeException torn) {
      return new TaskDump(
          number, task.name(), TaskDump.State.RUNNING, null, List.of(), List.of(), List.of(), null,
          0, true);
    }
  }

  private TaskDump dump(Task<?> task, int number) {
    CoroutineFrame frame = task.root;
    TaskDump.State state =
        task.running || frame == null
            ? TaskDump.State.RUNNING
            : !frame.begun()
                ? TaskDump.State.CREATED
                : task.isReady() ? TaskDump.State.READY : TaskDump.State.SUSPENDED;
    List<TaskDump.Link> waitsFor = new ArrayList<>();
    links
        .getOrDefault(number, Map.of())
        .forEach((to, how) -> waitsFor.add(new TaskDump.Link(to, how)));
    Deadline deadline = Limit.deadline(task);
    return new TaskDump(
        number,
        task.name(),
        state,
        AwaitPoint.of(task),
        frame == null ? List.of() : frame.waitingLines(),
        List.copyOf(waitsFor),
        task.waiting instanceof Waiting wait ? Sources.below(wait.source()) : List.of(),
        deadline == null ? null : deadline.remaining(),
        task.cancelling(),
        frame == null || frame.isCompiled());
  }

  /** The lines in which tasks wait; on the loop. */
  List<LineDump> lines() {
    Set<WaitQueue<?>> queues = new LinkedHashSet<>();
    for (Task<?> t : tasks) {
      if (t.waiting instanceof Waiter<?> w && w.queued) {
        queues.add(w.queue());
      }
    }
    List<LineDump> dumps = new ArrayList<>();
    for (WaitQueue<?> q : queues) {
      List<Integer> waiting = new ArrayList<>();
      for (Task<?> t : q.waiting()) {
        Integer number = numbers.get(t);
        if (number != null) {
          waiting.add(number);
        }
      }
      dumps.add(new LineDump(q.name(), q.ownerText(), List.copyOf(waiting)));
    }
    return dumps;
  }

  /** The tasks that wait for a line of {@code owner}'s, or for what comes over a channel. */
  Waits waits() {
    Waits waits = new Waits();
    for (Task<?> t : tasks) {
      int number = numbers.get(t);
      if (t.waiting instanceof Waiter<?> w && w.queued && w.queue().owner() != null) {
        waits.add(w.queue().owner(), number);
      } else if (t.waiting instanceof Waiting wait && wait.source() != null) {
        Sources.channelsBelow(wait.source()).forEach(c -> waits.add(c, number));
      }
    }
    return waits;
  }

  /** What a timer is for. */
  static String timerText(@Nullable Runnable callback) {
    return switch (Following.origin(callback)) {
      case null -> "nothing any more";
      case Task<?> task -> "Task " + task.name();
      case Limit.Expiry(Limit limit) -> "time limit of Task " + limit.task.name();
      case Runnable other -> callbackText(other);
    };
  }

  /** What it says of itself, or what it is if it says nothing. */
  private static String callbackText(Runnable callback) {
    String text = callback.toString();
    int lambda = text.indexOf("$$Lambda");
    if (lambda >= 0) {
      return "a callback of " + text.substring(0, lambda);
    }
    Class<?> type = callback.getClass();
    return text.equals(type.getName() + '@' + Integer.toHexString(callback.hashCode()))
        ? "a " + type.getSimpleName()
        : text;
  }

  static Duration until(long deadline, long now) {
    return Duration.ofNanos(deadline - now);
  }

  @Override
  public String toString() {
    return "Census[" + tasks.size() + " tasks of " + loop + "]";
  }
}
