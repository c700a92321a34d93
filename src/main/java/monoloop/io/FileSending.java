package monoloop.io;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultFileRegion;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import monoloop.Async;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Sends a part of a file: by the system itself where it can, otherwise in pieces. */
final class FileSending {
  /** What the system sends before others have their turn, and what is read at a time. */
  private static final long REGION = 1 << 20;

  private static final int PIECE = 64 << 10;

  private final ByteStream stream;
  private final Path path;
  private final long offset;
  private final long count;

  FileSending(ByteStream stream, Path path, long offset, long count) {
    this.stream = stream;
    this.path = path;
    this.offset = offset;
    this.count = count;
  }

  /** Part of a file that somebody else closes. */
  private static final class Region extends DefaultFileRegion {
    Region(FileChannel file, long position, long count) {
      super(file, position, count);
    }

    @Override
    protected void deallocate() {}
  }

  Mono<Long> send() {
    return Async.async(
        co -> {
          // opened and read by a worker: a disk may take its time
          FileChannel file =
              co.await(Async.toThread(() -> FileChannel.open(path, StandardOpenOption.READ)));
          try {
            long size = co.await(Async.toThread(file::size));
            long length = count < 0 ? size - offset : count;
            if (length > size - offset) {
              throw new EOFException(
                  path
                      + " has "
                      + size
                      + " bytes, but those up to "
                      + Long.toUnsignedString(offset + length)
                      + " were to be sent");
            }
            long end = offset + length;
            boolean bySystem = stream.sendsRegions();
            for (long at = offset; at < end; ) {
              if (bySystem) {
                long n = Math.min(REGION, end - at);
                co.await(stream.sendRegion(new Region(file, at, n)));
                at += n;
              } else {
                long from = at;
                int n = (int) Math.min(PIECE, end - at);
                stream.write(co.await(Async.toThread(() -> piece(file, from, n))));
                co.await(stream.drain());
                at += n;
              }
            }
            return length;
          } finally {
            file.close();
          }
        });
  }

  private @Nullable ByteBuf piece(FileChannel file, long from, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining()) {
      if (file.read(bytes, from + bytes.position()) < 0) {
        throw new EOFException(path + " has become shorter while it was sent");
      }
    }
    return Unpooled.wrappedBuffer(bytes.flip());
  }
}
