package monoloop.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import monoloop.Async;
import monoloop.Loop;
import monoloop.NotOnLoopException;
import monoloop.Operation;
import monoloop.WaitQueue;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Writes to a stream that blocks, such as a pipe, without blocking the loop (asyncio:
 * connect_write_pipe).
 *
 * <pre>
 * open --> closing (what was written goes out) --> closed
 *   '-----------------------------------------------^  abort(), or nobody reads the pipe any more
 * </pre>
 *
 * <p>{@link #write} never waits; {@link #drain} does while too much is on its way. Pieces go out in
 * the order of the calls. Belongs to the thread of the loop on which it was made; when that closes,
 * the writer is aborted.
 */
public final class PipeWriter implements AutoCloseable {
  private final Loop loop = Loop.current();
  private final PipeSink sink;
  private final WaitQueue<@Nullable Void> drainers = new WaitQueue<>("PipeWriter.drain");
  private final Operation<@Nullable Void> drain = new Drain();
  private final Gate over = new Gate("PipeWriter");
  private int low = 16 << 10;
  private int high = 64 << 10;
  private long pending;
  private boolean closing;
  private boolean closed;
  private @Nullable IOException error;

  private PipeWriter(OutputStream out) {
    sink = new PipeSink(loop, out, this);
    over.closeWithLoop(this::abort);
  }

  /**
   * Makes a writer.
   *
   * @param out flushed whenever all that was written has gone out; closed by {@link #close}
   * @return the writer
   * @throws NotOnLoopException if the thread is no loop's
   */
  public static PipeWriter over(OutputStream out) {
    return new PipeWriter(Objects.requireNonNull(out, "out"));
  }

  /**
   * Writes {@code bytes}. Does not wait. If nobody can read it any more it does nothing; {@link
   * #drain} tells.
   *
   * @param bytes must not be changed before they have been written; a copy is not made
   * @throws IllegalStateException if it was closed
   * @throws NotOnLoopException if the calling thread is not the loop's
   */
  public void write(byte[] bytes) {
    Owned.check(this, loop);
    if (closing) {
      throw new IllegalStateException(this + " accepts no data: it was closed");
    }
    if (error == null && bytes.length > 0) {
      pending += bytes.length;
      sink.write(bytes);
    }
  }

  /**
   * Writes {@code text} in UTF-8; as {@link #write(byte[])}.
   *
   * @param text not null
   * @throws IllegalStateException if it was closed
   * @throws NotOnLoopException if the calling thread is not the loop's
   */
  public void write(String text) {
    write(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Waits until little enough is on its way: at once unless it is more than the high mark,
   * otherwise until it is no more than the low one. Several tasks may wait.
   *
   * @return cold; fails with {@link IOException} if nobody reads the pipe any more
   * @see #writeLimits
   */
  public Mono<@Nullable Void> drain() {
    return drain;
  }

  /**
   * Sets the marks of {@link #drain}; 16 KiB and 64 KiB unless set.
   *
   * @param low in bytes; at least 0
   * @param high in bytes; at least {@code low}
   * @throws IllegalArgumentException if {@code low} is negative or more than {@code high}
   */
  public void writeLimits(int low, int high) {
    if (low < 0 || high < low) {
      throw new IllegalArgumentException("0 <= low <= high must hold, was " + low + ", " + high);
    }
    this.low = low;
    this.high = high;
  }

  /**
   * Closes the pipe once what was written has gone out, so that its reader sees the end. Does not
   * wait, see {@link #awaitClosed}. A second call does nothing.
   *
   * @throws NotOnLoopException if the calling thread is not the loop's
   */
  @Override
  public void close() {
    Owned.check(this, loop);
    closing = true;
    sink.close();
  }

  /**
   * Closes the pipe and drops what has not gone out. Does not wait. A piece that is being written
   * is written as far as its reader reads.
   *
   * @throws NotOnLoopException if the calling thread is not the loop's
   */
  public void abort() {
    Owned.check(this, loop);
    closing = true;
    if (!closed) {
      sink.abort();
    }
  }

  /**
   * Waits until the pipe is closed. Does not close it.
   *
   * @return cold; completes empty; fails with {@link IOException} if not everything could be
   *     written
   */
  public Mono<@Nullable Void> awaitClosed() {
    return Async.async(
        co -> {
          co.await(over);
          if (error != null) {
            throw lost();
          }
          return null;
        });
  }

  /**
   * Returns whether it was closed, or nobody reads the pipe any more.
   *
   * @return true if nothing can be written
   */
  public boolean isClosing() {
    return closing || error != null;
  }

  /** {@code PipeWriter[open, 5 bytes on their way]}. */
  @Override
  public String toString() {
    return "PipeWriter["
        + (closed ? "closed" : isClosing() ? "closing" : "open")
        + ", "
        + pending
        + " bytes on their way]";
  }

  // ---- what the sink tells

  void written(long bytes) {
    pending = error == null ? pending - bytes : 0;
    if (pending <= low) {
      drainers.wakeAll(null);
    }
  }

  void failed(IOException cause) {
    error = cause;
    drainers.failAll(lost());
  }

  void closed(@Nullable IOException cause) {
    if (error == null && cause != null) {
      failed(cause);
    }
    closed = true;
    pending = 0;
    drainers.wakeAll(null);
    over.open();
  }

  private IOException lost() {
    return new IOException(
        "nobody reads the pipe any more: its reader has closed it, or has ended", error);
  }

  private final class Drain extends Operation<@Nullable Void> {
    @Override
    protected @Nullable Object attempt() throws IOException {
      if (error != null) {
        throw lost();
      }
      return pending > high && !closed ? MUST_WAIT : null;
    }

    @Override
    protected WaitQueue<@Nullable Void> queue() {
      return drainers;
    }
  }
}
