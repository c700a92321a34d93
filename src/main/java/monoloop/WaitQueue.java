package monoloop;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A fair line of waiters: what every lock, queue and event of the library is made of, and what
 * programs make their own of.
 *
 * <p>An {@link Operation} that cannot be done at once waits here; whoever makes it possible calls
 * {@link #wake}, which hands a value to the waiter that came first. The waiter resumes in a later
 * turn. If it is cancelled in between, {@link Operation#undelivered} is told, so that nothing is
 * lost: this is where a permit goes to the next one and an item back to its place.
 *
 * <p>A line belongs to the first loop on which somebody waits in it, and to its thread. With {@code
 * -Dmonoloop.debug=true} also who need not wait must be a task of the same loop, so that a lock or
 * a queue that two loops share is found although they never meet in it.
 *
 * @param <T> what a waiter receives
 */
public final class WaitQueue<T extends @Nullable Object> {
  /** Whether uses count that need not wait. */
  static volatile boolean strict = Boolean.getBoolean("monoloop.debug");

  private final String name;
  private final @Nullable Object owner;
  private final boolean external;
  private @Nullable Loop loop;
  private @Nullable Waiter<T> head;
  private @Nullable Waiter<T> tail;
  private int size;

  /**
   * Creates an empty line.
   *
   * @param name what its waiters wait in, for {@code toString} and messages: {@code
   *     "AsyncLock.acquire"}
   */
  public WaitQueue(String name) {
    this(name, null, false);
  }

  /**
   * Creates an empty line that tells whose it is.
   *
   * @param name what its waiters wait in
   * @param owner asked for its {@code toString} by {@link Loop#dump}, on the loop's thread
   */
  public WaitQueue(String name, Object owner) {
    this(name, Objects.requireNonNull(owner, "owner"), false);
  }

  private WaitQueue(String name, @Nullable Object owner, boolean external) {
    this.name = Objects.requireNonNull(name, "name");
    this.owner = owner;
    this.external = external;
  }

  /**
   * Creates an empty line for those who wait for IO: timelines show what wakes them as its
   * completion.
   *
   * @param name what its waiters wait in
   * @param owner the connection, say; asked for its {@code toString} by {@link Loop#dump}
   * @return a line like any other
   */
  public static <T extends @Nullable Object> WaitQueue<T> ofIo(String name, Object owner) {
    return new WaitQueue<>(name, Objects.requireNonNull(owner, "owner"), true);
  }

  /**
   * Returns how many wait.
   *
   * @return zero or more
   */
  public int size() {
    return size;
  }

  /**
   * Returns whether nobody waits.
   *
   * @return true if a newcomer would be first
   */
  public boolean isEmpty() {
    return head == null;
  }

  /**
   * Returns the operation that waits longest. Does not wait.
   *
   * @return null if nobody waits
   */
  public @Nullable Operation<T> first() {
    return head == null ? null : head.operation;
  }

  /**
   * Returns the task that waits longest. Does not wait.
   *
   * @return null if nobody waits
   */
  public @Nullable Task<?> firstTask() {
    return head == null ? null : head.task;
  }

  /**
   * Hands {@code value} to the one who waits longest, who resumes with it in a later turn.
   *
   * @param value what its {@link Operation} results in; may be null
   * @return false if nobody waits; the value is still the caller's then
   * @throws NotOnLoopException if somebody waits and the calling thread is not the loop's
   */
  public boolean wake(T value) {
    return serve(value, null) != null;
  }

  /**
   * As {@link #wake}, for handlers of IO: if nothing else is ready, and the loop is serving IO and
   * not in a turn, the waiter resumes before this returns. It would be the first one of the next
   * turn; but what has just arrived is still in the processor's caches.
   *
   * @param value what its {@link Operation} results in; may be null
   * @return false if nobody waits; the value is still the caller's then
   * @throws NotOnLoopException if somebody waits and the calling thread is not the loop's
   */
  public boolean wakeNow(T value) {
    Waiter<T> served = serve(value, null);
    if (served == null) {
      return false;
    }
    served.task.loop.hurry();
    return true;
  }

  /**
   * Hands {@code value} to everybody who waits now, first come first resumed.
   *
   * @return how many there were
   * @throws NotOnLoopException if somebody waits and the calling thread is not the loop's
   */
  public int wakeAll(T value) {
    int n = size;
    for (int i = 0; i < n; i++) {
      wake(value);
    }
    return n;
  }

  /**
   * Hands {@code value} to those for whom it is, wherever in the line they are; first come first
   * resumed.
   *
   * @param which tells whether an operation is served; if it throws, its waiter fails with that
   * @param value what the operations result in; may be null
   * @return how many left the line
   * @throws NotOnLoopException if one is served and the calling thread is not the loop's
   */
  public int wakeIf(Predicate<? super Operation<T>> which, T value) {
    int woken = 0;
    for (Waiter<T> w = head; w != null; ) {
      Waiter<T> next = w.next;
      Throwable error = null;
      boolean served;
      try {
        served = which.test(w.operation);
      } catch (Exception e) {
        served = true;
        error = e;
      }
      if (served) {
        take(w);
        w.resume(error == null ? value : null, error);
        woken++;
      }
      w = next;
    }
    return woken;
  }

  /**
   * Raises {@code error} at the one who waits longest.
   *
   * @return false if nobody waits
   * @throws NotOnLoopException if somebody waits and the calling thread is not the loop's
   */
  public boolean fail(Throwable error) {
    return serve(null, Objects.requireNonNull(error, "error")) != null;
  }

  /**
   * Raises {@code error} at everybody who waits now.
   *
   * @return how many there were
   * @throws NotOnLoopException if somebody waits and the calling thread is not the loop's
   */
  public int failAll(Throwable error) {
    int n = size;
    for (int i = 0; i < n; i++) {
      fail(error);
    }
    return n;
  }

  /** Wakes the one who waits longest, and returns it; null if nobody waits. */
  private @Nullable Waiter<T> serve(@Nullable T value, @Nullable Throwable error) {
    Waiter<T> first = head;
    if (first != null) {
      take(first);
      first.resume(value, error);
    }
    return first;
  }

  /** Takes a waiter out because it is served. */
  private void take(Waiter<T> waiter) {
    Loop owner = waiter.task.loop;
    if (!owner.isCurrent()) {
      NotOnLoopException.check(owner, "What wakes " + this);
    }
    unlink(waiter);
  }

  /** It belongs to the loop of {@code user} from now on, if not to another one already. */
  void bind(Task<?> user) {
    Loop owner = loop;
    if (owner == null) {
      loop = user.loop;
    } else if (owner != user.loop) {
      throw new IllegalStateException(
          this + " is bound to a different event loop than " + user);
    }
  }

  /** Puts a task that could not be served in line. */
  void add(Waiter<T> waiter) {
    bind(waiter.task);
    waiter.previous = tail;
    if (tail == null) {
      head = waiter;
    } else {
      tail.next = waiter;
    }
    tail = waiter;
    waiter.queued = true;
    size++;
  }

  void unlink(Waiter<T> waiter) {
    if (waiter.previous == null) {
      head = waiter.next;
    } else {
      waiter.previous.next = waiter.next;
    }
    if (waiter.next == null) {
      tail = waiter.previous;
    } else {
      waiter.next.previous = waiter.previous;
    }
    waiter.previous = null;
    waiter.next = null;
    waiter.queued = false;
    size--;
  }

  /** {@code WaitQueue[AsyncLock.acquire, 3 waiting]}. */
  @Override
  public String toString() {
    return "WaitQueue[" + name + ", " + size + " waiting]";
  }

  String name() {
    return name;
  }

  /** What it says of its owner; empty if it has none. */
  String ownerText() {
    return owner == null ? "" : owner.toString();
  }

  /** Whose line it is; null if it does not tell. */
  @Nullable Object owner() {
    return owner;
  }

  /** Whether IO wakes its waiters. */
  boolean isExternal() {
    return external;
  }

  /** Those who wait, first come first. */
  List<Task<?>> waiting() {
    List<Task<?>> tasks = new ArrayList<>(size);
    for (Waiter<T> w = head; w != null; w = w.next) {
      tasks.add(w.task);
    }
    return tasks;
  }
}
