package monoloop.inspect;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import monoloop.ChannelDump;
import monoloop.LineDump;
import monoloop.LoopDump;
import monoloop.TaskDump;
import monoloop.TimerDump;

/**
 * Who waits for whom, as a tree: below a task stand those that it waits for.
 *
 * <p>On top stand the tasks that no other task waits for. One that several wait for is described
 * once and only named further down; a circle of waits is marked where it closes. Any thread may
 * draw.
 */
public final class TaskTree {
  private final LoopDump dump;
  private final StringBuilder text = new StringBuilder();
  private final Set<Integer> shown = new HashSet<>();

  /** The tasks from the top down to the present one. */
  private final List<Integer> path = new ArrayList<>();

  private TaskTree(LoopDump dump) {
    this.dump = dump;
  }

  /**
   * Draws the tree of a loop, a task a line; then the lines in which tasks wait, the open sockets
   * and the next timer.
   *
   * @param dump see {@link monoloop.Loop#dump}
   * @return lines that end with a line feed
   */
  public static String of(LoopDump dump) {
    return new TaskTree(Objects.requireNonNull(dump, "dump")).draw();
  }

  /**
   * Tells where each task stands: all its lines, and what it awaits down to the source.
   *
   * @param dump see {@link monoloop.Loop#dump}
   * @return paragraphs that end with a line feed
   */
  public static String where(LoopDump dump) {
    return new TaskTree(Objects.requireNonNull(dump, "dump")).describe();
  }

  private String draw() {
    head();
    Set<Integer> awaited = new HashSet<>();
    for (TaskDump t : dump.tasks()) {
      t.waitsFor().forEach(link -> awaited.add(link.task()));
    }
    Set<Integer> roots = new TreeSet<>();
    for (TaskDump t : dump.tasks()) {
      if (!awaited.contains(t.number())) {
        roots.add(t.number());
      }
    }
    // what no root leads to is in a circle, or hangs from one
    Set<Integer> reached = new HashSet<>();
    roots.forEach(r -> reach(r, reached));
    for (TaskDump t : dump.tasks()) {
      if (!reached.contains(t.number())) {
        roots.add(t.number());
        reach(t.number(), reached);
      }
    }
    int left = roots.size();
    for (int root : roots) {
      node(root, "", "", --left == 0);
    }
    lines();
    channels();
    timers();
    stack();
    return text.toString();
  }

  private void reach(int task, Set<Integer> reached) {
    if (reached.add(task)) {
      dump.tasks().get(task).waitsFor().forEach(link -> reach(link.task(), reached));
    }
  }

  private void head() {
    text.append("Loop ").append(dump.loop()).append(", ").append(dump.state()).append(": ");
    text.append(count(dump.tasks().size(), "task"));
    if (!dump.exact()) {
      text.append(". It did not answer: this was read from outside");
    }
    text.append('\n');
  }

  private void node(int number, String indent, String how, boolean last) {
    TaskDump task = dump.tasks().get(number);
    text.append(indent).append(last ? "└─ " : "├─ ").append(task.name());
    if (path.contains(number)) {
      text.append("  ⟲ waits in a circle").append(through(how)).append('\n');
      return;
    }
    if (!shown.add(number)) {
      text.append("  (see above)").append(through(how)).append('\n');
      return;
    }
    text.append("  ").append(TaskLine.of(task)).append(through(how)).append('\n');
    path.add(number);
    int left = task.waitsFor().size();
    for (TaskDump.Link link : task.waitsFor()) {
      boolean said = task.awaits() != null && task.awaits().what().equals(link.how());
      node(
          link.task(), indent + (last ? "   " : "│  "), said ? "" : link.how(), --left == 0);
    }
    path.removeLast();
  }

  private static String through(String how) {
    return how.isEmpty() ? "" : "  [" + how + "]";
  }

  private void lines() {
    Set<String> users = new HashSet<>();
    dump.channels().forEach(c -> users.add(c.user()));
    for (LineDump line : dump.lines()) {
      if (!line.owner().isEmpty() && users.contains(line.owner())) {
        continue; // told with the channel
      }
      text.append(names(line.waiting()));
      text.append(line.waiting().size() == 1 ? " waits in " : " wait in ").append(line.name());
      if (!line.owner().isEmpty()) {
        text.append("  [").append(line.owner()).append(']');
      }
      text.append('\n');
    }
  }

  private void channels() {
    if (dump.channels().isEmpty()) {
      return;
    }
    text.append(count(dump.channelCount(), "channel")).append(":\n");
    for (ChannelDump c : dump.channels()) {
      text.append("   ").append(c.type()).append(' ');
      text.append(Objects.requireNonNullElse(c.local(), "no address"));
      if (c.remote() != null) {
        text.append(" → ").append(c.remote());
      }
      text.append("  ").append(c.state());
      if (Boolean.FALSE.equals(c.reading()) && !c.state().equals("the peer has ended")) {
        text.append(", not reading");
      }
      if (c.pendingBytes() > 0) {
        text.append(", ").append(count(c.pendingBytes(), "byte")).append(" to write");
      }
      if (!c.waiting().isEmpty()) {
        text.append(", awaited by ").append(names(c.waiting()));
      }
      text.append(c.user().isEmpty() ? "\n" : "  [" + c.user() + "]\n");
    }
    int more = dump.channelCount() - dump.channels().size();
    if (more > 0) {
      text.append("   and ").append(more).append(" more\n");
    }
  }

  private String names(List<Integer> tasks) {
    return String.join(", ", tasks.stream().map(n -> dump.tasks().get(n).name()).toList());
  }

  private void timers() {
    if (!dump.timers().isEmpty()) {
      TimerDump next = dump.timers().getFirst();
      text.append(count(dump.timerCount(), "timer")).append(", the next in ");
      text.append(Durations.of(next.remaining())).append(" for ").append(next.what());
      text.append('\n');
    }
    if (dump.calls() > 0) {
      text.append(count(dump.calls(), "call")).append(" of toThread\n");
    }
  }

  private void stack() {
    if (!dump.exact() && !dump.stack().isEmpty()) {
      text.append("thread ").append(dump.thread()).append(":\n");
      dump.stack().forEach(this::at);
    }
  }

  private void at(StackTraceElement line) {
    text.append("   at ").append(line.getClassName()).append('.').append(line.getMethodName());
    text.append('(').append(line.isNativeMethod() ? "native" : line.getFileName());
    if (line.getLineNumber() > 0) {
      text.append(':').append(line.getLineNumber());
    }
    text.append(")\n");
  }

  private String describe() {
    head();
    for (TaskDump t : dump.tasks()) {
      text.append('\n').append(t.name()).append("  ").append(TaskLine.of(t));
      text.append(t.compiled() ? "\n" : ", on a thread of its own\n");
      t.lines().forEach(this::at);
      sources(t.source());
      for (TaskDump.Link link : t.waitsFor()) {
        text.append("   waits for ").append(dump.tasks().get(link.task()).name());
        text.append(through(link.how())).append('\n');
      }
    }
    stack();
    return text.toString();
  }

  /** One below the other; several that are awaited at the same time stand in one column. */
  private void sources(List<String> sources) {
    int depth = 0;
    boolean branches = false;
    for (String source : sources) {
      branches |= TaskLine.isOneOfSeveral(source);
      text.append("   ").append("  ".repeat(depth)).append("← ").append(source).append('\n');
      depth += branches ? 0 : 1;
    }
  }

  private static String count(long n, String what) {
    return n + " " + what + (n == 1 ? "" : "s");
  }
}
