package monoloop.io;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import monoloop.Operation;
import monoloop.WaitQueue;
import org.jspecify.annotations.Nullable;

/** One way to read: done at once if enough is there, and by whatever makes it enough otherwise. */
abstract class Read<T extends @Nullable Object> extends Operation<T> {
  final Input input;

  Read(Input input) {
    this.input = input;
  }

  /** The result, null at the end of input, or {@link #MUST_WAIT}. */
  abstract @Nullable Object poll() throws IOException;

  @Override
  protected final @Nullable Object attempt() throws IOException {
    if (!input.reader.isEmpty()) {
      throw new IllegalStateException(
          "a "
              + input.name
              + " has one reader at a time, but "
              + input.reader.firstTask()
              + " waits in a read of it. Let one task read and hand on what it has read");
    }
    input.scanned = 0;
    begins();
    return poll();
  }

  /** Called before the first {@link #poll} of an attempt. */
  void begins() {}

  @Override
  @SuppressWarnings("unchecked") // what is handed to a waiter is what its own poll() returned
  protected final WaitQueue<T> queue() {
    input.aboutToWait();
    return (WaitQueue<T>) input.reader;
  }

  @Override
  protected final void abandoned() {
    input.adjustDemand();
  }

  /**
   * Called when more is there, or the end, while this is what waits.
   *
   * @param now whether the reader may go on before this returns
   */
  final void serve(boolean now) {
    Object result;
    try {
      result = poll();
    } catch (IOException e) {
      input.reader.fail(e);
      return;
    }
    if (result == MUST_WAIT) {
      return;
    }
    if (now) {
      input.reader.wakeNow(result);
    } else {
      input.reader.wake(result);
    }
  }

  /** Bytes, as a copy. */
  abstract static class Bytes extends Read<byte[]> {
    Bytes(Input input) {
      super(input);
    }

    @Override
    protected final void undelivered(byte @Nullable [] bytes) {
      putBack(bytes);
    }
  }

  /** What is there, but no more than some. */
  static final class Some extends Bytes {
    final int max;

    Some(Input input, int max) {
      super(input);
      this.max = max;
    }

    @Override
    @Nullable Object poll() throws IOException {
      if (input.size() > 0 || max == 0) {
        return input.take(Math.min(max, input.size()));
      }
      return input.hasEnded() ? null : MUST_WAIT;
    }
  }

  /** As {@link Some}, without a copy. */
  static final class Buffer extends Read<ByteBuf> {
    final int max;

    /** Null if the reader is not the one who has to release it. */
    private WatchedBuffer.@Nullable Reader reader;

    /** Where it was asked for; null if nobody watches. */
    private final @Nullable Throwable here;

    Buffer(Input input, int max, boolean watched) {
      super(input);
      this.max = max;
      here = watched && WatchedBuffer.on ? new Throwable() : null;
    }

    @Override
    void begins() {
      reader = here == null ? null : WatchedBuffer.Reader.current(here);
    }

    @Override
    @Nullable Object poll() throws IOException {
      if (input.size() > 0) {
        ByteBuf bytes = input.slice(Math.min(max, input.size()));
        return reader == null ? bytes : WatchedBuffer.of(bytes, reader);
      }
      return input.hasEnded() ? null : MUST_WAIT;
    }

    @Override
    protected void undelivered(@Nullable ByteBuf bytes) {
      if (bytes != null) {
        input.putBack(bytes);
      }
    }
  }

  /** So many and no fewer. */
  static final class Exactly extends Bytes {
    final int bytes;

    Exactly(Input input, int bytes) {
      super(input);
      this.bytes = bytes;
    }

    @Override
    Object poll() throws IOException {
      if (input.size() >= bytes) {
        return input.take(bytes);
      }
      if (input.hasEnded()) {
        throw new IncompleteReadException(input.take(input.size()), bytes);
      }
      return MUST_WAIT;
    }
  }

  /** Everything, or everything up to some limit. */
  static final class All extends Bytes {
    private final int max;

    All(Input input, int max) {
      super(input);
      this.max = max;
    }

    @Override
    Object poll() throws IOException {
      if (input.size() > max) {
        throw new LimitOverrunException(input.size(), max);
      }
      return input.hasEnded() ? input.take(input.size()) : MUST_WAIT;
    }
  }

  /** Up to and with a separator. */
  static final class Until extends Bytes {
    private final Separators separators;

    Until(Input input, Separators separators) {
      super(input);
      this.separators = separators;
    }

    @Override
    Object poll() throws IOException {
      int end = endOf(separators);
      if (end >= 0) {
        return input.take(end);
      }
      if (input.hasEnded()) {
        throw new IncompleteReadException(input.take(input.size()), -1);
      }
      return MUST_WAIT;
    }
  }

  /** Text up to a line feed, which is taken too. */
  static final class Line extends Read<String> {
    private byte[] bytes = {};

    Line(Input input) {
      super(input);
    }

    @Override
    @Nullable Object poll() throws IOException {
      int end;
      try {
        end = endOf(Separators.NEWLINE);
      } catch (LimitOverrunException e) {
        // asyncio's rule: the line is dropped as far as it is here
        int seen = e.consumed();
        boolean ends = seen < input.size() && input.byteAt(seen) == '\n';
        input.skip(ends ? seen + 1 : input.size());
        throw e;
      }
      if (end < 0) {
        if (!input.hasEnded()) {
          return MUST_WAIT;
        }
        if (input.size() == 0) {
          return null;
        }
        end = input.size();
      }
      bytes = input.take(end);
      int length = end;
      if (bytes[length - 1] == '\n') {
        length--;
        if (length > 0 && bytes[length - 1] == '\r') {
          length--;
        }
      }
      return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    /** The line that was handed out last: there is one reader at a time. */
    @Override
    protected void undelivered(@Nullable String line) {
      putBack(line == null ? null : bytes);
    }
  }

  /** How many bytes to take for what ends with a separator; -1 if none is here. */
  final int endOf(Separators separators) throws LimitOverrunException {
    long found = input.find(separators);
    if (found >= 0) {
      if (Separators.start(found) > input.limit) {
        throw new LimitOverrunException(input.limit, Separators.start(found), true);
      }
      return Separators.end(found);
    }
    input.scanned = Math.max(0, input.size() + 1 - separators.longest);
    if (input.scanned > input.limit) {
      throw new LimitOverrunException(input.limit, input.scanned, false);
    }
    return -1;
  }

  final void putBack(byte @Nullable [] bytes) {
    if (bytes != null && bytes.length > 0) {
      input.putBack(Unpooled.wrappedBuffer(bytes));
    }
  }
}
