package monoloop;

import io.netty.channel.EventLoop;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import monoloop.internal.driver.AttachedDriver;
import monoloop.internal.driver.Driver;
import monoloop.internal.driver.EventLoopDriver;
import monoloop.internal.driver.SchedulerDriver;
import monoloop.internal.driver.ServiceDriver;
import monoloop.internal.frame.Baton;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;

/**
 * Which loop belongs to a thread or an executor that is not ours.
 *
 * <p>Hosts and threads are held weakly, and so are the loops: what needs a loop holds it. A Netty
 * event loop holds its loop itself, so that one stays the same as long as the event loop lives.
 */
final class Attachments {
  private static final Map<Object, WeakReference<Loop>> BY_HOST = new WeakHashMap<>();

  /** Only for bodies of the thread engine, which have another thread than their loop. */
  private static final Map<Thread, WeakReference<Loop>> BY_THREAD = new WeakHashMap<>();

  private static final ThreadLocal<Loop> CURRENT = new ThreadLocal<>();

  private Attachments() {}

  /** The open loop of {@code host}, made by {@code maker} if there is none. */
  static <E> Loop of(E host, Function<E, Loop> maker) {
    synchronized (BY_HOST) {
      WeakReference<Loop> known = BY_HOST.get(host);
      Loop loop = known == null ? null : known.get();
      if (loop == null || loop.isClosed()) {
        loop = maker.apply(host);
        BY_HOST.put(host, new WeakReference<>(loop));
      }
      return loop;
    }
  }

  /** Makes a loop on a Netty event loop. */
  static Loop attach(EventLoop host) {
    LoopOwner owner = new LoopOwner();
    Driver driver = new EventLoopDriver(host, owner);
    Loop loop = new Loop("on " + host, owner, driver);
    if (host.inEventLoop()) {
      enter(loop);
    } else {
      driver.wake(); // its first turn tells the thread whose it is
    }
    return loop;
  }

  /** Makes a loop on a plain executor. */
  static Loop attach(Executor host) {
    LoopOwner owner = new LoopOwner();
    Class<?> type = host.getClass();
    String name = "on " + (type.isHidden() ? "an executor" : type.getSimpleName());
    return new Loop(
        name,
        owner,
        host instanceof ExecutorService service
            ? ServiceDriver.of(service, owner)
            : new AttachedDriver(host, owner));
  }

  /** Makes a loop on somebody else's scheduler. */
  static Loop attach(Scheduler host) {
    LoopOwner owner = new LoopOwner();
    String name = "on " + host.getClass().getSimpleName();
    return new Loop(name, owner, new SchedulerDriver(host, owner));
  }

  /** From now on {@code host} means {@code loop}. */
  static void put(Executor host, Loop loop) {
    synchronized (BY_HOST) {
      BY_HOST.put(host, new WeakReference<>(loop));
    }
  }

  /** The current thread turns {@code loop}. */
  static void enter(Loop loop) {
    if (CURRENT.get() != loop) {
      CURRENT.set(loop);
      synchronized (BY_THREAD) {
        BY_THREAD.put(Thread.currentThread(), new WeakReference<>(loop));
      }
    }
  }

  /** It does not any more, unless everything on this thread belongs to the loop. */
  static void leave(Loop loop) {
    if (!loop.isCurrent()) {
      CURRENT.remove();
      synchronized (BY_THREAD) {
        BY_THREAD.remove(Thread.currentThread());
      }
    }
  }

  /** The loop of the current thread, which is not a loop's own thread; null if there is none. */
  static @Nullable Loop current() {
    Loop loop = CURRENT.get();
    if (loop == null && Thread.currentThread().isVirtual()) {
      Thread driver = Baton.driverOfCurrentThread();
      synchronized (BY_THREAD) {
        WeakReference<Loop> known = BY_THREAD.get(driver);
        loop = known == null ? null : known.get();
      }
    }
    return loop != null && !loop.isClosed() && loop.isCurrent() ? loop : null;
  }
}
