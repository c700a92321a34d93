package monoloop;

import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/**
 * A coroutine that was started: awaitable, cancellable, and a hot Mono of its result
 * (asyncio.Task).
 *
 * <p>Started by {@link Co#spawn}; its first step is taken in the next turn of the loop, after
 * everything that was ready before. The loop holds it until it has ended, so nobody else needs to.
 *
 * <pre>
 * created --> running &lt;--> suspended --> completed | failed | cancelled
 * </pre>
 *
 * <p>As a Mono it is hot: subscribing runs nothing, cancelling a subscription does not cancel the
 * task. {@code toFuture()} makes it a {@link java.util.concurrent.CompletionStage}, on any thread;
 * cancelling that future leaves the task alone. All methods belong to the loop's thread; {@link
 * #cancel} checks it. An error that nobody looks at is reported to the loop's exception handler
 * when the task becomes unreachable or the loop closes.
 *
 * <p>Differences from asyncio: the loop holds tasks strongly; a task that sleeps is resumed in the
 * turn in which its timer is due, not in the one after.
 *
 * @param <T> the result
 */
public final class Task<T extends @Nullable Object> extends Outcome<T> implements Runnable {
  private static final Cancellation NO_CANCELLATION = Cancellation.of(null);

  Context context;

  /** In {@link Tasks}. */
  @Nullable Task<?> previous;

  @Nullable Task<?> next;

  /** What runs; null once ended. */
  @Nullable CoroutineFrame root;

  /** Null for a default name. */
  private final @Nullable String name;

  /** What a default name is made of. */
  private final int number;

  /** A {@link Waiting}, an {@link Outcome} or the {@link Disposable} of a timer; else null. */
  @Nullable Object waiting;

  /** The error to raise in the next step; while pending {@link #value} is what to resume with. */
  private @Nullable Throwable thrown;

  /** Who asked and why; meaningful while {@link #mustCancel}. */
  private Cancellation why = NO_CANCELLATION;

  private int requests;
  private boolean mustCancel;

  /** Whether a step is due: enqueued, or a timer that will take it. */
  private boolean scheduled;

  boolean running;

  /** The innermost block that may end before its end; null if there is none. */
  @Nullable Limit limit;

  /** Requests to cancel that a shield keeps outside. */
  private @Nullable Held held;

  private final boolean generator;

  /** Whether the closing loop has cancelled it. */
  boolean leftover;

  Task(
      Loop loop, @Nullable String name, CoroutineFrame root, Context context, boolean generator) {
    super(loop);
    this.context = context;
    this.root = root;
    this.name = name;
    number = name == null ? loop.tasks.nextNumber() : 0;
    this.generator = generator;
    root.task = this;
    loop.tasks.add(this);
    Listeners l = loop.tasks.listeners;
    if (l != null) {
      l.created(this);
    }
  }

  /** Starts a task for {@link Co#spawn} and its variants. */
  static <T> Task<T> spawn(Task<?> parent, @Nullable String name, Mono<T> work, boolean eager) {
    Task<T> task = created(parent, name, work);
    task.begin(eager);
    return task;
  }

  /** As above, for {@link #begin}. */
  static <T> Task<T> created(Task<?> parent, @Nullable String name, Mono<T> work) {
    return new Task<>(parent.loop, name, frameOf(startable(work)), parent.context, false);
  }

  /** Takes the first step, now or in the next turn. */
  void begin(boolean eager) {
    if (eager) {
      step();
    } else {
      wake(null, null);
    }
  }

  /** A block begins or ends that has its own context; within a step. */
  void context(Context context) {
    this.context = context;
    ThreadLocals.enter(context); // the end of the step puts back what was before it
  }

  /** Starts a task that nobody's task has spawned; on the loop. */
  static <T> Task<T> start(Loop loop, Mono<T> work, Context context) {
    Task<T> task = new Task<>(loop, null, frameOf(work), context, false);
    task.wake(null, null);
    return task;
  }

  /** Returns {@code work} if it can be started. */
  static <T> Mono<T> startable(Mono<T> work) {
    if (work instanceof Outcome<?>) {
      throw new IllegalArgumentException(
          work + " cannot be spawned: it is not work to start but a result to await");
    }
    return Objects.requireNonNull(work, "work");
  }

  private static CoroutineFrame frameOf(Mono<?> work) {
    return work instanceof CoroutineMono<?> coroutine ? coroutine.frame() : new AwaitFrame(work);
  }

  /** The result to observe for {@code work}: itself if it is one, else a task that runs it. */
  static Outcome<?> ensure(Task<?> parent, Mono<?> work) {
    if (work instanceof Outcome<?> outcome) {
      outcome.checkWaiter(parent);
      return outcome;
    }
    return spawn(parent, null, work, false);
  }

  /**
   * Returns the task whose step is running on this thread (asyncio.current_task).
   *
   * @throws NotOnLoopException if there is none
   */
  public static Task<?> current() {
    return currentFor("Task.current()");
  }

  /** The current task, for {@code what}, which needs one. */
  static Task<?> currentFor(String what) {
    Task<?> task = currentOrNull();
    if (task == null) {
      throw new NotOnLoopException(what);
    }
    return task;
  }

  /**
   * Returns the task whose step is running on this thread.
   *
   * @return null if there is none
   * @see #current
   */
  public static @Nullable Task<?> currentOrNull() {
    Loop loop = Loop.currentOrNull();
    return loop == null ? null : loop.tasks.current;
  }

  /**
   * Returns the tasks of the current loop that have not ended, oldest first (asyncio.all_tasks).
   *
   * @throws NotOnLoopException if the thread is no loop's
   */
  public static List<Task<?>> all() {
    return Loop.currentFor("Task.all()").tasks.all();
  }

  /**
   * Returns its name.
   *
   * @return what {@code spawn} was given, or {@code Task-1}, {@code Task-2}, ... of its loop
   */
  public String name() {
    return name != null ? name : "Task-" + number;
  }

  // ---- cancelling

  /**
   * Asks it to stop, without a reason.
   *
   * @return false if it had ended
   * @see #cancel(String)
   */
  public boolean cancel() {
    return cancel(null);
  }

  /**
   * Asks it to stop: a {@link CancelledError} is raised at its present await, or at its next one,
   * in a later turn. If it awaits another task or a {@link Deferred}, that is cancelled first. A
   * task that has not begun ends without running. Does not wait; the task may catch the error and
   * go on.
   *
   * @param reason what {@link CancelledError#reason()} will say; may be null
   * @return false if it had ended; nothing happens then
   * @throws NotOnLoopException if the calling thread is not the loop's
   */
  public boolean cancel(@Nullable String reason) {
    if (isDone()) {
      return false;
    }
    NotOnLoopException.check(loop, "Task.cancel()");
    return requestCancel(Cancellation.byCaller(reason));
  }

  @Override
  boolean requestCancel(Cancellation why) {
    return requestCancel(why, null);
  }

  /** As above, on behalf of a block within the task: shields outside of it do not matter. */
  boolean requestCancel(Cancellation why, @Nullable Limit origin) {
    if (isDone()) {
      return false;
    }
    requests++;
    if (reaches(origin)) {
      deliver(why);
    } else {
      held = new Held(origin, why, held);
    }
    return true;
  }

  /** Raises a {@link CancelledError} at the present await, or else at the next one. */
  private void deliver(Cancellation why) {
    if (cancelled(waiting, why)) {
      return;
    }
    if (callOffTimer()) {
      wake(null, null);
    }
    if (!mustCancel || !this.why.outranks(why)) {
      this.why = why;
    }
    mustCancel = true;
  }

  /** Ends the wait for a time, for a {@link #wake}; false if it is none. */
  private boolean callOffTimer() {
    if (!scheduled || !(waiting instanceof Disposable timer)) {
      return false;
    }
    timer.dispose();
    waiting = null;
    scheduled = false;
    return true;
  }

  /** Whether no shield is around the present await but inside of {@code origin}. */
  private boolean reaches(@Nullable Limit origin) {
    for (Limit l = limit; l != null && l != origin && l.task == this; l = l.outer) {
      if (l.shields()) {
        return false;
      }
    }
    return true;
  }

  /** How many requests to cancel have come through to the task. */
  int delivered() {
    return held == null ? requests : requests - Held.count(held);
  }

  /** A shield goes up: what is not delivered yet stays outside, in {@code outside}. */
  void holdPending(@Nullable Limit outside) {
    if (mustCancel) {
      mustCancel = false;
      held = new Held(outside, why, held);
    }
  }

  /** A shield is gone. */
  void releaseHeld() {
    Held all = held;
    held = null;
    for (Held h = all; h != null; h = h.next()) {
      if (reaches(h.origin())) {
        deliver(h.why());
      } else {
        held = h.followedBy(held);
      }
    }
  }

  /** Takes back what {@code origin} has asked for and a shield still holds up. */
  void withdraw(Limit origin) {
    held = Held.without(held, origin);
  }

  /** A scope around the present await was cancelled; a value that is on its way stays. */
  void interrupt(Cancellation why) {
    if (callOffTimer()) {
      wake(null, new CancelledError(why));
    } else if (!scheduled) {
      cancelled(waiting, why);
    }
  }

  /** In a cancelled scope: sees to it that the await that begins raises in the next turn. */
  boolean interrupted() {
    CancelScope scope = Limit.cancelled(limit);
    if (scope == null) {
      return false;
    }
    wake(null, new CancelledError(scope.cancellation()));
    return true;
  }

  /** What a subscriber on behalf of this task has as its context. */
  Context contextWithDeadline() {
    Deadline deadline = Limit.deadline(this);
    return deadline == null
        ? context.delete(Deadline.class)
        : context.put(Deadline.class, deadline);
  }

  /** Asks what it waits for to end the wait, or to end itself: a result of others goes first. */
  private boolean cancelled(@Nullable Object waiting, Cancellation why) {
    return waiting instanceof Outcome<?> outcome
        ? outcome.requestCancel(why)
        : waiting instanceof Waiting wait && wait.cancelWait(this, why);
  }

  /**
   * Returns how many requests to cancel are in force: those made minus those taken back.
   *
   * @see #uncancel
   */
  public int cancelling() {
    return requests;
  }

  /**
   * Takes one request to cancel back. At zero a request that was not delivered yet is withdrawn.
   *
   * @return how many requests are left; never below zero
   */
  public int uncancel() {
    if (requests > 0 && --requests == 0) {
      mustCancel = false;
      held = null;
    }
    return requests;
  }

  // ---- observing

  /**
   * Calls back once it has ended, in a later turn; in the next one if it has ended already.
   * Callbacks run in the order of registration, each with the bridged thread-locals of who
   * registered it; what one throws goes to the exception handler.
   *
   * @param callback receives this task
   */
  public void addDoneCallback(Consumer<? super Task<T>> callback) {
    observe(new Callback<Task<T>>(callback, this));
  }

  /**
   * Removes all registrations of {@code callback} that have not been scheduled.
   *
   * @return how many there were
   */
  public int removeDoneCallback(Consumer<? super Task<T>> callback) {
    return removeCallback(callback);
  }

  /**
   * Returns what it waits for.
   *
   * @return null if it runs, has not begun or has ended
   * @see Loop#dump
   */
  public @Nullable AwaitPoint awaiting() {
    return AwaitPoint.of(this);
  }

  /**
   * Returns where it waits (asyncio: get_stack), without stopping anything.
   *
   * @return the program's lines, the innermost first and then those that await it; empty if it
   *     runs, has not begun or has ended
   */
  public List<StackTraceElement> stack() {
    CoroutineFrame frame = root;
    return frame == null || running || !frame.begun() ? List.of() : frame.waitingLines();
  }

  // ---- running, on the loop

  /** Whether a step is due now, and not when a timer says. */
  boolean isReady() {
    return scheduled && !(waiting instanceof Disposable);
  }

  boolean isGenerator() {
    return generator;
  }

  /** Notes what it waits for until {@link #wake}: called within its own step. */
  void suspend(Object waiting) {
    this.waiting = waiting;
    if (mustCancel && cancelled(waiting, why)) {
      mustCancel = false;
    }
  }

  /** Whether it waits for {@code other}, directly or through further tasks. */
  boolean waitsFor(Task<?> other) {
    Object w = waiting;
    while (w instanceof Task<?> task && task != other) {
      w = task.waiting;
    }
    return w == other;
  }

  /** Whether it will go on by itself, or has ended. */
  boolean stepIsDue() {
    return scheduled || mustCancel || root == null;
  }

  /** The one task whose doing it waits for; null if there is none, or it is not known. */
  @Nullable Task<?> blocker() {
    Object w = waiting;
    if (w instanceof Waiter<?> waiter) {
      return waiter.queued ? waiter.operation.holder() : null;
    }
    return w instanceof Task<?> task ? task : null;
  }

  /** Takes a cancel that was not delivered yet, for a yield that raises it at once. */
  boolean takeCancel() {
    boolean pending = mustCancel;
    mustCancel = false;
    return pending;
  }

  /** Suspends until the next turn. */
  void suspendForTurn() {
    scheduled = true;
    loop.ready(this);
  }

  /** Suspends until {@code nanos} of the loop's clock. */
  void suspendUntil(long nanos) {
    scheduled = true;
    if (mustCancel) {
      loop.ready(this);
    } else {
      waiting = loop.timer(nanos, this);
    }
  }

  /**
   * Raises {@code error} at the present await in place of its result; a {@link CancelledError} is a
   * request to cancel. Has no effect on a task that is woken already or waits for several at once.
   */
  void interject(Throwable error) {
    Object w = waiting;
    if (error instanceof CancelledError cancel) {
      requestCancel(cancel.cancellation());
    } else if (w instanceof Outcome<?> outcome) {
      outcome.unobserve(this);
      wake(null, error);
    } else if (callOffTimer()) {
      wake(null, error);
    } else if (w == null) {
      thrown = error; // it waits for its turn only
    } else if (w instanceof Waiting wait
        && !scheduled
        && wait.endsAtOnce()
        && wait.cancelWait(this, NO_CANCELLATION)) {
      thrown = error;
    }
  }

  /** Enqueues the step that resumes with a value or raises an error. */
  void wake(@Nullable Object value, @Nullable Throwable thrown) {
    if (scheduled || isDone()) {
      return;
    }
    this.value = value;
    this.thrown = thrown;
    scheduled = true;
    Listeners l = loop.tasks.listeners;
    if (l != null) {
      l.woken(this);
    }
    loop.ready(this);
  }

  /**
   * One step, for the loop: it has no effect when none is due.
   *
   * @throws ExitRequest if the body threw it; likewise a {@link VirtualMachineError} other than a
   *     stack overflow, because these must leave the loop
   */
  @Override
  public void run() {
    if (scheduled) {
      step();
    }
  }

  /** One step at once. */
  void step() {
    Listeners l = loop.tasks.listeners;
    if (l == null) {
      takeStep();
      return;
    }
    Task<?> outer = l.stepBegins(this);
    try {
      takeStep();
    } finally {
      l.stepEnds(this, outer);
    }
  }

  private void takeStep() {
    Object sent = value;
    Throwable raised = thrown;
    value = null;
    thrown = null;
    scheduled = false;
    Tasks tasks = loop.tasks;
    Task<?> outer = tasks.current;
    tasks.current = this;
    if (mustCancel) {
      mustCancel = false;
      if (!(raised instanceof CancelledError first) || why.outranks(first.cancellation())) {
        if (raised == null && waiting instanceof Waiting wait) {
          giveBack(wait, sent);
        }
        sent = null;
        raised = new CancelledError(why);
      }
    }
    waiting = null;
    CoroutineFrame frame = Objects.requireNonNull(root);
    running = true;
    Object locals = null;
    Object result;
    try {
      locals = ThreadLocals.enter(context);
      if (raised != null) {
        if (!frame.begun()) {
          frame.drop();
          throw raised;
        }
        frame.traceInto(raised);
      }
      result = frame.advance(sent, raised);
    } catch (Throwable t) {
      leave(outer, locals);
      fail(t);
      return;
    }
    leave(outer, locals);
    if (frame.ended()) {
      if (mustCancel) {
        fail(new CancelledError(why));
      } else {
        end(COMPLETED, result);
      }
    }
  }

  /** For a subscriber that does not want the result any more. */
  <V extends @Nullable Object> void giveBack(Operation<V> operation, V value) {
    Task<?> outer = loop.tasks.current;
    loop.tasks.current = this;
    try {
      operation.undelivered(value);
    } catch (RuntimeException e) {
      loop.report("The result of " + operation + " could not be given back", e, this);
    } finally {
      loop.tasks.current = outer;
    }
  }

  private void giveBack(Waiting wait, @Nullable Object value) {
    try {
      wait.undelivered(value);
    } catch (RuntimeException e) {
      loop.report("What " + wait + " had handed to " + this + " could not be given back", e, this);
    }
  }

  private void leave(@Nullable Task<?> outer, @Nullable Object locals) {
    ThreadLocals.leave(locals);
    running = false;
    loop.tasks.current = outer;
  }

  private void fail(Throwable t) {
    if (t instanceof CancelledError) {
      end(CANCELLED, t);
      return;
    }
    end(FAILED, t);
    if (Tasks.isExit(t)) {
      throw (Error) t;
    }
  }

  private void end(byte outcome, @Nullable Object result) {
    root = null;
    mustCancel = false;
    // first of all, so that a subscriber that throws cannot keep a closing loop waiting
    loop.tasks.remove(this);
    settle(outcome, result);
    if (outcome != FAILED || retrieved) {
      return;
    }
    Throwable error = (Throwable) Objects.requireNonNull(result);
    if (Tasks.isExit(error)) {
      return; // it comes out of the run
    }
    if (leftover) {
      loop.report("Task \"" + name() + "\" failed while the closing loop cancelled it", error, this);
    } else {
      watch("Task \"" + name() + "\"");
    }
  }

  /** {@code Task[parse-7, suspended in sleep at Parser.java:41]}. */
  @Override
  public String toString() {
    return TaskText.of(this);
  }
}
