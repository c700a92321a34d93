package monoloop.internal.driver;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The door for other threads: many may add, the loop's thread empties it once per turn.
 *
 * <p>A stack that is taken as a whole and turned round, so what one thread adds comes out in the
 * order in which it went in. Emptying costs one read while nobody has added anything.
 */
final class Inbox {
  private static final VarHandle NEWEST;

  static {
    try {
      NEWEST = MethodHandles.lookup().findVarHandle(Inbox.class, "newest", Handle.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Refuses everything from now on. */
  private static final Handle CLOSED = new Handle(null);

  private volatile @Nullable Handle newest;

  /** Adds from any thread; false if the inbox was closed. */
  boolean add(Handle handle) {
    Handle n;
    do {
      n = newest;
      if (n == CLOSED) {
        return false;
      }
      handle.previous = n;
    } while (!NEWEST.compareAndSet(this, n, handle));
    return true;
  }

  boolean isEmpty() {
    Handle n = newest;
    return n == null || n == CLOSED;
  }

  /** Moves everything to {@code ready}, oldest first. */
  void drainTo(ReadyQueue ready) {
    Handle n = newest;
    if (n != null) {
      turnRound(n, ready);
    }
  }

  private void turnRound(Handle first, ReadyQueue ready) {
    Handle n = first;
    while (n != CLOSED && !NEWEST.compareAndSet(this, n, null)) {
      n = newest;
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

  /** Refuses and forgets everything. */
  void close() {
    newest = CLOSED;
  }
}
