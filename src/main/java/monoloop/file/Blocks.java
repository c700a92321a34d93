package monoloop.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Blocking reads and writes, for the threads of the pool. */
final class Blocks {
  /**
   * At most so much per call: the JDK keeps a native buffer of the largest size for each thread.
   */
  static final int CALL = 1 << 18;

  private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

  private Blocks() {}

  static int atLeast(int least, String name, int value) {
    if (value < least) {
      throw new IllegalArgumentException(name + " must be >= " + least + ", was " + value);
    }
    return value;
  }

  static long atLeast(int least, String name, long value) {
    if (value < least) {
      throw new IllegalArgumentException(name + " must be >= " + least + ", was " + value);
    }
    return value;
  }

  /** Closes what nobody has written to, with nobody there to be told of an error. */
  static void closeQuietly(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      return;
    }
  }

  /** Reads from {@code at} on, to the end of the file or until {@code max} bytes are there. */
  static byte[] read(FileChannel channel, long at, int max) throws IOException {
    int most = Math.min(max, LONGEST_ARRAY);
    // one more than there is, so that the end is seen without growing
    long expected = Math.max(channel.size() - at + 1, 512);
    byte[] bytes = new byte[(int) Math.min(most, expected)];
    int size = 0;
    while (size < most) {
      if (size == bytes.length) {
        bytes = Arrays.copyOf(bytes, (int) Math.min(most, 2L * size));
      }
      int room = Math.min(bytes.length - size, CALL);
      int n = channel.read(ByteBuffer.wrap(bytes, size, room), at + size);
      if (n < 0) {
        break;
      }
      size += n;
    }
    return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
  }

  /**
   * Reads from {@code at} on until all are full or the file ends: one system call for as many as
   * there are. Moves the channel's position.
   */
  static void fill(FileChannel channel, ByteBuffer[] rooms, long at) throws IOException {
    channel.position(at);
    int first = 0;
    while (first < rooms.length) {
      if (!rooms[first].hasRemaining()) {
        first++;
      } else if (channel.read(rooms, first, rooms.length - first) <= 0) {
        return;
      }
    }
  }

  /** Writes all of it at the end, or wherever the channel is. */
  static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
    int end = bytes.limit();
    while (bytes.position() < end) {
      bytes.limit(Math.min(end, bytes.position() + CALL));
      channel.write(bytes);
    }
  }

  /** Writes all of it at {@code place}. */
  static void write(FileChannel channel, ByteBuffer bytes, long place) throws IOException {
    int begin = bytes.position();
    int end = bytes.limit();
    while (bytes.position() < end) {
      bytes.limit(Math.min(end, bytes.position() + CALL));
      channel.write(bytes, place + bytes.position() - begin);
    }
  }

  /** Writes a file beside {@code path} and lets it take its place. */
  static void replace(Path path, byte[] bytes) throws IOException {
    Path target = Files.exists(path) ? path.toRealPath() : path.toAbsolutePath();
    Path beside = beside(target);
    try {
      try (FileChannel channel =
          FileChannel.open(beside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        write(channel, ByteBuffer.wrap(bytes));
        channel.force(true);
      }
      keepPermissions(target, beside);
      Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException | RuntimeException e) {
      try {
        Files.deleteIfExists(beside);
      } catch (IOException left) {
        e.addSuppressed(left);
      }
      if (e instanceof AtomicMoveNotSupportedException) {
        throw new IOException(target + " cannot be replaced in one step on this file system", e);
      }
      throw e;
    }
    syncDirectory(target);
  }

  /** A name for what will take the place of {@code path}. */
  static Path beside(Path path) {
    return path.resolveSibling("." + path.getFileName() + "." + UUID.randomUUID());
  }

  static void keepPermissions(Path from, Path to) throws IOException {
    if (Files.exists(from)) {
      try {
        Files.setPosixFilePermissions(to, Files.getPosixFilePermissions(from));
      } catch (UnsupportedOperationException notPosix) {
        // there are none to keep
      }
    }
  }

  static void deleteTree(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.walkFileTree(
        path,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes a) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException e)
              throws IOException {
            if (e != null) {
              throw e;
            }
            Files.deleteIfExists(dir);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** Makes the new name outlive a power failure, where directories can be opened. */
  private static void syncDirectory(Path file) {
    try (FileChannel directory = FileChannel.open(file.resolveSibling("."))) {
      directory.force(true);
    } catch (IOException unsupported) {
      // the file itself is safe
    }
  }
}
