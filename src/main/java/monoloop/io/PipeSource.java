package monoloop.io;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import monoloop.Loop;
import org.jspecify.annotations.Nullable;

/**
 * Feeds an input from a stream that blocks: a thread reads one piece for each permit, and the loop
 * gives the next permit when the piece has arrived and more is wanted. So nothing is read that the
 * loop has not asked for, and what reads slowly holds the writer back.
 */
final class PipeSource implements Supply, Runnable {
  private static final int PIECE = 64 << 10;

  /** Joins on the heap: what nobody reads to its end leaks nothing. */
  private static final ByteBufAllocator HEAP = new UnpooledByteBufAllocator(false);

  private final Loop loop;
  private final InputStream in;
  private final Semaphore permits = new Semaphore(0);
  private volatile boolean stopped;

  // on the loop
  private @Nullable PipeReader reader;
  private boolean flowing;
  private boolean reading;

  PipeSource(Loop loop, InputStream in) {
    this.loop = loop;
    this.in = in;
  }

  /** Begins, on any thread. */
  void feed(PipeReader reader, Executor thread) {
    this.reader = reader;
    reader.input.adjustDemand();
    thread.execute(this);
  }

  // ---- on the loop

  @Override
  public void flow(boolean on) {
    flowing = on;
    if (on && !reading && !stopped) {
      reading = true;
      permits.release();
    }
  }

  @Override
  public void awaited() {
    Owned.check(reader(), loop);
    flow(true);
  }

  @Override
  public ByteBufAllocator allocator() {
    return HEAP;
  }

  private void arrived(byte[] piece) {
    reading = false;
    reader().input.arrived(Unpooled.wrappedBuffer(piece));
    flow(flowing);
  }

  private PipeReader reader() {
    return Objects.requireNonNull(reader);
  }

  /** Reads no more. A thread that waits in the pipe goes on to wait there, but for nothing. */
  void stop() {
    if (!stopped) {
      stopped = true;
      permits.release();
      PipeThreads.execute(this::close); // closing may have to wait, too
    }
  }

  // ---- on a thread of its own

  /**
   * Reads to the end. It holds the stream's monitor meanwhile, for the JDK, which synchronizes on
   * it, would otherwise close the pipe of a child that has ended, although its own children may
   * still write to it.
   */
  @Override
  public void run() {
    synchronized (in) {
      byte[] buffer = new byte[PIECE];
      IOException error = null;
      try {
        while (next()) {
          int n = in.read(buffer);
          if (n < 0) {
            break;
          }
          byte[] piece = Arrays.copyOf(buffer, n);
          loop.callSoonThreadsafe(() -> arrived(piece));
        }
      } catch (IOException e) {
        error = e;
      } catch (IllegalStateException loopIsClosed) {
        stopped = true;
      }
      close();
      tell(error);
    }
  }

  private boolean next() {
    permits.acquireUninterruptibly();
    return !stopped;
  }

  private void close() {
    try {
      in.close();
    } catch (IOException e) {
      return; // nobody reads from it any more
    }
  }

  private void tell(@Nullable IOException error) {
    if (!stopped) {
      try {
        loop.callSoonThreadsafe(() -> reader().ended(error));
      } catch (IllegalStateException loopIsClosed) {
        return; // and with it who would have read
      }
    }
  }

  /** The reader, for dumps of the loop. */
  @Override
  public String toString() {
    return String.valueOf(reader);
  }
}
