package monoloop;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.WeakHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import monoloop.internal.driver.Driver;
import monoloop.internal.driver.Handle;
import monoloop.internal.driver.LoopThread;
import monoloop.internal.driver.Timer;
import monoloop.internal.driver.Turns;
import monoloop.internal.driver.VirtualDriver;
import monoloop.internal.frame.Baton;
import monoloop.internal.frame.Owners;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.netty.resources.LoopResources;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * One thread that turns: ready callbacks, timers, IO.
 *
 * <p>A turn serves IO, moves due timers behind the callbacks that are ready (earlier deadlines
 * first, equal ones in the order in which they were set), and then runs exactly what was ready at
 * that moment, first come first served; what is added meanwhile waits for the next turn. An error
 * of a callback goes to the {@linkplain #exceptionHandler exception handler} and the loop goes on,
 * except for an {@link ExitRequest} and a {@link VirtualMachineError} other than a stack overflow:
 * these end the run and come out of it.
 *
 * <p>A loop is one of three kinds:
 *
 * <ul>
 *   <li>{@link #create()}: a thread of its own, which turns only while another thread waits in
 *       {@link #run} or {@link #runForever};
 *   <li>{@link #shared()}, {@link #start(String)}: a daemon thread that turns all the time;
 *   <li>{@link #on(EventLoop)}, {@link #on(Executor)}: turns as tasks of somebody else's thread,
 *       whenever there is something to do.
 * </ul>
 *
 * <p>Its thread does not allow {@code block()} (except on somebody else's). <b>Any thread</b> may
 * call {@link #callSoonThreadsafe}, {@link #stop}, {@link #close}, {@link #time}, {@link
 * #eventLoop}, {@link #resources}, the settings, and everything of {@link Scheduler} and {@link
 * Executor}; actions before such a call happen before the callback. {@link #callSoon}, {@link
 * #callLater} and {@link #callAt} belong to the loop's thread, and to any thread while the loop
 * does not run. What one thread adds runs in the order in which it was added, and after everything
 * whose addition it has seen. Callbacks of these three run with the bridged thread-locals of the
 * task that has registered them, or else of the thread; those of other threads with the loop's.
 *
 * <p>Unlike asyncio's, timers with equal deadlines run in order, {@code stop()} may come from any
 * thread, and nothing makes a loop "current" but running on it.
 */
public final class Loop extends LoopScheduler implements AutoCloseable {
  static {
    Owners.install(
        new Supplier<@Nullable Executor>() { // not a lambda: those cost a starting JVM time
          @Override
          public @Nullable Executor get() {
            return currentOrNull();
          }
        });
  }

  private final String name;
  private final LoopOwner owner;
  private final Driver driver;
  private final Turns turns;
  final LoopRuns runs;
  final Privacy privacy = new Privacy();

  /** What its {@link LoopLocal}s hold; those that nobody knows any more are forgotten. */
  final Map<LoopLocal<?>, @Nullable Object> locals = new WeakHashMap<>(0);

  final Lots lots = new Lots();

  /** The tasks that live here. */
  final Tasks tasks = new Tasks(this);

  /** The threads of {@link Async#toThread}. */
  final Workers workers = new Workers(this);

  Loop(String name, LoopOwner owner, Driver driver) {
    super(driver);
    this.name = name;
    this.owner = owner;
    this.driver = driver;
    this.turns = driver.turns();
    this.runs = new LoopRuns(this, driver);
    if (Boolean.getBoolean("monoloop.debug")) {
      owner.watch(turns, Duration.ofMillis(100));
    }
    owner.loop(this);
    Loops.add(this);
  }

  /**
   * Makes a loop with a thread of its own (asyncio: new_event_loop). Close it in the end.
   *
   * @return a loop that turns while {@link #run} or {@link #runForever} wait for it
   */
  public static Loop create() {
    return Loops.create();
  }

  /**
   * Makes a loop with a daemon thread of its own that turns from now on until the loop is closed:
   * for servers, and for a program that uses several cores. Close it in the end.
   *
   * @param name what the thread is called
   * @return a loop that turns by itself
   */
  public static Loop start(String name) {
    return Loops.start(Objects.requireNonNull(name, "name"));
  }

  /**
   * Makes a loop that turns on a Netty event loop which somebody else drives, between its other
   * tasks. Everything that runs on the event loop's thread may use the loop.
   *
   * @return the same loop for the same event loop, unless it was closed
   */
  public static Loop on(EventLoop eventLoop) {
    Objects.requireNonNull(eventLoop, "eventLoop");
    return Attachments.of(eventLoop, Attachments::attach);
  }

  /**
   * Makes a loop that turns as tasks of {@code executor}, for example {@code
   * SwingUtilities::invokeLater}; never two at once. A callback is on the loop, other tasks of the
   * executor are not. Timers are kept by a daemon thread of the JDK, which only queues a turn.
   *
   * @return the same loop for the same executor as long as it is open and something refers to it;
   *     for an event loop or a loop what belongs to it already
   */
  public static Loop on(Executor executor) {
    Objects.requireNonNull(executor, "executor");
    if (executor instanceof Loop loop) {
      return loop;
    }
    if (executor instanceof EventLoop eventLoop) {
      return on(eventLoop);
    }
    return Attachments.of(executor, Attachments::attach);
  }

  /**
   * Makes a loop that turns as tasks of one worker of {@code scheduler} and on that scheduler's
   * clock; its timers are tasks of the scheduler. This is how Reactor's {@code
   * VirtualTimeScheduler} drives coroutines: {@code
   * mono.subscribeOn(Loop.onScheduler(VirtualTimeScheduler.get()))}.
   *
   * @return the same loop for the same scheduler as long as it is open and something refers to it;
   *     for a loop itself
   */
  public static Loop onScheduler(Scheduler scheduler) {
    Objects.requireNonNull(scheduler, "scheduler");
    return scheduler instanceof Loop loop
        ? loop
        : Attachments.of(scheduler, Attachments::attach);
  }

  /**
   * Makes a loop on virtual time, for tests; otherwise as {@link #create}. Close it in the end.
   *
   * <p>When nothing is ready and every task waits for the loop's own things, the clock goes to the
   * next deadline at once, or as far as {@link VirtualTicker#advance} allows. When nothing can ever
   * be ready, {@link #run} throws a {@link DeadlockException} that names the tasks and what each
   * waits for. See {@link VirtualTicker} for work of other threads.
   *
   * @param ticker its clock
   * @throws IllegalStateException if {@code ticker} has a loop already
   */
  public static Loop virtual(VirtualTicker ticker) {
    return virtual(ticker, null);
  }

  /**
   * As {@link #virtual(VirtualTicker)}, with another order among tasks that are ready.
   *
   * @param schedule which of them goes first; null for first come, first served
   * @throws IllegalStateException if {@code ticker} has a loop already
   */
  public static Loop virtual(VirtualTicker ticker, @Nullable Schedule schedule) {
    return Loops.virtual(ticker, schedule);
  }

  /**
   * Returns the loop that the current thread runs (asyncio: get_running_loop).
   *
   * @throws NotOnLoopException if it runs none
   */
  public static Loop current() {
    Loop l = currentFor("Loop.current()");
    l.privacy.end();
    return l;
  }

  /** The loop of the current thread, for {@code what}, which needs one. */
  static Loop currentFor(String what) {
    Loop l = currentOrNull();
    if (l == null) {
      throw new NotOnLoopException(what);
    }
    return l;
  }

  /** The loop of the current thread; null if there is none. */
  static @Nullable Loop currentOrNull() {
    Thread t = Thread.currentThread();
    if (t.isVirtual()) {
      t = Baton.driverOfCurrentThread();
    }
    return t instanceof LoopThread l ? ((LoopOwner) l.owner()).loop() : Attachments.current();
  }

  /**
   * Returns the loop that coroutines run on when nobody chose one. It turns from the first call on,
   * on a daemon thread; {@link #close} and {@link #dispose} do nothing to it.
   */
  public static Loop shared() {
    return Loops.shared();
  }

  /**
   * Returns the loops of this JVM that are not closed, oldest first. Any thread.
   *
   * @return those that somebody still refers to
   */
  public static List<Loop> all() {
    return Loops.open();
  }

  // ---- callbacks

  /**
   * Runs {@code callback} in the next turn (asyncio: call_soon). Does not wait.
   *
   * @return calls it off until it begins
   * @throws NotOnLoopException if the loop runs and the calling thread is not its own
   * @throws IllegalStateException if the loop is closed
   */
  public Disposable callSoon(Runnable callback) {
    NotOnLoopException.check(this, "callSoon()");
    return callSoonThreadsafe(Following.of(callback));
  }

  /**
   * Runs {@code callback} after {@code delay} (asyncio: call_later). Does not wait. Never before
   * the delay has passed, but behind what is ready by then.
   *
   * @param delay zero or less means in the next turn, behind what is ready; the least comes first
   * @return calls it off until it begins
   * @throws NotOnLoopException if the loop runs and the calling thread is not its own
   * @throws IllegalStateException if the loop is closed
   */
  public Disposable callLater(Duration delay, Runnable callback) {
    Objects.requireNonNull(delay, "delay");
    NotOnLoopException.check(this, "callLater()");
    return timer(in(Deadline.nanosOf(delay)), Following.of(callback));
  }

  /**
   * Runs {@code callback} once {@link #time()} has reached {@code nanos} (asyncio: call_at).
   *
   * @param nanos on the loop's clock; what has passed means in the next turn
   * @return calls it off until it begins
   * @throws NotOnLoopException if the loop runs and the calling thread is not its own
   * @throws IllegalStateException if the loop is closed
   */
  public Disposable callAt(long nanos, Runnable callback) {
    NotOnLoopException.check(this, "callAt()");
    return timer(nanos, Following.of(callback));
  }

  /**
   * Runs {@code callback} in the next turn and wakes the loop if it sleeps (asyncio:
   * call_soon_threadsafe). Any thread.
   *
   * @return calls it off until it begins; from another thread than the loop's it may come too late
   * @throws IllegalStateException if the loop is closed
   */
  public Disposable callSoonThreadsafe(Runnable callback) {
    Handle h = new Handle(Objects.requireNonNull(callback, "callback"));
    add(h);
    return h;
  }

  /**
   * Runs {@code callback} once a turn begins with nothing ready: every task waits for a time, IO or
   * something else that has not come. Several run in turns of their own, in the order of the calls.
   * On virtual time the clock does not jump before.
   *
   * @throws NotOnLoopException if the loop runs and the calling thread is not its own
   */
  public void callWhenIdle(Runnable callback) {
    NotOnLoopException.check(this, "callWhenIdle()");
    turns.whenIdle(Objects.requireNonNull(callback, "callback"));
  }

  /**
   * Starts a task on this loop from another thread (asyncio: run_coroutine_threadsafe). Does not
   * wait; the first step is taken in a later turn. Any thread.
   *
   * <p>Cancelling the future cancels the task; if the task is cancelled, so is the future. If the
   * loop closes first, the future fails with an {@link IllegalStateException}. The task's context
   * holds the calling thread's values of bridged thread-locals.
   *
   * @param work a coroutine, or any Mono, which is subscribed to then
   * @return completes on the loop's thread, with null if {@code work} is empty; waiting for it on
   *     that thread would never end
   * @throws IllegalArgumentException if {@code work} is a {@link Task} or a {@link Deferred}
   * @throws IllegalStateException if the loop is closed
   */
  public <T> CompletableFuture<T> submit(Mono<T> work) {
    return runs.submit(new Submission<>(this, Task.startable(work)));
  }

  /**
   * As {@link #submit(Mono)}, on behalf of a task elsewhere.
   *
   * @param context the task's; bridged thread-locals come from it, too
   */
  public <T> CompletableFuture<T> submit(Mono<T> work, ContextView context) {
    return runs.submit(new Submission<>(this, Task.startable(work), Context.of(context)));
  }

  /**
   * Starts a task that runs {@code body}; as {@link #submit(Mono)}.
   *
   * @param body what it runs
   * @return completes on the loop's thread
   * @throws IllegalStateException if the loop is closed
   */
  public <T extends @Nullable Object> CompletableFuture<T> submit(Coroutine<T> body) {
    return runs.submit(new Submission<>(this, new CoroutineMono<>(body)));
  }

  /** Returns the loop's clock: nanoseconds since some moment, never going back (asyncio: time). */
  public long time() {
    return driver.nanos();
  }

  // ---- running

  /**
   * Subscribes to {@code main} on the loop and waits for its end (asyncio: run_until_complete). The
   * loop stops one turn later; what is left goes on at the next run. If the calling thread is
   * interrupted, {@code main} is cancelled; at the second interrupt this stops to wait for its end.
   *
   * @return its first value; null if it was empty
   * @throws IllegalStateException if called on a loop or on a thread that must not block, if the
   *     loop runs already (and is not one that turns by itself), is closed, or is stopped before
   *     the end
   * @throws RuntimeException the error of {@code main}, or of any other type: it is thrown as it
   *     is, also if checked, and so is an InterruptedException
   */
  public <T> @Nullable T run(Mono<T> main) {
    Main<T> m = new Main<>(this, Objects.requireNonNull(main, "main"));
    runs.run(m);
    return m.outcome();
  }

  /**
   * Turns, or waits for a loop that turns by itself, until {@link #stop} (asyncio: run_forever).
   * After a stop that came before it makes exactly one turn. An interrupt of the calling thread
   * stops it, and the thread's flag is set.
   *
   * @throws IllegalStateException as for {@link #run}
   */
  public void runForever() {
    runs.run(new Main<>(this, null));
  }

  /**
   * Ends {@link #runForever}, and {@link #run} with an error, after the current turn; if the loop
   * does not run, the next run makes one turn. Any thread. A loop that turns by itself goes on to
   * turn; only those who wait for it return.
   */
  public void stop() {
    runs.stop();
  }

  /**
   * Drops all callbacks and timers, closes all connections and the thread. Closing twice is
   * allowed. Any thread.
   *
   * <p>A loop with a thread of its own turns before until every task that is left has been
   * cancelled and has ended: plain tasks first, then async generators, then what these have
   * started, then the calls of {@link Async#toThread} that go on, these as long as {@link
   * #workerGrace} says. Errors that they let out are reported. On somebody else's thread tasks are
   * not waited for.
   *
   * @throws IllegalStateException if the loop is in {@link #run} or {@link #runForever}
   */
  @Override
  public void close() {
    runs.close();
  }

  /** As {@link #close}, but one that runs is stopped first and closed when it has. Any thread. */
  @Override
  public void dispose() {
    runs.dispose();
  }

  /** Whether it turns, or would if there were something to do. Any thread. */
  public boolean isRunning() {
    return !runs.isClosed() && driver.isTurning();
  }

  /** Whether it was closed. Any thread. */
  public boolean isClosed() {
    return runs.isClosed();
  }

  /** Whether it was closed, or will be once it has stopped. Any thread. */
  @Override
  public boolean isDisposed() {
    return runs.isClosing();
  }

  /** Whether the current thread is the loop's, or a body of the thread engine that it waits for. */
  public boolean isCurrent() {
    Thread t = Thread.currentThread();
    return driver.isThread(t) || (t.isVirtual() && driver.isThread(Baton.driverOfCurrentThread()));
  }

  // ---- settings

  /**
   * Sets who hears of errors that no caller can (asyncio: set_exception_handler). Without one they
   * are logged as errors by {@code System.getLogger("monoloop")}, and so is what the handler
   * throws.
   *
   * @param handler null for the log
   */
  public void exceptionHandler(@Nullable ExceptionHandler handler) {
    owner.handler(handler);
  }

  /**
   * Tells the {@linkplain #exceptionHandler exception handler} (asyncio: call_exception_handler):
   * for code that calls others back and has nobody to throw at. Never throws. On the loop's thread.
   *
   * @param message what happened
   * @param error the error
   * @param source what it came from; null if unknown
   */
  public void report(String message, Throwable error, @Nullable Object source) {
    owner.report(message, error, source);
  }

  /**
   * Warns in the log of steps that hold the loop for longer than {@code limit}, with the line at
   * which they do, while they still do (asyncio: slow_callback_duration). Off unless the JVM was
   * started with {@code -Dmonoloop.debug=true}, which sets 100 ms. Handlers of connections are not
   * watched, nor are other tasks of a thread that is not the loop's own.
   *
   * @param limit zero switches it off
   * @throws IllegalArgumentException if {@code limit} is negative
   */
  public void slowStep(Duration limit) {
    if (Objects.requireNonNull(limit, "limit").isNegative()) {
      throw new IllegalArgumentException("limit must be >= 0, was " + limit);
    }
    owner.watch(turns, limit);
  }

  /**
   * Sets how many threads {@link Async#toThread} may use at a time on this loop. Any thread.
   *
   * @param limit at least 1; at first the number of processors plus 4, but not more than 32
   * @throws IllegalArgumentException if {@code limit} is less than 1
   */
  public void maxWorkers(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit must be >= 1, was " + limit);
    }
    workers.limit(limit);
  }

  /**
   * Sets how long a closing loop waits for calls of {@link Async#toThread} (asyncio:
   * shutdown_default_executor). What goes on then is reported, with a {@link
   * java.util.concurrent.TimeoutException}, and is not interrupted. Any thread, before the close.
   *
   * @param grace zero waits for none; at first five minutes
   * @throws IllegalArgumentException if {@code grace} is negative
   */
  public void workerGrace(Duration grace) {
    workers.grace(grace);
  }

  // ---- looking into it

  /**
   * Describes what every task is doing, and what else the loop has. As {@link #dump(Duration)},
   * waiting for at most one second.
   *
   * @return a snapshot
   */
  public LoopDump dump() {
    return dump(Duration.ofSeconds(1));
  }

  /**
   * Describes what every task is doing: what it awaits, with the lines, down to the source. Any
   * thread: on the loop's own it is taken at once, as it is while the loop does not run; from
   * another thread it is taken between two steps, for which the caller waits. If the loop is held
   * by a step for longer than {@code patience}, or has no thread to turn on, the caller reads what
   * it can meanwhile; {@link LoopDump#exact} tells, and {@link LoopDump#stack} what holds it.
   *
   * @param patience how long to wait for the loop
   * @return a snapshot
   */
  public LoopDump dump(Duration patience) {
    return new Dumps(this, driver).take(Objects.requireNonNull(patience, "patience"));
  }

  /**
   * Tells {@code listener} what the tasks do from now on, behind those who listen already. Costs
   * nothing while nobody listens.
   *
   * @return makes it hear nothing any more; on the loop's thread, or while the loop does not run
   * @throws NotOnLoopException if the loop runs and the calling thread is not its own
   */
  public Disposable listen(LoopListener listener) {
    Objects.requireNonNull(listener, "listener");
    NotOnLoopException.check(this, "listen()");
    tasks.listeners = Listeners.with(this, tasks.listeners, listener);
    return () -> tasks.listeners = Listeners.without(tasks.listeners, listener);
  }

  // ---- IO

  /**
   * Tells that another thread is at work for this loop and will call it back, which the loop cannot
   * see by itself. Until it is taken back a loop that closes waits for it, as for calls of {@link
   * Async#toThread}, and a virtual clock does not jump. Any thread.
   *
   * @return takes it back; call the loop back before
   * @throws IllegalStateException if the loop is closed
   */
  public Disposable hold() {
    return workers.hold();
  }

  /**
   * Returns the Netty event loop on the loop's thread. The first call on a loop of its own loads
   * Netty and makes the loop wait in a selector: epoll if the JVM allows native access and has it,
   * else NIO; {@code -Dmonoloop.transport} chooses nio, epoll, kqueue or io_uring. Any thread.
   *
   * @throws UnsupportedOperationException if the loop turns on a plain executor
   * @throws IllegalStateException if the loop is closed or the chosen transport is not there
   */
  public EventLoop eventLoop() {
    EventLoop e = driver.eventLoop();
    Attachments.put(e, this);
    return e;
  }

  /**
   * Returns this loop for reactor-netty's {@code runOn(...)}: servers and clients then live on the
   * loop's thread. Clients also need {@code ConnectionProvider.newConnection()} or a provider of
   * their own, for reactor-netty's default one hands out connections of other event loops. Set
   * their {@code resolver(...)} before {@code runOn}, too, as {@code Http.client} does: one that
   * reactor-netty makes is kept by it, with the loop, also when that has closed. Disposing the
   * resources does nothing. Any thread.
   *
   * @throws UnsupportedOperationException if the loop turns on a plain executor
   * @throws IllegalStateException if the loop is closed or the chosen transport is not there
   */
  public LoopResources resources() {
    eventLoop();
    return driver.resources();
  }

  // ---- for the kernel, on the loop's thread

  /** What is being done on {@code thread}: also by a body that it waits for. Any thread. */
  StackTraceElement[] workOf(Thread thread, StackTraceElement[] stack) {
    return Baton.workingFor(thread) == thread ? stack : owner.stack(thread);
  }

  String name() {
    return name;
  }

  String word() {
    return runs.isClosed() ? "closed" : driver.isTurning() ? "running" : "stopped";
  }

  /** No call is being made any more: virtual time may jump. Any thread. */
  void workersIdle() {
    if (driver instanceof VirtualDriver) {
      post(() -> {}); // wake() alone could come before the loop sleeps
    }
  }

  /** Enqueues without a handle: a task's wake-up. No allocation. */
  void ready(Runnable step) {
    turns.ready(step);
  }

  @Override
  Timer timer(long deadline, Runnable callback) {
    Timer t = turns.timer(Objects.requireNonNull(callback, "callback"));
    if (isCurrent() && !runs.isClosed()) {
      turns.set(t, deadline);
    } else {
      add(new Handle(() -> turns.set(t, deadline)));
    }
    return t;
  }

  /** What is, or was last, waited for in run(). */
  @Nullable Main<?> main() {
    return runs.last;
  }

  /** Whether a timer that is set will run {@code callback}. */
  boolean awaitsTimerOf(Object callback) {
    return turns.awaitsTimerOf(callback);
  }

  /** Whether nobody waits in run() who could be thrown at. Any thread. */
  boolean turnsByItself() {
    return driver.turnsByItself();
  }

  /** As {@link #callSoonThreadsafe}, but false if the loop is closed. Any thread. */
  boolean post(Runnable callback) {
    return !runs.isClosed() && offer(new Handle(callback));
  }

  /** Runs {@code callback} now if on the loop's thread, else as {@link #post}. Any thread. */
  boolean runOrPost(Runnable callback) {
    if (isCurrent()) {
      callback.run();
      return true;
    }
    return post(callback);
  }

  private void add(Handle handle) {
    if (runs.isClosed() || !offer(handle)) {
      throw refusal();
    }
  }

  @Override
  boolean offer(Handle handle) {
    if (isCurrent()) {
      turns.ready(handle);
      return true;
    }
    try {
      return turns.post(handle);
    } catch (RejectedExecutionException e) {
      driver.rejected();
      return false;
    }
  }

  /** The error for whoever comes too late. */
  IllegalStateException refusal() {
    return new IllegalStateException(this + " accepts nothing any more. Create a new one");
  }

  @Override
  public String toString() {
    return "Loop[" + word() + ", " + name + "]";
  }
}
