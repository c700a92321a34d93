package monoloop;

import org.jspecify.annotations.Nullable;

/** A child of a task group: hears of its end in the turn after it. */
final class Child implements Runnable, OnBehalf {
  final Task<?> task;
  final boolean inBackground;
  private final TaskGroup group;

  /** How its starter hears of it; null if it was just spawned. */
  private final @Nullable Startup<?> startup;

  /** Whether it was told to end: a second request would disturb its cleaning up. */
  private boolean released;

  /** In {@link Children}. */
  @Nullable Child previous;

  @Nullable Child next;

  Child(TaskGroup group, Task<?> task, @Nullable Startup<?> startup, boolean inBackground) {
    this.group = group;
    this.task = task;
    this.startup = startup;
    this.inBackground = inBackground;
  }

  @Override
  public void run() {
    group.ended(this);
  }

  /** Tells it to end, unless it was told before. */
  void release(Cancellation why) {
    if (!released) {
      released = true;
      task.requestCancel(why);
    }
  }

  /** Whether it has ended before it was started; then its starter hears of it. */
  boolean endedEarly() {
    return startup != null && startup.endedEarly(task);
  }

  @Override
  public Task<?> waiter() {
    return group.parent;
  }

  @Override
  public String through() {
    return group.toString();
  }
}
