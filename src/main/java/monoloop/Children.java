package monoloop;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The children of a task group that have not ended, oldest first: an intrusive list. */
final class Children implements Iterable<Task<?>> {
  private @Nullable Child first;
  private @Nullable Child last;
  private int size;

  /** How many of them are in the background. */
  private int background;

  void add(Child child) {
    child.previous = last;
    if (last == null) {
      first = child;
    } else {
      last.next = child;
    }
    last = child;
    size++;
    if (child.inBackground) {
      background++;
    }
  }

  void remove(Child child) {
    Child p = child.previous;
    Child n = child.next;
    if (p == null) {
      first = n;
    } else {
      p.next = n;
    }
    if (n == null) {
      last = p;
    } else {
      n.previous = p;
    }
    size--;
    if (child.inBackground) {
      background--;
    }
  }

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** Whether there are some, and none but in the background. */
  boolean areBackground() {
    return size > 0 && size == background;
  }

  /** Tells each of them once to end. */
  void release(Cancellation why) {
    for (Child c = first; c != null; ) {
      Child next = c.next; // a cancelled child may leave the list at once
      c.release(why);
      c = next;
    }
  }

  /** Goes on with whoever was next, also if one leaves the list meanwhile. */
  @Override
  public Iterator<Task<?>> iterator() {
    return new Iterator<>() {
      private @Nullable Child at = first;

      @Override
      public boolean hasNext() {
        return at != null;
      }

      @Override
      public Task<?> next() {
        Child c = at;
        if (c == null) {
          throw new NoSuchElementException();
        }
        at = c.next;
        return c.task;
      }
    };
  }
}
