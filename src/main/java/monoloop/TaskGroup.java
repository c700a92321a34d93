package monoloop;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Tasks that belong together: the block that started them ends when all of them have (asyncio:
 * TaskGroup).
 *
 * <pre>
 * open --> closing (the body has ended) --> finished
 *   '----> aborting (a child failed, or the group was cancelled) --> finished
 * </pre>
 *
 * <p>Opened by {@link Async#taskGroup}. The first child that fails cancels its siblings and
 * interrupts the body; all failures come out together as a {@link TaskGroupException}. A child that
 * is cancelled by somebody is not a failure. Children may start siblings until the last one ends.
 */
public final class TaskGroup {
  private final Task<?> parent;

  /** Whether a failing child leaves its siblings alone. */
  private final boolean supervisor;

  private final List<Throwable> failures = new ArrayList<>();
  private @Nullable Child first;
  private int live;
  private boolean bodyEnded;
  private boolean aborting;

  /** Whether the group itself has asked the parent to stop: then it takes the request back. */
  private boolean interrupted;

  /** An exit request of a child: it leaves the group as it is. */
  private @Nullable Throwable exit;

  /** Completed when the last child ends; present while the closing group waits. */
  private @Nullable Deferred<Boolean> allEnded;

  private TaskGroup(Task<?> parent, boolean supervisor) {
    this.parent = parent;
    this.supervisor = supervisor;
  }

  /** The coroutine that runs {@code body} in a group of its own. */
  static <T extends @Nullable Object> Mono<T> open(GroupBody<T> body, boolean supervisor) {
    Objects.requireNonNull(body, "body");
    return Async.async(
        co -> {
          TaskGroup group = new TaskGroup(co.task(), supervisor);
          T result = null;
          Throwable thrown = null;
          try {
            result = co.await(group.running(body));
          } catch (Throwable t) {
            thrown = t;
          }
          CancelledError cancelled = group.bodyEnded(thrown);
          while (group.live > 0) {
            try {
              co.await(group.allEnded());
            } catch (CancelledError e) {
              if (!group.aborting) {
                cancelled = e;
                group.abort();
              }
            }
          }
          group.close(thrown, cancelled);
          return result;
        });
  }

  private <T extends @Nullable Object> Mono<T> running(GroupBody<T> body) {
    return new CoroutineMono<>(
        CoroutineFactory.twoPart(
            body, this, (b, co, group) -> b.run(co, (TaskGroup) Objects.requireNonNull(group))));
  }

  private Mono<Boolean> allEnded() {
    allEnded = new Deferred<>(parent.loop);
    return allEnded;
  }

  private @Nullable CancelledError bodyEnded(@Nullable Throwable thrown) {
    bodyEnded = true;
    if (thrown == null) {
      return null;
    }
    if (Tasks.isExit(thrown) && exit == null) {
      exit = thrown;
    }
    if (!aborting) {
      abort();
    }
    return thrown instanceof CancelledError c ? c : null;
  }

  private void close(@Nullable Throwable thrown, @Nullable CancelledError cancelled)
      throws Exception {
    if (exit != null) {
      throw (Error) exit;
    }
    CancelledError outer = cancelled;
    if (interrupted && parent.uncancel() == 0) {
      outer = null; // the only request was the group's own
    }
    if (outer != null && failures.isEmpty()) {
      throw outer;
    }
    if (thrown != null && !(thrown instanceof CancelledError)) {
      failures.add(thrown);
    }
    if (!failures.isEmpty()) {
      if (parent.cancelling() > 0) {
        // someone outside wants the parent to stop: keep the count, deliver at its next await
        parent.uncancel();
        parent.cancel(outer == null ? null : outer.reason());
      }
      throw new TaskGroupException(failures);
    }
  }

  // ---- children

  /**
   * Starts a child; its first step is taken in the next turn.
   *
   * @param work any Mono but a task or deferred
   * @return the child
   * @throws IllegalStateException if the group is finished or aborting
   */
  public <T> Task<T> spawn(Mono<T> work) {
    return add(null, work);
  }

  /**
   * Starts a child that runs {@code body}.
   *
   * @return the child
   * @throws IllegalStateException if the group is finished or aborting
   */
  public <T extends @Nullable Object> Task<T> spawn(Coroutine<T> body) {
    return add(null, new CoroutineMono<>(body));
  }

  /**
   * Starts a named child.
   *
   * @return the child
   * @throws IllegalStateException if the group is finished or aborting
   */
  public <T> Task<T> spawn(String name, Mono<T> work) {
    return add(Objects.requireNonNull(name, "name"), work);
  }

  /**
   * Starts a named child that runs {@code body}.
   *
   * @return the child
   * @throws IllegalStateException if the group is finished or aborting
   */
  public <T extends @Nullable Object> Task<T> spawn(String name, Coroutine<T> body) {
    return add(Objects.requireNonNull(name, "name"), new CoroutineMono<>(body));
  }

  private <T extends @Nullable Object> Task<T> add(@Nullable String name, Mono<T> work) {
    NotOnLoopException.check(parent.loop, "TaskGroup.spawn()");
    if (bodyEnded && live == 0) {
      throw new IllegalStateException(this + " accepts no new tasks: all its tasks have ended");
    }
    if (aborting) {
      throw new IllegalStateException(this + " accepts no new tasks: it is shutting down");
    }
    Task<T> task = Task.spawn(parent, name, work, false);
    new Child(task).link();
    return task;
  }

  /**
   * Ends the group early and without an error: children are cancelled and the body is interrupted.
   * Does not wait; a second call does nothing.
   */
  public void cancel() {
    NotOnLoopException.check(parent.loop, "TaskGroup.cancel()");
    if (!aborting && !(bodyEnded && live == 0)) {
      abort();
      interruptParent();
    }
  }

  private void abort() {
    aborting = true;
    for (Child c = first; c != null; ) {
      Child next = c.next; // a cancelled child may leave the list at once
      c.task.requestCancel("its task group is shutting down");
      c = next;
    }
  }

  private void interruptParent() {
    if (!interrupted) {
      interrupted = true;
      parent.requestCancel("its task group is shutting down");
    }
  }

  /** {@code TaskGroup[closing, 2 tasks]}. */
  @Override
  public String toString() {
    String state =
        bodyEnded && live == 0 ? "finished" : aborting ? "aborting" : bodyEnded ? "closing" : "open";
    return "TaskGroup[" + state + ", " + live + (live == 1 ? " task]" : " tasks]");
  }

  /** One child: hears of its end in the turn after it. */
  private final class Child implements Runnable {
    private final Task<?> task;
    private @Nullable Child previous;
    private @Nullable Child next;

    Child(Task<?> task) {
      this.task = task;
    }

    void link() {
      next = first;
      if (next != null) {
        next.previous = this;
      }
      first = this;
      live++;
      task.observe(this);
    }

    @Override
    public void run() {
      unlink();
      if (live == 0 && allEnded != null && !allEnded.isDone()) {
        allEnded.complete(true);
      }
      Throwable error = task.isCancelled() ? null : task.exception();
      if (error == null) {
        return;
      }
      failures.add(error);
      if (Tasks.isExit(error) && exit == null) {
        exit = error;
      }
      if (!aborting && !supervisor) {
        abort();
        interruptParent();
      }
    }

    private void unlink() {
      if (previous == null) {
        first = next;
      } else {
        previous.next = next;
      }
      if (next != null) {
        next.previous = previous;
      }
      live--;
    }
  }
}
