package monoloop.internal.driver;

import io.netty.channel.EventLoop;
import io.netty.channel.ManualIoEventLoop;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.util.concurrent.TimeUnit;

/** The IO of an own loop: a Netty event loop that the loop's thread turns. */
final class NettyIo {
  /** How long Netty may run its tasks per turn: they must not starve the loop's callbacks. */
  private static final long TASKS_NANOS = 1_000_000;

  private static final class Selecting extends ManualIoEventLoop {
    private final Turns turns;

    Selecting(Thread thread, Turns turns) {
      super(thread, Transport.choose().newFactory());
      this.turns = turns;
    }

    /** Asked on the loop's thread when it is about to wait: what Netty ran may have made work. */
    @Override
    protected boolean canBlock() {
      return turns == null || (turns.isIdle() && !turns.isStopping());
    }
  }

  private final Selecting selecting;

  NettyIo(Thread thread, Turns turns) {
    selecting = new Selecting(thread, turns);
  }

  /** Runs {@code serving} on a thread that Netty may keep buffers for until it returns. */
  static void onThread(Runnable serving) {
    FastThreadLocalThread.runWithFastThreadLocal(serving);
  }

  EventLoop eventLoop() {
    return selecting;
  }

  /** Whether somebody else has shut it down. */
  boolean isTerminated() {
    return selecting.isTerminated();
  }

  /** Wakes {@link #await}, or the next one. */
  void wakeup() {
    selecting.wakeup();
  }

  /** Serves what is there; whether that was anything, and more may follow. */
  boolean poll() {
    return selecting.runNow(TASKS_NANOS) > 0;
  }

  /** Waits until there is something, but not longer; {@link Long#MAX_VALUE} for ever. */
  void await(long nanos) {
    // Netty takes 0 for "no limit"
    selecting.run(nanos == Long.MAX_VALUE ? 0 : nanos <= 0 ? -1 : nanos, TASKS_NANOS);
  }

  /** Closes every channel and the selector. */
  void close() {
    selecting.shutdownGracefully(0, 0, TimeUnit.NANOSECONDS);
    while (!selecting.isTerminated()) {
      selecting.runNow();
    }
  }
}
