package monoloop.parallel;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import monoloop.Async;
import monoloop.Loop;
import monoloop.Operation;
import monoloop.WaitQueue;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A bounded line of messages from any loop to one: the hand-over between loops, with backpressure.
 *
 * <p>It belongs to the loop where messages are taken. Senders of all loops wait while it is full,
 * first come first served among all of them. For tasks of one loop use {@link
 * monoloop.sync.AsyncQueue}, which is faster.
 *
 * <pre>
 * open --> closed (what was sent can be taken) --> empty
 * </pre>
 *
 * <p>Close it before its loop: a closed loop takes nothing, and who waits to send is not told.
 *
 * <p>What a sender did before it sent happens before the message is taken. A message is not copied:
 * send what nobody changes any more.
 *
 * {@snippet class="ParallelSnippets" region="mailbox"}
 *
 * @param <T> the messages
 */
public final class Mailbox<T> {
  private final Loop home;
  private final int capacity;

  /** From other threads to the home loop. */
  private final ConcurrentLinkedQueue<T> arrived = new ConcurrentLinkedQueue<>();

  // ---- of the home loop

  /** Messages that went back because their receiver was cancelled. */
  private final ArrayDeque<T> returned = new ArrayDeque<>();

  private final WaitQueue<@Nullable T> takers = new WaitQueue<>("Mailbox.take");
  private final Take take = new Take();

  // ---- of everybody, guarded by this

  /** How many more may be sent. */
  private int room;

  /** The loops whose senders wait, one entry for each of them, in the order of their coming. */
  private final ArrayDeque<Senders> waiting = new ArrayDeque<>();

  private final Map<Loop, Senders> senders = new HashMap<>();
  private boolean closed;

  /** The home loop has been told that there is something. */
  private boolean told;

  private Mailbox(Loop home, int capacity) {
    this.home = home;
    this.capacity = capacity;
    this.room = capacity;
  }

  /**
   * Creates a mailbox.
   *
   * @param home the loop where messages are taken
   * @param capacity how many messages may wait, at least 1
   * @return empty and open
   * @throws IllegalArgumentException if {@code capacity} is less than 1
   */
  public static <T> Mailbox<T> on(Loop home, int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity must be >= 1, was " + capacity);
    }
    return new Mailbox<>(Objects.requireNonNull(home, "home"), capacity);
  }

  // ---- sending, on any loop

  /**
   * Sends a message, waiting while the mailbox is full. On any loop.
   *
   * <p>If cancelled while suspended, nothing was sent. Waiting senders are served first come, first
   * served.
   *
   * @param message not null
   * @return cold; completes when the message has its place; fails with a {@link
   *     MailboxClosedException} if the mailbox is closed
   */
  public Mono<Void> send(T message) {
    Objects.requireNonNull(message, "message");
    return Async.async(
        co -> {
          co.await(sendersOf(co.loop()).enter);
          enqueue(message);
          return null;
        });
  }

  /**
   * Sends a message if there is room. Any thread; does not wait.
   *
   * @param message not null
   * @return false if the mailbox is full, or others wait to send
   * @throws MailboxClosedException if it is closed
   */
  public boolean trySend(T message) {
    Objects.requireNonNull(message, "message");
    if (!tryEnter()) {
      return false;
    }
    enqueue(message);
    return true;
  }

  private synchronized Senders sendersOf(Loop loop) {
    Senders known = senders.get(loop);
    if (known == null) {
      senders.keySet().removeIf(Loop::isClosed);
      known = new Senders(loop);
      senders.put(loop, known);
    }
    return known;
  }

  private synchronized boolean tryEnter() {
    if (closed) {
      throw new MailboxClosedException(this + " accepts no messages any more");
    }
    if (room == 0 || !waiting.isEmpty()) {
      return false;
    }
    room--;
    return true;
  }

  private void enqueue(T message) {
    arrived.add(message);
    synchronized (this) {
      if (told) {
        return;
      }
      told = true;
    }
    tellHome();
  }

  private void tellHome() {
    try {
      home.callSoonThreadsafe(this::deliver);
    } catch (IllegalStateException gone) {
      close(); // nobody will ever take
    }
  }

  // ---- taking, on the home loop

  /** On the home loop: gives what has come to those who wait. */
  private void deliver() {
    synchronized (this) {
      told = false;
    }
    while (!takers.isEmpty()) {
      T message = poll();
      if (message == null) {
        break;
      }
      takers.wake(message);
    }
    if (isDone()) {
      takers.failAll(emptied());
    }
  }

  private @Nullable T poll() {
    T message = returned.poll();
    if (message != null) {
      return message;
    }
    message = arrived.poll();
    if (message != null) {
      leave();
    }
    return message;
  }

  private synchronized boolean isDone() {
    // with all places free nobody is between entering and enqueueing
    return closed && room == capacity && arrived.isEmpty() && returned.isEmpty();
  }

  private MailboxClosedException emptied() {
    return new MailboxClosedException(this + " is empty and nothing more will come");
  }

  /** A place is free: it goes to the sender who has waited longest, or back. */
  private void leave() {
    Senders next;
    boolean last;
    synchronized (this) {
      next = waiting.poll();
      room += next == null ? 1 : 0;
      last = closed && room == capacity;
    }
    if (next != null) {
      next.admit();
    } else if (last) {
      tellHome(); // those who wait to take must hear that nothing comes
    }
  }

  /**
   * Takes the oldest message, waiting for one. On the home loop.
   *
   * <p>If cancelled while suspended, nothing was taken. Waiting receivers are served first come,
   * first served.
   *
   * @return cold; the message; fails with a {@link MailboxClosedException} once the mailbox is
   *     closed and everything was taken, and with an {@link IllegalStateException} on another loop
   */
  public Mono<T> take() {
    @SuppressWarnings("unchecked") // the same values, and never empty
    Mono<T> messages = (Mono<T>) (Mono<?>) take;
    return messages;
  }

  /**
   * Takes message after message until the mailbox is closed and empty. On the home loop.
   *
   * <p>Backpressure: a message is taken when it is requested. If cancelled, none is lost.
   *
   * @return cold; completes when closed and empty
   */
  public Flux<T> asFlux() {
    return Async.flux(
        co -> {
          while (true) {
            T message;
            try {
              message = co.await(take());
            } catch (MailboxClosedException end) {
              return null;
            }
            co.yield(message);
          }
        });
  }

  // ---- closing and seeing

  /**
   * Accepts no more messages; those that were sent can be taken. Senders that wait fail. Any
   * thread. Idempotent.
   */
  public void close() {
    ArrayDeque<Senders> refused;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      refused = new ArrayDeque<>(waiting);
      waiting.clear();
    }
    refused.forEach(Senders::refuse);
    try {
      home.callSoonThreadsafe(this::deliver);
    } catch (IllegalStateException gone) {
      return; // nobody waits on a closed loop
    }
  }

  /**
   * Returns how many messages wait, or have their place already.
   *
   * @return at most the capacity
   */
  public synchronized int size() {
    return capacity - room;
  }

  /** {@code Mailbox[open, 3 of 64, on Loop[running, group-1-0]]}. */
  @Override
  public synchronized String toString() {
    return "Mailbox["
        + (closed ? "closed, " : "open, ")
        + (capacity - room)
        + " of "
        + capacity
        + ", on "
        + home
        + "]";
  }

  /** The senders of one loop that wait for a place. */
  private final class Senders {
    private final Loop loop;
    private final WaitQueue<@Nullable Void> line = new WaitQueue<>("Mailbox.send");
    private final Enter enter = new Enter(this);

    Senders(Loop loop) {
      this.loop = loop;
    }

    /** A place is theirs. Any thread. */
    void admit() {
      onLoop(
          () -> {
            if (!line.wake(null)) {
              leave(); // whoever waited was cancelled
            }
          });
    }

    /** One of them has waited for nothing. Any thread. */
    void refuse() {
      onLoop(
          () -> line.fail(new MailboxClosedException("a mailbox was closed before it had room")));
    }

    private void onLoop(Runnable callback) {
      try {
        loop.callSoonThreadsafe(callback);
      } catch (IllegalStateException gone) {
        leave(); // with the loop its senders have ended
      }
    }
  }

  /** Waits for a place; the place is the sender's then. */
  private final class Enter extends Operation<@Nullable Void> {
    private final Senders senders;

    Enter(Senders senders) {
      this.senders = senders;
    }

    @Override
    protected @Nullable Object attempt() {
      synchronized (Mailbox.this) {
        if (tryEnter()) {
          return null;
        }
        waiting.add(senders);
        return MUST_WAIT;
      }
    }

    @Override
    protected WaitQueue<@Nullable Void> queue() {
      return senders.line;
    }

    @Override
    protected void undelivered(@Nullable Void place) {
      leave();
    }

    @Override
    protected void abandoned() {
      synchronized (Mailbox.this) {
        waiting.removeLastOccurrence(senders);
      }
    }
  }

  private final class Take extends Operation<@Nullable T> {
    @Override
    protected @Nullable Object attempt() {
      if (!home.isCurrent()) {
        throw new IllegalStateException(
            Mailbox.this + " cannot be emptied on " + Loop.current() + ". Take on its own loop");
      }
      T message = takers.isEmpty() ? poll() : null;
      if (message != null) {
        return message;
      }
      if (isDone()) {
        throw emptied();
      }
      return MUST_WAIT;
    }

    @Override
    protected WaitQueue<@Nullable T> queue() {
      return takers;
    }

    @Override
    protected void undelivered(@Nullable T message) {
      if (message != null) {
        returned.addFirst(message);
        deliver();
      }
    }
  }
}
