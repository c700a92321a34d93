package monoloop;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import monoloop.internal.driver.Driver;
import monoloop.internal.driver.OwnDriver;
import monoloop.internal.driver.VirtualDriver;
import org.jspecify.annotations.Nullable;

/** Makes loops that have a thread of their own, and knows all that are open; any thread. */
final class Loops {
  private static final AtomicInteger CREATED = new AtomicInteger();

  /** Oldest first. */
  private static final List<WeakReference<Loop>> ALL = new ArrayList<>();

  private Loops() {}

  /** Made when first asked for. */
  private static final class Shared {
    static final Loop LOOP = start("monoloop-shared", true);
  }

  static Loop shared() {
    return Shared.LOOP;
  }

  static Loop create() {
    String name = "monoloop-".concat(Integer.toString(CREATED.incrementAndGet()));
    LoopOwner owner = new LoopOwner();
    return new Loop(name, owner, new OwnDriver(owner, name, false));
  }

  static Loop start(String name) {
    return start(name, false);
  }

  private static Loop start(String name, boolean forGood) {
    LoopOwner owner = new LoopOwner();
    OwnDriver driver = new OwnDriver(owner, name, true);
    Loop loop = new Loop(name, owner, driver);
    if (forGood) {
      loop.runs.keep();
    }
    driver.turnForEver();
    return loop;
  }

  static Loop virtual(VirtualTicker ticker, @Nullable Schedule schedule) {
    String name = "virtual-" + CREATED.incrementAndGet();
    LoopOwner owner = new LoopOwner();
    Driver driver = new VirtualDriver(owner, owner, name, ticker.time);
    if (schedule != null) {
      driver.turns().order(new ScheduleOrder(schedule));
    }
    return new Loop(name, owner, driver);
  }

  static void add(Loop loop) {
    synchronized (ALL) {
      if (ALL.isEmpty()) {
        System.setProperty("monoloop.used", "true"); // what the command line looks for
      }
      ALL.removeIf(l -> l.refersTo(null));
      ALL.add(new WeakReference<>(loop));
    }
  }

  static List<Loop> open() {
    List<Loop> open = new ArrayList<>();
    synchronized (ALL) {
      for (WeakReference<Loop> l : ALL) {
        Loop loop = l.get();
        if (loop != null && !loop.isClosed()) {
          loop.privacy.end();
          open.add(loop);
        }
      }
    }
    return open;
  }

  static void remove(Loop loop) {
    synchronized (ALL) {
      ALL.removeIf(l -> l.refersTo(null) || l.refersTo(loop));
    }
  }
}
