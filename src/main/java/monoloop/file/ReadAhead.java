package monoloop.file;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import monoloop.Async;
import monoloop.Operation;
import monoloop.WaitQueue;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * The content of a file in chunks, a few of them read before they are asked for.
 *
 * <p>One is read for the first that is asked for, and each that is taken makes room for two, until
 * there is room for {@link #most}. A thread of the pool fills what is empty; each chunk travels to
 * the loop as soon as it is full, several in one message if the loop is busy.
 *
 * <p>An await has the next chunk, or null at the end. Moves the file's position behind what has
 * been taken.
 */
final class ReadAhead<C> extends Operation<C> {
  /** No more than so much is read ahead, but two chunks in any case, and never more than MOST. */
  private static final int WINDOW = 1 << 20;

  private static final int MOST = 16;

  /** So many chunks travel together, if they are read within this time. */
  private static final int TOGETHER = 8;

  private static final long SOON_NANOS = 50_000;

  /** How long a thread of the pool looks for more room before it goes: less than waking it. */
  private static final long PATIENCE_NANOS = 20_000;

  private final OpenFile file;
  private final Chunks<C> kind;
  private final int size;
  private final int most;
  private final WaitQueue<C> reader = new WaitQueue<>("AsyncFile.chunks");

  // on the loop
  private final ArrayDeque<C> ready = new ArrayDeque<>();
  private int room;
  private boolean filling;
  private boolean started;
  private boolean ended;
  private @Nullable Exception error;
  private long taken;
  private @Nullable C inHand;

  // guarded by empties
  private final ArrayDeque<C> empties = new ArrayDeque<>();
  private volatile boolean stopped;

  /** Whether there are any; to look at without the lock. */
  private volatile boolean roomy;

  /** Where the next fill begins; the one that runs moves it. */
  private long next = -1;

  ReadAhead(OpenFile file, Chunks<C> kind, int size) {
    this.file = file;
    this.kind = kind;
    this.size = size;
    this.most = Math.clamp(WINDOW / size, 2, MOST);
  }

  /** Each subscriber reads from where the position is then. */
  static <C> Flux<C> flux(OpenFile file, Chunks<C> kind, int size) {
    return Flux.defer(
        () -> {
          ReadAhead<C> chunks = new ReadAhead<>(file, kind, size);
          return chunks.elements().doOnNext(chunks::emitted);
        });
  }

  private Flux<C> elements() {
    return Async.flux(
        co -> {
          try {
            for (C chunk; (chunk = co.await(this)) != null; ) {
              inHand = chunk;
              co.yield(chunk);
            }
            return null;
          } finally {
            stop();
          }
        });
  }

  private void emitted(C chunk) {
    inHand = null;
    movePosition();
  }

  /** The position is behind what was taken. */
  void movePosition() {
    file.position = taken;
  }

  /** Gives back what was read and not taken. */
  void stop() {
    synchronized (empties) {
      stopped = true;
      roomy = true; // nobody need look for more
      empties.forEach(kind::drop);
      empties.clear();
    }
    ready.forEach(kind::drop);
    ready.clear();
    if (inHand != null) {
      kind.drop(inHand);
      inHand = null;
    }
  }

  // ---- on the loop

  @Override
  protected @Nullable Object attempt() throws Exception {
    if (!started) {
      started = true;
      FileWork.check(file.queue.loop);
      file.checkOpen();
      makeRoom(1);
    }
    C chunk = ready.poll();
    if (chunk != null) {
      count(chunk);
      makeRoom(2);
      return chunk;
    }
    if (error != null) {
      Exception e = error;
      error = null;
      ended = true;
      throw e;
    }
    if (ended) {
      return null;
    }
    file.checkOpen();
    return MUST_WAIT;
  }

  private void count(C chunk) {
    room--;
    taken += kind.length(chunk);
  }

  private void makeRoom(int chunks) {
    if (ended || error != null) {
      return;
    }
    int empty;
    synchronized (empties) {
      for (int i = 0; i < chunks && room < most; i++, room++) {
        empties.add(kind.empty(size));
      }
      empty = empties.size();
      roomy = empty > 0;
    }
    // waking a thread for every single chunk would cost more than reading it
    if (!filling && empty > 0 && 2 * empty >= room) {
      filling = true;
      file.queue.submit(new Fill());
    }
  }

  @Override
  protected WaitQueue<C> queue() {
    return reader;
  }

  @Override
  protected void undelivered(C chunk) {
    if (chunk != null) {
      room++;
      taken -= kind.length(chunk);
      ready.addFirst(chunk);
    }
  }

  /** Fills chunks as long as there is room. */
  private final class Fill extends FileWork<@Nullable Void> {
    Fill() {
      super("AsyncFile.chunks", file.path, file.queue);
    }

    @Override
    boolean isUse() {
      return false;
    }

    // ---- on the pool

    @Override
    @Nullable Void perform() {
      if (next < 0) {
        next = file.position;
        long from = next;
        queue.tell(() -> taken += from);
      }
      ArrayDeque<C> mine = new ArrayDeque<>();
      ArrayDeque<C> full = new ArrayDeque<>();
      boolean more = true;
      IOException failure = null;
      try {
        while (more && takeEmpties(mine)) {
          long sent = System.nanoTime();
          while (more && !stopped && !mine.isEmpty()) {
            more = fill(mine, full);
            if (full.size() >= TOGETHER || System.nanoTime() - sent > SOON_NANOS) {
              queue.tell(new Arrival(full, new ArrayDeque<>(0)));
              full = new ArrayDeque<>();
              sent = System.nanoTime();
            }
          }
        }
      } catch (IOException e) {
        failure = named(e);
      } catch (OutOfMemoryError e) {
        failure = new IOException("no memory for a chunk of " + size + " bytes", e);
      }
      queue.tell(new Arrival(full, mine));
      if (failure != null) {
        IOException error = failure;
        queue.tell(() -> fail(error));
      } else if (!more) {
        queue.tell(ReadAhead.this::end);
      }
      return null;
    }

    /** Fills the first of {@code mine}; returns whether there may be more. */
    private boolean fill(ArrayDeque<C> mine, ArrayDeque<C> full) throws IOException {
      C chunk = kind.fill(mine.element(), size, file.channel, next);
      if (chunk == null) {
        return false;
      }
      mine.remove();
      full.add(chunk);
      int length = kind.length(chunk);
      next += length;
      return length == size;
    }

    // ---- on the loop

    @Override
    void done(@Nullable Void nothing, boolean wanted) {
      filling = false;
      makeRoom(0);
    }
  }

  /** Takes all there are; returns false if there is nothing to do for now. */
  private boolean takeEmpties(ArrayDeque<C> mine) {
    if (!roomy) {
      long patience = System.nanoTime() + PATIENCE_NANOS;
      while (!roomy && System.nanoTime() < patience) {
        Thread.onSpinWait();
      }
    }
    synchronized (empties) {
      mine.addAll(empties);
      empties.clear();
      roomy = false;
      return !stopped && !mine.isEmpty();
    }
  }

  private void end() {
    ended = true;
    reader.wake(null);
  }

  private void fail(IOException e) {
    Exception shown = e instanceof ClosedChannelException ? file.closed() : e;
    ended = reader.fail(shown);
    error = ended ? null : shown;
  }

  /** Chunks that come to the loop, and some that nobody will fill. */
  private final class Arrival implements FileQueue.News {
    private final ArrayDeque<C> full;
    private final ArrayDeque<C> unused;

    Arrival(ArrayDeque<C> full, ArrayDeque<C> unused) {
      this.full = full;
      this.unused = unused;
    }

    @Override
    public void heard() {
      unused.forEach(kind::drop);
      for (C chunk; (chunk = full.poll()) != null; ) {
        if (stopped) {
          kind.drop(chunk);
        } else if (!reader.isEmpty()) {
          count(chunk);
          reader.wake(chunk);
          makeRoom(2);
        } else {
          ready.add(chunk);
        }
      }
    }

    @Override
    public void unheard() {
      unused.forEach(kind::drop);
      full.forEach(kind::drop);
    }
  }
}
