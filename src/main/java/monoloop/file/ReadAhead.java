package monoloop.file;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import monoloop.Async;
import monoloop.Operation;
import monoloop.WaitQueue;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * The content of a file in chunks, a few of them read before they are asked for.
 *
 * <p>One is read for the first that is asked for, and each that is taken makes room for two, until
 * there is room for {@link #most}. A thread of the pool fills what is empty, several with one
 * system call, and tells the loop only if that has found nothing: a message between threads costs
 * as much as a chunk.
 *
 * <p>An await has the next chunk, or null at the end. Moves the file's position behind what has
 * been taken.
 */
final class ReadAhead<C> extends Operation<C> {
  /** No more than so much is read ahead, but two chunks in any case, and never more than MOST. */
  private static final int WINDOW = 1 << 20;

  private static final int MOST = 16;

  /** How long a thread of the pool looks for more room before it goes: less than waking it. */
  private static final long PATIENCE_NANOS = 50_000;

  private final OpenFile file;
  private final Chunks<C> kind;
  private final int size;
  private final int most;
  private final WaitQueue<C> reader = new WaitQueue<>("AsyncFile.chunks");
  private final FileQueue.News arrival = new Arrival();

  // on the loop
  private @Nullable C returned;
  private int room;
  private boolean filling;
  private boolean started;
  private boolean ended;
  private @Nullable Exception error;
  private long taken;
  private @Nullable C inHand;

  // both
  private final Queue<C> empties = new ConcurrentLinkedQueue<>();
  private final Queue<C> full = new ConcurrentLinkedQueue<>();

  /** Whether the loop has found nothing and wants to be told. */
  private volatile boolean awaited;

  private volatile boolean stopped;

  // on the pool, one thread at a time
  private final List<C> filled = new ArrayList<>();

  /** Where the first chunk begins; written before that is in {@link #full}. */
  private long begin = -1;

  private long next;

  ReadAhead(OpenFile file, Chunks<C> kind, int size) {
    this.file = file;
    this.kind = kind;
    this.size = size;
    this.most = Math.clamp(WINDOW / size, 2, MOST);
  }

  /** Each subscriber reads from where the position is then, into chunks of its own. */
  static <C> Flux<C> flux(OpenFile file, Supplier<? extends Chunks<C>> kind, int size) {
    return Flux.defer(
        () -> {
          ReadAhead<C> chunks = new ReadAhead<>(file, kind.get(), size);
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
    file.position = begin + taken;
  }

  /** Gives back what was read and not taken. */
  void stop() {
    stopped = true;
    drop(returned);
    returned = null;
    drop(inHand);
    inHand = null;
    dropAll();
  }

  /** Done by both when they have stopped: what one adds after the other did it is its own to drop. */
  private void dropAll() {
    for (C chunk; (chunk = empties.poll()) != null; ) {
      kind.drop(chunk);
    }
    for (C chunk; (chunk = full.poll()) != null; ) {
      kind.drop(chunk);
    }
    kind.close();
  }

  private void drop(@Nullable C chunk) {
    if (chunk != null) {
      kind.drop(chunk);
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
    C chunk = take();
    if (chunk != null) {
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

  /** Null if there is none; then the pool tells of the next. */
  private @Nullable C take() {
    C chunk = returned;
    returned = null;
    if (chunk == null) {
      chunk = full.poll();
    }
    if (chunk == null) {
      awaited = true; // before the second look: the pool adds before it looks at this
      chunk = full.poll();
    }
    if (chunk != null) {
      awaited = false;
      room--;
      taken += kind.length(chunk);
      makeRoom(2);
    }
    return chunk;
  }

  private void makeRoom(int chunks) {
    if (ended || error != null) {
      return;
    }
    for (int i = 0; i < chunks && room < most; i++, room++) {
      empties.add(kind.empty(size));
    }
    // waking a thread for every single chunk would cost more than reading it
    if (!filling && !empties.isEmpty() && 2 * empties.size() >= room) {
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
      returned = chunk;
    }
  }

  private void end() {
    arrival.heard();
    ended = true;
    reader.wake(null);
  }

  private void fail(IOException e) {
    arrival.heard();
    Exception shown = e instanceof ClosedChannelException ? file.closed() : e;
    ended = reader.fail(shown);
    error = ended ? null : shown;
  }

  /** There is something for who waits. */
  private final class Arrival implements FileQueue.News {
    @Override
    public void heard() {
      C chunk = reader.isEmpty() ? null : take();
      if (chunk != null) {
        reader.wake(chunk);
      }
    }

    @Override
    public void unheard() {
      stopped = true;
      dropAll();
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

    @Override
    void done(@Nullable Void nothing, boolean wanted) {
      filling = false;
      makeRoom(0);
    }

    // ---- on the pool

    @Override
    @Nullable Void perform() {
      if (begin < 0) {
        begin = file.position;
        next = begin;
      }
      boolean more = true;
      while (more && takeEmpties()) {
        more = fill();
      }
      return null;
    }

    /**
     * Takes some to fill, no more than half of what there can be: the loop works on the rest
     * meanwhile. False if there is no room for now.
     */
    private boolean takeEmpties() {
      C empty = empties.poll();
      long since = System.nanoTime();
      while (empty == null && !stopped && System.nanoTime() - since < PATIENCE_NANOS) {
        Thread.onSpinWait();
        empty = empties.poll();
      }
      while (empty != null) {
        filled.add(empty);
        empty = 2 * filled.size() < most ? empties.poll() : null;
      }
      return !filled.isEmpty();
    }

    /** Fills what was taken; returns whether there may be more in the file. */
    private boolean fill() {
      IOException failure = null;
      try {
        kind.fill(filled, size, file.channel, next);
      } catch (IOException e) {
        failure = named(e);
      } catch (OutOfMemoryError e) {
        failure = new IOException("no memory for a chunk of " + size + " bytes", e);
      }
      int length = size;
      for (C chunk : filled) {
        length = kind.length(chunk);
        next += length;
        if (length > 0) {
          full.add(chunk);
        } else {
          kind.drop(chunk);
        }
      }
      filled.clear();
      tell(failure, length < size);
      return failure == null && length == size;
    }

    private void tell(@Nullable IOException failure, boolean last) {
      if (stopped) {
        dropAll();
      } else if (failure != null) {
        queue.tell(() -> fail(failure));
      } else if (last) {
        queue.tell(ReadAhead.this::end);
      } else if (awaited) {
        queue.tell(arrival);
      }
    }
  }
}
