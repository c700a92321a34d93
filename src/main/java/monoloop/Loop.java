package monoloop;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import monoloop.internal.driver.Driver;
import monoloop.internal.driver.Handle;
import monoloop.internal.driver.LoopThread;
import monoloop.internal.driver.OwnDriver;
import monoloop.internal.driver.Timer;
import monoloop.internal.driver.Turns;
import monoloop.internal.frame.Baton;
import monoloop.internal.frame.Sneaky;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.netty.resources.LoopResources;

/** One thread that turns: ready callbacks, timers, IO. */
public final class Loop implements Scheduler, Executor, AutoCloseable {
  private static final AtomicInteger CREATED = new AtomicInteger();

  private static final class Shared {
    static final Loop LOOP = new Loop("shared", true);

    static {
      ((OwnDriver) LOOP.driver).turnForEver();
    }
  }

  private final String name;
  private final Driver driver;
  private final Turns turns;
  private final List<Main<?>> mains = new ArrayList<>();
  private volatile boolean closed;
  private volatile @Nullable ExceptionHandler handler;

  private Loop(String name, boolean always) {
    this.name = name;
    driver = new OwnDriver(this, "monoloop-".concat(name), always, this::failed);
    turns = driver.turns();
  }

  /** A new loop with a thread of its own; it turns while {@link #run} or {@link #runForever} do. */
  public static Loop create() {
    return new Loop(Integer.toString(CREATED.incrementAndGet()), false);
  }

  /** A loop that turns on an existing Netty event loop. */
  public static Loop on(EventLoop eventLoop) {
    throw new UnsupportedOperationException();
  }

  /** A loop that turns on an existing single-threaded executor. */
  public static Loop on(Executor executor) {
    throw new UnsupportedOperationException();
  }

  /** The loop of the current thread. */
  public static Loop current() {
    Loop l = currentOrNull();
    if (l == null) {
      throw new NotOnLoopException("Loop.current()");
    }
    return l;
  }

  /** The loop of the current thread; null if there is none. */
  static @Nullable Loop currentOrNull() {
    Thread t = Thread.currentThread();
    if (t.isVirtual()) {
      t = Baton.driverOfCurrentThread();
    }
    return t instanceof LoopThread l ? (Loop) l.owner() : null;
  }

  /** The loop that coroutines run on when nobody chose one: always turning, on a daemon thread. */
  public static Loop shared() {
    return Shared.LOOP;
  }

  /** Runs in the next turn, first come first served. */
  public Disposable callSoon(Runnable callback) {
    Handle h = new Handle(callback);
    if (isCurrent()) {
      turns.ready(h);
    } else {
      beforeRun("callSoon()");
      post(h);
    }
    return h;
  }

  /** Runs after a delay. */
  public Disposable callLater(Duration delay, Runnable callback) {
    return callAt(after(nanos(delay)), callback);
  }

  /** Runs when {@link #time()} has reached {@code nanos}. */
  public Disposable callAt(long nanos, Runnable callback) {
    if (!isCurrent()) {
      beforeRun("callLater()");
    }
    return set(nanos, callback);
  }

  /** As callSoon, from any thread. */
  public Disposable callSoonThreadsafe(Runnable callback) {
    Handle h = new Handle(callback);
    if (isCurrent()) {
      turns.ready(h);
    } else {
      post(h);
    }
    return h;
  }

  /** The loop's monotonic clock in nanoseconds. */
  public long time() {
    return driver.nanos();
  }

  /** asyncio: run_until_complete. */
  public <T> @Nullable T run(Mono<T> main) {
    Main<T> m = new Main<>(this, main);
    runUntilStopped(m);
    return m.outcome();
  }

  /** Turns until {@link #stop}. */
  public void runForever() {
    runUntilStopped(new Main<>(this, null));
  }

  private void runUntilStopped(Main<?> main) {
    if (currentOrNull() != null) {
      throw new IllegalStateException(
          "Async.run() cannot be called from inside a task; call the body directly or spawn it");
    }
    if (closed) {
      throw closedError();
    }
    Runnable interrupted = () -> callSoonThreadsafe(main::cancel);
    if (driver.turnsByItself()) {
      callSoonThreadsafe(
          () -> {
            mains.add(main);
            main.run();
          });
      main.await(interrupted);
      return;
    }
    if (driver.isTurning()) {
      throw new IllegalStateException(this + " is already running");
    }
    post(new Handle(main));
    Throwable t = ((OwnDriver) driver).run(interrupted);
    if (t != null) {
      throw Sneaky.sneak(t);
    }
  }

  /** On the loop, one turn after the end of {@code main}. */
  void mainEnded(Main<?> main) {
    if (driver.turnsByItself()) {
      mains.remove(main);
      main.release();
    } else {
      turns.stop();
    }
  }

  /** Ends {@link #runForever} after the current turn. */
  public void stop() {
    if (driver.turnsByItself()) {
      callSoonThreadsafe(
          () -> {
            mains.forEach(Main::release);
            mains.clear();
          });
    } else {
      turns.stop();
    }
  }

  /** Cancels what is left and stops for good. */
  @Override
  public void close() {
    if (closed || this == Shared.LOOP) {
      return;
    }
    if (driver.isTurning() || isCurrent()) {
      throw new IllegalStateException(this + " cannot be closed while it runs. Call stop() first");
    }
    closed = true;
    driver.close();
  }

  /** Whether it turns now. */
  public boolean isRunning() {
    return !closed && driver.isTurning();
  }

  /** Whether it was closed. */
  public boolean isClosed() {
    return closed;
  }

  /** Whether the current thread is the loop's, or a body of the thread engine that it waits for. */
  public boolean isCurrent() {
    Thread t = Thread.currentThread();
    return driver.isThread(t)
        || (t.isVirtual() && driver.isThread(Baton.driverOfCurrentThread()));
  }

  /** Who hears of errors that nobody else can. */
  public void exceptionHandler(ExceptionHandler handler) {
    this.handler = handler;
  }

  /** This loop for reactor-netty. */
  public LoopResources resources() {
    throw new UnsupportedOperationException();
  }

  // ---- for the kernel, on the loop's thread

  /** Enqueues without a handle: a task's wake-up. No allocation. */
  void ready(Runnable step) {
    turns.ready(step);
  }

  /** Tells the exception handler. Never throws. */
  void report(String message, Throwable error, @Nullable Object source) {
    ExceptionHandler h = handler;
    try {
      if (h == null) {
        System.getLogger("monoloop").log(System.Logger.Level.ERROR, message, error);
      } else {
        h.handle(this, message, error, source);
      }
    } catch (Throwable t) {
      System.getLogger("monoloop")
          .log(System.Logger.Level.ERROR, "the exception handler failed on: " + message, t);
    }
  }

  private void failed(Runnable callback, Throwable thrown) {
    report("a callback of " + this + " failed", thrown, callback);
    if (thrown instanceof VirtualMachineError e) {
      throw e;
    }
  }

  // ---- Scheduler, Executor

  @Override
  public void execute(Runnable command) {
    schedule(command);
  }

  @Override
  public Disposable schedule(Runnable task) {
    if (closed) {
      throw Exceptions.failWithRejected();
    }
    return callSoonThreadsafe(task);
  }

  @Override
  public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
    if (closed) {
      throw Exceptions.failWithRejected();
    }
    return delay <= 0 ? callSoonThreadsafe(task) : set(after(unit.toNanos(delay)), task);
  }

  @Override
  public Worker createWorker() {
    return new LoopWorker(this);
  }

  @Override
  public void dispose() {
    close();
  }

  @Override
  public String toString() {
    return "Loop["
        + name
        + ", "
        + (closed ? "closed" : driver.isTurning() ? "running" : "stopped")
        + "]";
  }

  // ---- inside

  private Timer set(long deadline, Runnable callback) {
    Timer t = turns.timer(callback);
    if (isCurrent()) {
      turns.set(t, deadline);
    } else {
      post(new Handle(() -> turns.set(t, deadline)));
    }
    return t;
  }

  private void post(Handle handle) {
    if (!turns.post(handle)) {
      throw closedError();
    }
  }

  private void beforeRun(String what) {
    if (driver.isTurning()) {
      throw new NotOnLoopException(what);
    }
  }

  private IllegalStateException closedError() {
    return new IllegalStateException(this + " accepts nothing any more. Create a new one");
  }

  private long after(long delay) {
    long now = driver.nanos();
    long deadline = now + delay;
    return delay > 0 && deadline < now ? Long.MAX_VALUE - 1 : deadline;
  }

  private static long nanos(Duration d) {
    try {
      return d.toNanos();
    } catch (ArithmeticException e) {
      return d.isNegative() ? Long.MIN_VALUE / 2 : Long.MAX_VALUE - 1;
    }
  }
}
