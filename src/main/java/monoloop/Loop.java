package monoloop;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.netty.resources.LoopResources;

/** One thread that turns: ready callbacks, timers, IO. */
public final class Loop implements Scheduler, Executor, AutoCloseable {
  private Loop() {}

  /** A new loop with a thread of its own; it turns while {@link #run} or {@link #runForever} do. */
  public static Loop create() {
    throw new UnsupportedOperationException();
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
    throw new UnsupportedOperationException();
  }

  /** The loop of the current thread; null if there is none. */
  static @Nullable Loop currentOrNull() {
    throw new UnsupportedOperationException();
  }

  /** The loop that coroutines run on when nobody chose one: always turning, on a daemon thread. */
  public static Loop shared() {
    throw new UnsupportedOperationException();
  }

  /** Runs in the next turn, first come first served. */
  public Disposable callSoon(Runnable callback) {
    throw new UnsupportedOperationException();
  }

  /** Runs after a delay. */
  public Disposable callLater(Duration delay, Runnable callback) {
    throw new UnsupportedOperationException();
  }

  /** Runs when {@link #time()} has reached {@code nanos}. */
  public Disposable callAt(long nanos, Runnable callback) {
    throw new UnsupportedOperationException();
  }

  /** As callSoon, from any thread. */
  public Disposable callSoonThreadsafe(Runnable callback) {
    throw new UnsupportedOperationException();
  }

  /** The loop's monotonic clock in nanoseconds. */
  public long time() {
    throw new UnsupportedOperationException();
  }

  /** asyncio: run_until_complete. */
  public <T> @Nullable T run(Mono<T> main) {
    throw new UnsupportedOperationException();
  }

  /** Turns until {@link #stop}. */
  public void runForever() {
    throw new UnsupportedOperationException();
  }

  /** Ends {@link #runForever} after the current turn. */
  public void stop() {
    throw new UnsupportedOperationException();
  }

  /** Cancels what is left and stops for good. */
  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }

  /** Whether it turns now. */
  public boolean isRunning() {
    throw new UnsupportedOperationException();
  }

  /** Whether it was closed. */
  public boolean isClosed() {
    throw new UnsupportedOperationException();
  }

  /** Whether the current thread is the loop's, or a body of the thread engine that it waits for. */
  public boolean isCurrent() {
    throw new UnsupportedOperationException();
  }

  /** Who hears of errors that nobody else can. */
  public void exceptionHandler(ExceptionHandler handler) {
    throw new UnsupportedOperationException();
  }

  /** This loop for reactor-netty. */
  public LoopResources resources() {
    throw new UnsupportedOperationException();
  }

  // ---- for the kernel, on the loop's thread

  /** Enqueues without a handle: a task's wake-up. No allocation. */
  void ready(Runnable step) {
    throw new UnsupportedOperationException();
  }

  /** Tells the exception handler. Never throws. */
  void report(String message, Throwable error, @Nullable Object source) {
    throw new UnsupportedOperationException();
  }

  // ---- Scheduler, Executor

  @Override
  public void execute(Runnable command) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Disposable schedule(Runnable task) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Worker createWorker() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void dispose() {
    close();
  }
}
