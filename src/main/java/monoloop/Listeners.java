package monoloop;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Those who listen to one loop, at least one; never changed, so that it can be while they hear. */
final class Listeners {
  private final Loop loop;
  private final List<LoopListener> all;

  /** Whose step is being taken, or whose end is being told. */
  private @Nullable Task<?> stepping;

  private Listeners(Loop loop, List<LoopListener> all) {
    this.loop = loop;
    this.all = all;
  }

  static Listeners with(Loop loop, @Nullable Listeners old, LoopListener added) {
    List<LoopListener> all = old == null ? new ArrayList<>() : new ArrayList<>(old.all);
    all.add(added);
    return new Listeners(loop, all);
  }

  /** Null once nobody is left. */
  static @Nullable Listeners without(@Nullable Listeners old, LoopListener removed) {
    if (old == null) {
      return null;
    }
    List<LoopListener> all = new ArrayList<>(old.all);
    all.remove(removed);
    return all.isEmpty() ? null : new Listeners(old.loop, all);
  }

  void created(Task<?> task) {
    Task<?> by = stepping;
    tell(l -> l.created(task, by));
  }

  /** Returns what {@link #stepEnds} wants: steps nest. */
  @Nullable Task<?> stepBegins(Task<?> task) {
    Task<?> outer = stepping;
    stepping = task;
    tell(l -> l.stepBegins(task));
    return outer;
  }

  void stepEnds(Task<?> task, @Nullable Task<?> outer) {
    stepping = outer;
    tell(l -> l.stepEnds(task));
  }

  /** What is called because {@code ended} is done: it is that task which wakes whom it wakes. */
  Runnable after(Task<?> ended, Runnable callback) {
    return () -> {
      Task<?> outer = stepping;
      stepping = ended;
      try {
        callback.run();
      } finally {
        stepping = outer;
      }
    };
  }

  void woken(Task<?> task) {
    Task<?> by = stepping;
    tell(l -> l.woken(task, by));
  }

  private void tell(Consumer<LoopListener> what) {
    for (LoopListener l : all) {
      try {
        what.accept(l);
      } catch (RuntimeException e) {
        loop.report("a listener of " + loop + " failed", e, l);
      }
    }
  }
}
