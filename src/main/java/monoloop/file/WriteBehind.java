package monoloop.file;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.ArrayDeque;
import monoloop.Async;
import monoloop.AsyncIterator;
import monoloop.Operation;
import monoloop.WaitQueue;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/**
 * Writes what a publisher emits, a few chunks behind it: while one is written the next ones come.
 *
 * <p>A thread of the pool writes one after the other what is full. After an error, or once nobody
 * waits for the end any more, the rest is dropped; a chunk that was begun is written completely.
 */
final class WriteBehind {
  /** So many bytes, or so many chunks, may wait to be written. */
  private static final int WINDOW = 1 << 20;

  private static final int MOST = 16;

  private final OpenFile file;

  // on the loop
  private final WaitQueue<@Nullable Void> progress = new WaitQueue<>("AsyncFile.writeAll");
  private final Progress room = new Progress(1);
  private final Progress flushed = new Progress(0);
  private int chunks;
  private long bytes;
  private long written;
  private boolean soon;
  private boolean draining;
  private boolean stopped;
  private @Nullable Exception error;

  // guarded by full
  private final ArrayDeque<ByteBuf> full = new ArrayDeque<>();

  private WriteBehind(OpenFile file) {
    this.file = file;
  }

  static Mono<Long> of(OpenFile file, Publisher<ByteBuf> source) {
    return Async.async(
        co -> {
          file.checkOpen();
          FileWork.check(file.queue.loop);
          WriteBehind behind = new WriteBehind(file);
          try (AsyncIterator<ByteBuf> chunks = Async.iterate(source)) {
            for (ByteBuf chunk; (chunk = co.await(chunks.next())) != null; ) {
              behind.add(chunk);
              co.await(behind.room);
            }
            co.await(behind.flushed);
            return behind.written;
          } finally {
            behind.stopped = true;
            behind.drop();
          }
        });
  }

  // ---- on the loop

  private void add(ByteBuf chunk) {
    chunks++;
    bytes += chunk.readableBytes();
    synchronized (full) {
      full.add(chunk);
    }
    if (!draining && !soon) {
      soon = true;
      file.queue.loop.callSoon(this::drain); // with those that come at once
    }
  }

  private void drain() {
    soon = false;
    boolean something;
    synchronized (full) {
      something = !full.isEmpty();
    }
    if (something && !draining) {
      draining = true;
      file.queue.submit(new Drain());
    }
  }

  private void drop() {
    synchronized (full) {
      full.forEach(ByteBuf::release);
      full.clear();
    }
  }

  /** Writes as long as there is something. */
  private final class Drain extends FileWork<@Nullable Void> {
    Drain() {
      super("AsyncFile.writeAll", file.path, file.queue);
    }

    // ---- on the pool

    @Override
    @Nullable Void perform() {
      try {
        for (ByteBuf chunk; (chunk = nextFull()) != null; ) {
          int size = chunk.readableBytes();
          boolean well = false;
          try {
            Writing.write(file, chunk.nioBuffer());
            well = true;
          } finally {
            queue.tellSoon(new Written(chunk, size, well));
          }
        }
      } catch (IOException e) {
        IOException named = named(e);
        queue.tell(() -> fail(named));
      }
      return null;
    }

    // ---- on the loop

    @Override
    void done(@Nullable Void nothing, boolean wanted) {
      draining = false;
      drain();
    }
  }

  private @Nullable ByteBuf nextFull() {
    synchronized (full) {
      return full.poll();
    }
  }

  private void fail(Exception e) {
    error = e;
    drop();
    if (!progress.fail(e) && stopped) {
      file.queue.loop.report(file + " could not be written after a cancel", e, file);
    }
  }

  /** A chunk that the system has, or refused. */
  private final class Written implements FileQueue.News {
    private final ByteBuf chunk;
    private final int size;
    private final boolean well;

    Written(ByteBuf chunk, int size, boolean well) {
      this.chunk = chunk;
      this.size = size;
      this.well = well;
    }

    @Override
    public void heard() {
      chunk.release();
      chunks--;
      bytes -= size;
      if (well) {
        written += size;
        if (progress.first() instanceof Progress waiting && waiting.isMade()) {
          progress.wake(null);
        }
      }
    }

    @Override
    public void unheard() {
      chunk.release();
    }
  }

  /** Waits until no more than a part of the window is left to write. */
  private final class Progress extends Operation<@Nullable Void> {
    private final int part;

    Progress(int part) {
      this.part = part;
    }

    boolean isMade() {
      return chunks <= part * MOST / 2 && bytes <= part * WINDOW / 2;
    }

    @Override
    protected @Nullable Object attempt() throws Exception {
      if (error != null) {
        throw error;
      }
      if (chunks < part * MOST && bytes < part * WINDOW || chunks == 0) {
        return null;
      }
      drain();
      return MUST_WAIT;
    }

    @Override
    protected WaitQueue<@Nullable Void> queue() {
      return progress;
    }
  }
}
