package monoloop.file;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledDirectByteBuf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Netty's buffers, outside of the heap: the system fills them without a copy.
 *
 * <p>What is released is filled again, so that the same few blocks go round: an allocator would
 * hand out memory that has left the processor's caches meanwhile.
 */
final class BufferChunks implements Chunks<ByteBuf> {
  private final Queue<ByteBuf> blocks = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  @Override
  public ByteBuf empty(int size) {
    ByteBuf block = blocks.poll();
    return new Chunk(block == null ? ByteBufAllocator.DEFAULT.directBuffer(size, size) : block);
  }

  @Override
  public void fill(List<ByteBuf> chunks, int size, FileChannel channel, long at)
      throws IOException {
    ByteBuffer[] rooms = new ByteBuffer[chunks.size()];
    for (int i = 0; i < rooms.length; i++) {
      rooms[i] = chunks.get(i).internalNioBuffer(0, size);
    }
    try {
      Blocks.fill(channel, rooms, at);
    } finally {
      for (int i = 0; i < rooms.length; i++) {
        chunks.get(i).writerIndex(size - rooms[i].remaining());
      }
    }
  }

  @Override
  public int length(ByteBuf chunk) {
    return chunk.readableBytes();
  }

  @Override
  public void drop(ByteBuf chunk) {
    chunk.release();
  }

  @Override
  public void close() {
    closed = true;
    releaseBlocks();
  }

  /** The memory of one that was handed out. */
  static ByteBuf block(ByteBuf chunk) {
    return ((Chunk) chunk).block;
  }

  /** Whoever releases a chunk, on whatever thread. */
  private void giveBack(ByteBuf block) {
    blocks.add(block);
    if (closed) { // looked at behind the addition: one of the two sees the other
      releaseBlocks();
    }
  }

  private void releaseBlocks() {
    for (ByteBuf block; (block = blocks.poll()) != null; ) {
      block.release();
    }
  }

  /** A block in somebody's hands. */
  private final class Chunk extends UnpooledDirectByteBuf {
    private final ByteBuf block;

    Chunk(ByteBuf block) {
      super(block.alloc(), block.internalNioBuffer(0, block.capacity()), block.capacity());
      this.block = block;
      clear();
    }

    @Override
    protected void deallocate() {
      super.deallocate();
      giveBack(block);
    }
  }
}
