package monoloop.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.List;

/** What a file's content is read into. */
interface Chunks<C> {
  /** Something to fill; on the loop. Its length is 0. */
  C empty(int size);

  /**
   * Reads until all are full or the file ends; what is not reached stays empty. On the pool, and
   * nobody else uses the channel's position.
   */
  void fill(List<C> chunks, int size, FileChannel channel, long at) throws IOException;

  int length(C chunk);

  void drop(C chunk);

  /** No more are wanted. Any thread, perhaps several times. */
  default void close() {}

  /** Arrays, made when it is known how much there is to read. */
  Chunks<byte[]> ARRAYS =
      new Chunks<>() {
        private static final byte[] NONE = {};

        @Override
        public byte[] empty(int size) {
          return NONE;
        }

        @Override
        public void fill(List<byte[]> chunks, int size, FileChannel channel, long at)
            throws IOException {
          for (int i = 0; i < chunks.size(); i++) {
            byte[] bytes = Blocks.read(channel, at + (long) i * size, size);
            chunks.set(i, bytes);
            if (bytes.length < size) {
              return;
            }
          }
        }

        @Override
        public int length(byte[] chunk) {
          return chunk.length;
        }

        @Override
        public void drop(byte[] chunk) {}
      };
}
