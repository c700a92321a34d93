package monoloop.internal.driver;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The door for other threads: many may add, the loop's thread empties it once per turn.
 *
 * <p>A stack that is taken as a whole and turned round, so what one thread adds comes out in the
 * order in which it went in. Emptying costs one read while nobody has added anything.
 */
final class Inbox {
  /** Refuses everything from now on. */
  private static final Handle CLOSED = new Handle(null);

  private final AtomicReference<@Nullable Handle> newest = new AtomicReference<>();

  /** Adds from any thread; false if the inbox was closed. */
  boolean add(Handle handle) {
    Handle n;
    do {
      n = newest.get();
      if (n == CLOSED) {
        return false;
      }
      handle.previous = n;
    } while (!newest.compareAndSet(n, handle));
    return true;
  }

  boolean isEmpty() {
    Handle n = newest.get();
    return n == null || n == CLOSED;
  }

  /** Moves everything to {@code ready}, oldest first. */
  void drainTo(ReadyQueue ready) {
    Handle n = newest.get();
    if (n != null) {
      turnRound(n, ready);
    }
  }

  private void turnRound(Handle first, ReadyQueue ready) {
    Handle n = first;
    while (n != CLOSED && !newest.compareAndSet(n, null)) {
      n = newest.get();
    }
    if (n == CLOSED) {
      return;
    }
    Handle oldest = null;
    while (n != null) {
      Handle before = n.previous;
      n.previous = oldest;
      oldest = n;
      n = before;
    }
    while (oldest != null) {
      Handle next = oldest.previous;
      oldest.previous = null;
      ready.add(oldest);
      oldest = next;
    }
  }

  /** Refuses everything from now on and tells what was posted that it will not run. */
  void close() {
    Deque<Posted> left = new ArrayDeque<>();
    for (Handle n = newest.getAndSet(CLOSED); n != null; n = n.previous) {
      if (n.callback() instanceof Posted posted) {
        left.addFirst(posted);
      }
    }
    left.forEach(Posted::abandoned);
  }
}
