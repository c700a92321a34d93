package monoloop.file;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/** What a file's content is read into. */
interface Chunks<C> {
  /** Something to fill; on the loop. */
  C empty(int size);

  /**
   * Reads until it is full or the file ends; on the pool.
   *
   * @return null at the end of the file
   */
  @Nullable C fill(C empty, int size, FileChannel channel, long at) throws IOException;

  int length(C chunk);

  void drop(C chunk);

  /** Arrays, made when it is known how much there is to read. */
  Chunks<byte[]> ARRAYS =
      new Chunks<>() {
        private static final byte[] NONE = {};

        @Override
        public byte[] empty(int size) {
          return NONE;
        }

        @Override
        public byte @Nullable [] fill(byte[] empty, int size, FileChannel channel, long at)
            throws IOException {
          byte[] bytes = Blocks.read(channel, at, size);
          return bytes.length == 0 ? null : bytes;
        }

        @Override
        public int length(byte[] chunk) {
          return chunk.length;
        }

        @Override
        public void drop(byte[] chunk) {}
      };

  /** Netty's buffers, outside of the heap: the system fills them without a copy. */
  Chunks<ByteBuf> BUFFERS =
      new Chunks<>() {
        @Override
        public ByteBuf empty(int size) {
          return ByteBufAllocator.DEFAULT.directBuffer(size, size);
        }

        @Override
        public @Nullable ByteBuf fill(ByteBuf empty, int size, FileChannel channel, long at)
            throws IOException {
          ByteBuffer room = empty.nioBuffer(0, size);
          int length = Blocks.fill(channel, room, at);
          empty.writerIndex(length);
          return length == 0 ? null : empty;
        }

        @Override
        public int length(ByteBuf chunk) {
          return chunk.readableBytes();
        }

        @Override
        public void drop(ByteBuf chunk) {
          chunk.release();
        }
      };
}
