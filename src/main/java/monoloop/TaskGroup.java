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
 * A child gets a copy of the context of the task that starts it.
 */
public final class TaskGroup {
  private static final String SHUTS_DOWN = "its task group is shutting down";

  final Task<?> parent;

  /** Requests to cancel the parent that were in force when the group began. */
  private final int cancelling;

  /** Whether a failing child leaves its siblings alone. */
  private final boolean supervisor;

  private final List<Throwable> failures = new ArrayList<>();
  final Children children = new Children();
  private boolean bodyEnded;
  private boolean aborting;

  /** Whether the group itself has asked the parent to stop: then it takes the request back. */
  private boolean interrupted;

  /** An exit request of a child: it leaves the group as it is. */
  private @Nullable Throwable exit;

  /** Completed when the last child ends; present while the closing group waits. */
  private @Nullable Deferred<Boolean> allEnded;

  /** What is around the group; its children are inside of it, too. */
  private final @Nullable Limit limit;

  private final @Nullable CancelScope scope;

  private TaskGroup(Task<?> parent, boolean supervisor) {
    this.parent = parent;
    cancelling = parent.cancelling();
    this.supervisor = supervisor;
    limit = parent.limit;
    scope = Limit.scope(limit);
    if (scope != null) {
      scope.add(this);
    }
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
          while (!group.children.isEmpty()) {
            try {
              co.await(group.allEnded());
            } catch (CancelledError e) {
              cancelled = e;
              if (!group.aborting) {
                group.abort(e.cancellation(SHUTS_DOWN));
              }
            }
          }
          group.close(thrown, cancelled);
          return result;
        });
  }

  private <T extends @Nullable Object> Mono<T> running(GroupBody<T> body) {
    return new CoroutineMono<>(
        CoroutineFactory.twoPart(body, this, (b, co, group) -> b.run(co, group)));
  }

  private Mono<Boolean> allEnded() {
    allEnded = new Deferred<>(parent.loop, this);
    // in a cancelled scope this raises once; then the children have been told, and are waited for
    return aborting ? new Unscoped<>(allEnded) : allEnded;
  }

  private @Nullable CancelledError bodyEnded(@Nullable Throwable thrown) {
    bodyEnded = true;
    if (thrown == null) {
      releaseBackground();
      return null;
    }
    if (Tasks.isExit(thrown) && exit == null) {
      exit = thrown;
    }
    if (!aborting) {
      abort(
          thrown instanceof CancelledError c
              ? c.cancellation(SHUTS_DOWN)
              : Cancellation.by(parent, SHUTS_DOWN));
    }
    return thrown instanceof CancelledError c ? c : null;
  }

  private void close(@Nullable Throwable thrown, @Nullable CancelledError cancelled)
      throws Exception {
    if (scope != null) {
      scope.remove(this);
    }
    if (exit != null) {
      throw (Error) exit;
    }
    CancelledError outer = cancelled;
    if (interrupted && parent.uncancel() <= cancelling) {
      outer = null; // the only request since the beginning was the group's own
    }
    if (thrown != null && !(thrown instanceof CancelledError)) {
      failures.add(thrown);
    }
    if (outer != null && failures.isEmpty()) {
      throw outer;
    }
    if (!failures.isEmpty()) {
      if (parent.cancelling() > 0) {
        // someone outside wants the parent to stop: keep the count, deliver at its next await
        parent.uncancel();
        parent.requestCancel(outer == null ? Cancellation.of(null) : outer.cancellation());
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

  /**
   * Starts a child and takes its first step now, inside this call.
   *
   * @param work any Mono but a task or deferred
   * @return the child; done already if it never had to wait
   * @throws IllegalStateException if the group is finished or aborting
   */
  public <T> Task<T> spawnEager(Mono<T> work) {
    return add(null, work, null, false, true);
  }

  /**
   * Starts a child that runs {@code body}; as {@link #spawnEager(Mono)}.
   *
   * @return the child; done already if it never had to wait
   * @throws IllegalStateException if the group is finished or aborting
   */
  public <T extends @Nullable Object> Task<T> spawnEager(Coroutine<T> body) {
    return add(null, new CoroutineMono<>(body), null, false, true);
  }

  /**
   * Starts a child that is cancelled when the body and all other children have ended: for what
   * serves them. Until then it is like any other.
   *
   * @param work any Mono but a task or deferred
   * @return the child
   * @throws IllegalStateException if the group is finished or aborting
   */
  public <T> Task<T> spawnBackground(Mono<T> work) {
    return add(null, work, null, true, false);
  }

  /**
   * Starts a child in the background that runs {@code body}; as {@link #spawnBackground(Mono)}.
   *
   * @return the child
   * @throws IllegalStateException if the group is finished or aborting
   */
  public <T extends @Nullable Object> Task<T> spawnBackground(Coroutine<T> body) {
    return add(null, new CoroutineMono<>(body), null, true, false);
  }

  /**
   * Starts a child and waits until it says that it is ready (Trio: Nursery.start).
   *
   * <p>The Mono completes with the value of {@link Startup#started}; the child goes on. An error
   * that it lets out before is not the group's but the Mono's. If cancelled, the child is cancelled
   * too, even if it has just been started; the group waits for it.
   *
   * @param body calls {@code started} once
   * @return cold, each await starts a child; fails with {@link IllegalStateException} if the child
   *     ends before, or if the group is finished or aborting
   */
  public <S> Mono<S> start(StartBody<S> body) {
    return starting(body, false);
  }

  /**
   * As {@link #start}, with a child in the background: it is cancelled when the body and all other
   * children have ended.
   *
   * @param body calls {@code started} once
   * @return cold, each await starts a child
   */
  public <S> Mono<S> startBackground(StartBody<S> body) {
    return starting(body, true);
  }

  private <S> Mono<S> starting(StartBody<S> body, boolean inBackground) {
    Objects.requireNonNull(body, "body");
    return Async.async(
        co -> {
          Startup<S> startup = new Startup<>(parent.loop);
          Task<?> child = add(null, startup.running(body), startup, inBackground, false);
          startup.child = child;
          try {
            return co.await(startup.value);
          } catch (CancelledError e) {
            startup.value.requestCancel(Cancellation.of(null));
            child.requestCancel(Cancellation.of("its starter was cancelled"));
            throw e;
          }
        });
  }

  private <T extends @Nullable Object> Task<T> add(@Nullable String name, Mono<T> work) {
    return add(name, work, null, false, false);
  }

  private <T extends @Nullable Object> Task<T> add(
      @Nullable String name,
      Mono<T> work,
      @Nullable Startup<?> startup,
      boolean inBackground,
      boolean eager) {
    NotOnLoopException.check(parent.loop, "TaskGroup.spawn()");
    if (isFinished()) {
      throw new IllegalStateException(this + " accepts no new tasks: all its tasks have ended");
    }
    if (aborting) {
      throw new IllegalStateException(this + " accepts no new tasks: it is shutting down");
    }
    Task<?> starter = Task.currentOrNull();
    boolean here = starter != null && starter.loop == parent.loop;
    Task<T> task = Task.created(here ? starter : parent, name, work);
    task.limit = limit;
    Child child = new Child(this, task, startup, inBackground);
    children.add(child); // before its first step, which may cancel it
    task.observe(child);
    task.begin(eager);
    return task;
  }

  /**
   * Ends the group early and without an error: children are cancelled and the body is interrupted.
   * Does not wait; a second call does nothing.
   */
  public void cancel() {
    NotOnLoopException.check(parent.loop, "TaskGroup.cancel()");
    if (!aborting && !isFinished()) {
      Cancellation why = Cancellation.byCaller(SHUTS_DOWN);
      abort(why);
      interruptParent(why);
    }
  }

  /** Cancels the children, the oldest one first. */
  private void abort(Cancellation why) {
    aborting = true;
    children.release(why);
  }

  /** Cancels the children in the background, each of them once, if there are no others. */
  private void releaseBackground() {
    if (bodyEnded && !aborting && children.areBackground()) {
      children.release(Cancellation.of("nothing else is left in its task group"));
    }
  }

  /** In the turn after the end of a child. */
  void ended(Child child) {
    children.remove(child);
    if (children.isEmpty() && allEnded != null && !allEnded.isDone()) {
      allEnded.complete(true);
    }
    judge(child);
    releaseBackground();
    if (!children.isEmpty() && allEnded != null) {
      WaitGraph.look(parent);
    }
  }

  private void judge(Child child) {
    Task<?> task = child.task;
    Throwable error = task.isCancelled() ? null : task.exception();
    if (error != null && Tasks.isExit(error) && exit == null) {
      exit = error;
    }
    boolean startersBusiness = child.endedEarly() && exit == null;
    if (error == null || startersBusiness) {
      return;
    }
    failures.add(error);
    if (!aborting && !supervisor) {
      Cancellation why = Cancellation.by(task, SHUTS_DOWN);
      abort(why);
      interruptParent(why);
    }
  }

  private boolean isFinished() {
    return bodyEnded && children.isEmpty();
  }

  private void interruptParent(Cancellation why) {
    if (!interrupted) {
      interrupted = true;
      parent.requestCancel(why, limit);
    }
  }

  /** {@code TaskGroup[closing, 2 tasks]}. */
  @Override
  public String toString() {
    String state =
        isFinished()
            ? "finished"
            : aborting ? "aborting" : bodyEnded ? "closing" : "open";
    int live = children.size();
    return "TaskGroup[" + state + ", " + live + (live == 1 ? " task]" : " tasks]");
  }
}
