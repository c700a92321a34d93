package monoloop.internal.driver;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import reactor.core.Disposable;

/**
 * Turns on a Netty event loop that somebody else drives. Whatever runs on its thread may use the
 * loop, also between turns: a handler of a connection, say.
 */
public final class EventLoopDriver extends AttachedDriver {
  private final EventLoop eventLoop;

  /** Creates a driver that turns on {@code eventLoop} as soon as there is something to do. */
  public EventLoopDriver(EventLoop eventLoop, Turns.Owner owner) {
    super(eventLoop, owner);
    this.eventLoop = eventLoop;
    // this also ties the loop to the event loop: it lives as long
    if (eventLoop instanceof SingleThreadEventExecutor executor) {
      executor.addShutdownHook(owner::hostEnds);
    }
    eventLoop.terminationFuture().addListener(ended -> owner.hostEnded());
  }

  @Override
  public boolean isThread(Thread thread) {
    return eventLoop.inEventLoop(thread);
  }

  @Override
  public EventLoop eventLoop() {
    return eventLoop;
  }

  @Override
  public EventLoop openedEventLoop() {
    return eventLoop;
  }

  @Override
  Disposable schedule(Runnable alarm, long delayNanos) {
    Future<?> future = eventLoop.schedule(alarm, delayNanos, TimeUnit.NANOSECONDS);
    return () -> future.cancel(false);
  }
}
