package monoloop;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;

/** The loops of this JVM that are open, oldest first; any thread. */
final class Loops {
  private static final List<WeakReference<Loop>> ALL = new ArrayList<>();

  private Loops() {}

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
