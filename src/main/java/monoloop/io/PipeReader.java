package monoloop.io;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.concurrent.Executor;
import monoloop.Loop;
import monoloop.NotOnLoopException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream that blocks, such as a pipe, without blocking the loop (asyncio:
 * connect_read_pipe). It reads ahead, and closes the stream in the end. For the standard input,
 * which is there for every loop of the program, use {@code monoloop.file.LineInput}.
 *
 * <pre>
 * open --> ended (everything that came can still be read) | closed
 * </pre>
 *
 * <p>A daemon thread of its own waits for the bytes, from the beginning on and to the end of the
 * input; it reads ahead as far as {@link ByteReader} says, and holds the monitor of the stream.
 * When the loop closes, so does the reader.
 */
public final class PipeReader extends ByteReader implements AutoCloseable {
  private final Loop loop;
  private final PipeSource source;
  private final Gate over = new Gate("PipeReader");
  private boolean ended;

  private PipeReader(Loop loop, InputStream in, int limit) {
    PipeSource supply = new PipeSource(loop, in);
    super("PipeReader", supply, limit);
    this.loop = loop;
    source = supply;
  }

  /**
   * Makes a reader with {@link #DEFAULT_LIMIT}.
   *
   * @param in closed at its end, or by {@link #close}
   * @return the reader, which has begun to read
   * @throws NotOnLoopException if the thread is no loop's
   */
  public static PipeReader over(InputStream in) {
    return over(in, DEFAULT_LIMIT);
  }

  /**
   * As {@link #over(InputStream)}.
   *
   * @param in as there
   * @param limit of what a line or a separated read may hold, in bytes; at least 1
   * @return the reader
   * @throws IllegalArgumentException if {@code limit} is less than 1
   * @throws NotOnLoopException if the thread is no loop's
   */
  public static PipeReader over(InputStream in, int limit) {
    return over(Loop.current(), in, limit, PipeThreads::execute);
  }

  /**
   * As {@link #over(InputStream, int)}, for another loop than the current one, and with a thread of
   * the caller's. Any thread: where a child is started, say, so that its output is held before it
   * can end.
   *
   * @param loop on whose thread everything else is called
   * @param in as there
   * @param limit as there
   * @param thread is given one thing to run, which takes until the end of the input
   * @return the reader
   * @throws IllegalArgumentException if {@code limit} is less than 1
   * @throws IllegalStateException if the loop is closed
   */
  public static PipeReader over(Loop loop, InputStream in, int limit, Executor thread) {
    PipeReader reader =
        new PipeReader(loop, Objects.requireNonNull(in, "in"), atLeast(1, "limit", limit));
    reader.source.feed(reader, thread);
    try {
      loop.callSoonThreadsafe(() -> reader.over.closeWithLoop(reader::close));
    } catch (IllegalStateException loopIsClosed) {
      reader.source.stop();
      throw loopIsClosed;
    }
    return reader;
  }

  /**
   * Reads no more: for who reads here it is the end of input, behind what has arrived. Does not
   * wait. A second call does nothing.
   *
   * <p>A thread that waits for bytes at this moment does so until some come or all writers have
   * gone, and drops them.
   *
   * @throws NotOnLoopException if the calling thread is not the loop's
   */
  @Override
  public void close() {
    Owned.check(this, loop);
    if (!ended) {
      source.stop();
      ended(null);
    }
  }

  void ended(@Nullable IOException error) {
    if (!ended) {
      ended = true;
      if (error != null) {
        input.failed(error);
      }
      input.gone();
      over.open();
    }
  }

  /** {@code PipeReader[open, 5 bytes to read]}. */
  @Override
  public String toString() {
    return "PipeReader[" + (ended ? "ended" : "open") + ", " + input.size() + " bytes to read]";
  }
}
