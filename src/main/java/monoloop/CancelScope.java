package monoloop;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A block that can be cancelled as a whole, and stays cancelled (Trio: CancelScope).
 *
 * <pre>
 * active --> draining --> cancelled --> exited
 *    '----------------------^ ^-- a deadline, or cancel()
 * </pre>
 *
 * <p>{@link Task#cancel} is edge-triggered: one request raises one {@link CancelledError}, and who
 * catches it goes on. A scope is level-triggered: once it is cancelled <em>every</em> await inside
 * raises in the next turn, before what is awaited has begun; so does every await of the children of
 * the task groups inside. Hence {@code finally} blocks can await only in a {@linkplain
 * Async#shielded shielded} scope. A wait whose value is already on its way still gets it, so that
 * nothing is lost. The block ends empty and without an error if the {@code CancelledError} reaches
 * its edge, unless there is another reason to stop: an outer scope that is cancelled, or a {@code
 * Task.cancel}.
 *
 * <p>Awaiting a {@link Task} passes the cancellation on to that one, as {@code Task.cancel} does.
 *
 * <p>In a shielded scope nothing raises that comes from outside: outer scopes and timeouts, a group
 * that shuts down, {@code Task.cancel}. All of that comes at the first await after it.
 *
 * <p>Made by {@link Async#cancelScope}. Belongs to the thread of its loop.
 */
public final class CancelScope extends Limit {
  /** Scopes and task groups that were opened in this one and have not ended. */
  private final Set<Object> within = new LinkedHashSet<>(2);

  /** What {@link #unlessDraining} waits in. */
  private final Set<CancelScope> untilDrained = new LinkedHashSet<>(2);

  private final @Nullable CancelScope parent;

  /** Requests to cancel the task that had reached it when the block began. */
  private final int delivered;

  private boolean shield;
  private boolean draining;
  private boolean cancelled;
  private boolean caught;
  private boolean exited;
  private Cancellation why = Cancellation.of(null);

  /** What {@link #reason} will be when the time is over. */
  private String expiry = "the deadline of its scope has passed";

  private CancelScope(Task<?> task, @Nullable Long when, boolean shield) {
    super(task);
    parent = Limit.scope(outer);
    if (parent != null) {
      parent.within.add(this);
    }
    delivered = task.delivered();
    if (shield) {
      shield(true);
    }
    arm(when);
  }

  /** The coroutine that runs {@code body} in a scope of its own. */
  static <T extends @Nullable Object> Mono<T> around(Timeout.Start start, ScopeBody<T> body) {
    Objects.requireNonNull(body, "body");
    return open(
        start,
        false,
        scope ->
            new CoroutineMono<>(
                CoroutineFactory.twoPart(body, scope, (b, co, s) -> b.run(co, s))));
  }

  static <T extends @Nullable Object> Mono<T> shielded(Coroutine<T> body) {
    Mono<T> inner = new CoroutineMono<>(body);
    return open(loop -> null, true, scope -> inner);
  }

  private static <T extends @Nullable Object> Mono<T> open(
      Timeout.Start start, boolean shield, Inner<T> inner) {
    return Async.async(
        co -> {
          Task<?> task = co.task();
          CancelScope scope = new CancelScope(task, start.when(task.loop), shield);
          try {
            return co.await(inner.of(scope));
          } catch (CancelledError e) {
            if (!scope.catches()) {
              throw e;
            }
            return null;
          } finally {
            scope.leave();
          }
        });
  }

  /** What is awaited in a scope. */
  @FunctionalInterface
  private interface Inner<T extends @Nullable Object> {
    Mono<T> of(CancelScope scope);
  }

  private boolean catches() {
    caught = cancelled && task.delivered() <= delivered && Limit.cancelled(outer) == null;
    return caught;
  }

  private void leave() {
    exited = true;
    exit();
    if (parent != null) {
      parent.within.remove(this);
    }
    if (shield) {
      task.releaseHeld();
    }
  }

  // ---- cancelling

  /** Cancels the block, without a reason; see {@link #cancel(String)}. */
  public void cancel() {
    cancel(null);
  }

  /**
   * Cancels the block: whatever waits inside gets a {@link CancelledError} in a later turn, and so
   * does every later await. Does not wait. A second call, or one after the block, does nothing.
   *
   * @param reason what {@link CancelledError#reason()} will say; may be null
   * @throws NotOnLoopException if the calling thread is not the loop's
   */
  public void cancel(@Nullable String reason) {
    NotOnLoopException.check(task.loop, "CancelScope.cancel()");
    cancelBecause(Cancellation.byCaller(reason));
  }

  private void cancelBecause(Cancellation why) {
    if (cancelled || exited) {
      return;
    }
    cancelled = true;
    this.why = why;
    disarm();
    long now = task.loop.time();
    when = when == null ? now : Math.min(when, now);
    deliver(this);
  }

  @Override
  void expire() {
    cancelBecause(Cancellation.of(expiry));
  }

  /** Ends the waits inside that {@code source}, this scope or one around it, reaches. */
  private void deliver(CancelScope source) {
    interrupt(task, source);
    for (Object part : List.copyOf(within)) {
      if (part instanceof TaskGroup group) {
        group.children.forEach(child -> interrupt(child, source));
      } else if (part instanceof CancelScope inner && !inner.shield) {
        inner.deliver(source);
      }
    }
  }

  private void interrupt(Task<?> inside, CancelScope source) {
    if (Limit.scope(inside.limit) == this) {
      inside.interrupt(source.why);
    }
  }

  /**
   * Asks what is inside to come to an end by itself, and cancels it when {@code grace} is over: the
   * soft form of cancelling. The body sees {@link #draining} and takes no new work; waits for new
   * work that were wrapped in {@link #unlessDraining} end at once. Does not wait.
   *
   * @param grace zero or negative cancels in the next turn; an earlier deadline stays
   * @throws NotOnLoopException if the calling thread is not the loop's
   */
  public void drain(Duration grace) {
    NotOnLoopException.check(task.loop, "CancelScope.drain()");
    if (cancelled || exited) {
      return;
    }
    Long end = Timeout.after(grace).when(task.loop);
    if (end != null && (when == null || end < when)) {
      expiry = "the grace period of " + grace + " is over";
      arm(end);
    }
    draining = true;
    drainWithin();
  }

  private void drainWithin() {
    for (CancelScope wait : List.copyOf(untilDrained)) {
      wait.cancel("its scope is draining");
    }
    for (Object part : List.copyOf(within)) {
      if (part instanceof CancelScope inner && !inner.shield) {
        inner.drainWithin();
      }
    }
  }

  /**
   * Returns whether the block was asked to come to an end by itself.
   *
   * @return true if this scope or one around it is draining or cancelled, as far as no shield is in
   *     between
   */
  public boolean draining() {
    for (Limit l = this; l != null; l = l.outer) {
      if (l instanceof CancelScope s && (s.draining || s.cancelled)) {
        return true;
      }
      if (l.shields()) {
        return false;
      }
    }
    return false;
  }

  /**
   * Waits for {@code work} unless the scope is draining: for the head of a worker's loop.
   *
   * <p>Once the scope drains, the wait is cancelled and the Mono completes empty; a value that was
   * on its way is still delivered. If it drains already, {@code work} is not begun.
   *
   * @param work what brings the next piece of work
   * @return cold; empty if there will be no more
   */
  public <T> Mono<T> unlessDraining(Mono<T> work) {
    Objects.requireNonNull(work, "work");
    return Async.async(
        co -> {
          if (draining()) {
            return null;
          }
          CancelScope wait = new CancelScope(co.task(), null, false);
          untilDrained.add(wait);
          try {
            return co.await(work);
          } catch (CancelledError e) {
            if (!wait.catches()) {
              throw e;
            }
            return null;
          } finally {
            untilDrained.remove(wait);
            wait.leave();
          }
        });
  }

  // ---- its settings

  /**
   * Returns when it is cancelled by itself, or was cancelled.
   *
   * @return in nanoseconds of {@link Loop#time}; null if never
   */
  public @Nullable Long deadline() {
    return when;
  }

  /**
   * Moves the deadline; one in the past cancels in the next turn.
   *
   * @param when in nanoseconds of {@link Loop#time}; null for none
   * @throws IllegalStateException if the scope is cancelled or its block has ended
   */
  public void reschedule(@Nullable Long when) {
    if (cancelled || exited) {
      throw new IllegalStateException(this + " can be rescheduled only while it is active");
    }
    arm(when);
  }

  /**
   * Begins or ends the protection of what is inside from what comes from outside. At its end, what
   * has been held up is raised at the present or next await.
   *
   * @param shield whether to protect
   */
  public void shield(boolean shield) {
    if (this.shield == shield) {
      return;
    }
    this.shield = shield;
    if (shield) {
      task.holdPending(outer);
    } else if (!exited) {
      task.releaseHeld();
      CancelScope source = Limit.cancelled(this);
      if (source != null && source != this) {
        deliver(source);
      }
    }
  }

  /**
   * Returns whether what is inside is protected from what comes from outside.
   *
   * @return false unless {@link #shield} was switched on
   */
  public boolean isShielded() {
    return shield;
  }

  @Override
  boolean shields() {
    return shield;
  }

  // ---- what became of it

  /**
   * Returns whether it was cancelled, by a call or by its deadline.
   *
   * @return true even if the block ended normally afterwards
   * @see #cancelledCaught
   */
  public boolean cancelCalled() {
    return cancelled;
  }

  /**
   * Returns whether the block ended by the cancellation of this scope.
   *
   * @return false while the block runs
   */
  public boolean cancelledCaught() {
    return caught;
  }

  /**
   * Returns why it was cancelled.
   *
   * @return what {@link #cancel(String)} was given, or that the time is over; null if neither
   */
  public @Nullable String reason() {
    return why.reason();
  }

  /**
   * Returns who has cancelled it.
   *
   * @return the name of the task that called {@link #cancel()}, or of the thread if it was a
   *     callback; null if it was the deadline, and if nobody did
   */
  public @Nullable String cancelledBy() {
    return why.name();
  }

  Cancellation cancellation() {
    return why;
  }

  /** A task group was opened in it. */
  void add(TaskGroup group) {
    within.add(group);
  }

  /** A task group in it has ended. */
  void remove(TaskGroup group) {
    within.remove(group);
  }

  /** {@code CancelScope[cancelled by task "main": enough]}. */
  @Override
  public String toString() {
    StringBuilder s = new StringBuilder("CancelScope[");
    if (cancelled) {
      s.append("cancelled");
      if (why.by() != null) {
        s.append(" by ").append(why.by());
      }
      if (why.reason() != null) {
        s.append(": ").append(why.reason());
      }
    } else {
      s.append(exited ? "exited" : draining ? "draining" : "active");
    }
    return s.append(shield ? ", shielded]" : "]").toString();
  }
}
