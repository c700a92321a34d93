package monoloop.io;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import monoloop.Loop;
import org.jspecify.annotations.Nullable;

/**
 * Writes pieces to a stream that blocks, in order, on a thread of the pipes while there are any.
 */
final class PipeSink {
  private final Loop loop;
  private final OutputStream out;
  private final PipeWriter writer;

  // on the loop
  private List<byte[]> waiting = new ArrayList<>();
  private boolean writing;
  private boolean closeBehind;
  private boolean closed;

  PipeSink(Loop loop, OutputStream out, PipeWriter writer) {
    this.loop = loop;
    this.out = out;
    this.writer = writer;
  }

  // ---- on the loop

  void write(byte[] bytes) {
    waiting.add(bytes);
    next();
  }

  /** Closes the stream behind everything that was written. */
  void close() {
    closeBehind = true;
    next();
  }

  /** Closes the stream now, as far as the one who writes lets it. */
  void abort() {
    waiting.clear();
    close();
  }

  private void next() {
    if (writing || closed) {
      return;
    }
    if (!waiting.isEmpty()) {
      List<byte[]> pieces = waiting;
      waiting = new ArrayList<>();
      writing = true;
      PipeThreads.execute(() -> write(pieces));
    } else if (closeBehind) {
      closed = true;
      PipeThreads.execute(this::closeStream);
    }
  }

  private void written(long bytes, @Nullable IOException error) {
    writing = false;
    if (error != null) {
      waiting.clear();
      closeBehind = true;
      writer.failed(error);
    }
    writer.written(bytes);
    next();
  }

  // ---- on a thread of the pipes

  private void write(List<byte[]> pieces) {
    long bytes = 0;
    IOException error = null;
    try {
      for (byte[] piece : pieces) {
        bytes += piece.length;
        out.write(piece);
      }
      out.flush();
    } catch (IOException e) {
      error = e;
    }
    long done = bytes;
    IOException failure = error;
    tell(() -> written(done, failure));
  }

  private void closeStream() {
    IOException error = null;
    try {
      out.close();
    } catch (IOException e) {
      error = e;
    }
    IOException failure = error;
    tell(() -> writer.closed(failure));
  }

  private void tell(Runnable what) {
    try {
      loop.callSoonThreadsafe(what);
    } catch (IllegalStateException loopIsClosed) {
      try {
        out.close();
      } catch (IOException e) {
        return; // nobody is left who might hear of it
      }
    }
  }
}
