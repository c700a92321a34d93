package monoloop.io;

import static io.netty.handler.codec.ByteToMessageDecoder.MERGE_CUMULATOR;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import monoloop.WaitQueue;
import org.jspecify.annotations.Nullable;

/**
 * What has arrived and is not read yet, and the one read that waits for more.
 *
 * <p>The socket is read while somebody waits, and otherwise until twice the limit is here; from
 * then on it is held back, until no more than the limit is left (asyncio's rule). Buffers are
 * Netty's as long as the connection is there. Then the rest moves to the heap, so that a stream
 * which nobody reads to its end leaks nothing.
 */
final class Input {
  /** Of the class that is read from. */
  final String name;

  final int limit;
  private final Supply supply;

  /** Holds one operation at most. */
  final WaitQueue<@Nullable Object> reader;

  private ByteBuf data = Unpooled.EMPTY_BUFFER;

  /** How many bytes from the first on are known to begin no separator of the waiting read. */
  int scanned;

  private boolean ended;
  private boolean gone;

  /** Whether what exceeds the limit is dropped, since only the end is waited for. */
  private boolean discards;
  private @Nullable Throwable error;

  Input(String name, Supply supply, int limit) {
    this.supply = supply;
    this.limit = limit;
    this.name = name;
    String line = name + ".read";
    reader = supply.isOwn() ? new WaitQueue<>(line, supply) : WaitQueue.ofIo(line, supply);
  }

  // ---- what happens to the connection

  void arrived(ByteBuf bytes) {
    if (gone || (discards && data.readableBytes() > limit)) {
      bytes.release();
      return;
    }
    if (data.refCnt() == 1) {
      data.discardSomeReadBytes(); // not while slices of it are in somebody's hands
    }
    data = MERGE_CUMULATOR.cumulate(supply.allocator(), data, bytes);
    changed(true);
  }

  void ended() {
    ended = true;
    changed(false);
  }

  void failed(Throwable cause) {
    if (error == null && !ended) {
      error = cause;
      changed(false);
    }
  }

  void gone() {
    gone = true;
    ended();
    if (data.isReadable()) {
      ByteBuf rest = Unpooled.wrappedBuffer(ByteBufUtil.getBytes(data));
      data.release();
      data = rest;
    }
  }

  private void changed(boolean arrived) {
    if (reader.first() instanceof Read<?> waiting) {
      waiting.serve(arrived);
    }
    adjustDemand();
  }

  /** The reader is about to wait. */
  void aboutToWait() {
    if (!ended) {
      supply.awaited();
    }
  }

  /** The stream is closing: the source is read to its end, however much comes. */
  void discardSurplus() {
    discards = true;
    adjustDemand();
  }

  /** Lets the source be read, or not. */
  void adjustDemand() {
    if (ended) {
      supply.flow(false);
    } else if (discards || !reader.isEmpty() || data.readableBytes() <= limit) {
      supply.flow(true);
    } else if (data.readableBytes() > 2L * limit) {
      supply.flow(false);
    }
  }

  // ---- for the reads

  int size() {
    return data.readableBytes();
  }

  boolean isAtEnd() {
    return ended && !data.isReadable();
  }

  /**
   * Whether nothing more will come.
   *
   * @throws IOException the connection's error
   */
  boolean hasEnded() throws IOException {
    if (error != null) {
      throw error instanceof IOException e ? e : new IOException(error);
    }
    return ended;
  }

  /** Where the first of some separators lies; see {@link Separators#find}. */
  long find(Separators separators) {
    return separators.find(data, scanned);
  }

  /** What comes after {@code skip} bytes. */
  byte byteAt(int skip) {
    return data.getByte(data.readerIndex() + skip);
  }

  byte[] take(int bytes) {
    byte[] taken = new byte[bytes];
    data.readBytes(taken);
    taken();
    return taken;
  }

  /** Takes without copying; the caller must release it. */
  ByteBuf slice(int bytes) {
    ByteBuf taken;
    if (bytes == data.readableBytes()) {
      taken = data;
      data = Unpooled.EMPTY_BUFFER;
    } else {
      taken = data.readRetainedSlice(bytes);
    }
    taken();
    return taken;
  }

  /** Takes everything, for somebody else who reads from now on. */
  ByteBuf takeOver() {
    ByteBuf taken = data;
    data = Unpooled.EMPTY_BUFFER;
    taken();
    return taken;
  }

  boolean hasArrivedAll() {
    return ended;
  }

  void skip(int bytes) {
    data.skipBytes(bytes);
    taken();
  }

  private void taken() {
    scanned = 0;
    if (!data.isReadable()) {
      data.release();
      data = Unpooled.EMPTY_BUFFER;
    }
    if (data.readableBytes() <= limit) {
      if (!ended) {
        supply.flow(true);
      }
    }
  }

  /** Puts back what was given to a task that was cancelled before it could take it. */
  void putBack(ByteBuf bytes) {
    ByteBuf rest = data;
    int size = bytes.readableBytes() + rest.readableBytes();
    ByteBuf all = gone ? Unpooled.buffer(size) : supply.allocator().buffer(size);
    data = all.writeBytes(bytes).writeBytes(rest);
    bytes.release();
    rest.release();
    scanned = 0;
    changed(false);
  }
}
