package monoloop.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import monoloop.Async;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A file that is read and written without blocking the loop: a few threads of the library wait for
 * the disk.
 *
 * <p>The operations of one file run one after the other, in the order in which they were awaited.
 * Cancelling one that has not begun leaves it out. One that has begun runs to its end all the same,
 * with nobody to hear of it, and the file stays open: a cancelled write has written everything or
 * nothing, a cancelled read has not moved the position.
 *
 * <p>Belongs to the loop on which it was opened. asyncio has nothing like it.
 */
public final class AsyncFile {
  private static final int CHUNK = 64 << 10;

  private final Path path;
  private final FileQueue queue;
  private final FileChannel channel;
  private final boolean appending;
  private long position;
  private boolean closed;

  private AsyncFile(Path path, FileQueue queue, FileChannel channel, boolean appending) {
    this.path = path;
    this.queue = queue;
    this.channel = channel;
    this.appending = appending;
  }

  // ---- whole files

  /**
   * Reads a whole file.
   *
   * @param path of a file that fits into memory
   * @return cold; fails with the file system's {@link IOException}, such as {@link
   *     java.nio.file.NoSuchFileException}
   */
  public static Mono<byte[]> readAll(Path path) {
    Objects.requireNonNull(path, "path");
    return FileWork.alone("AsyncFile.readAll", () -> Files.readAllBytes(path));
  }

  /**
   * Writes a whole file: creates it, or writes over what is there. Somebody who reads it meanwhile
   * may see a part, and so may everybody if the system goes down; {@link #replace} is for those.
   *
   * <p>If cancelled, the file is written completely or not touched.
   *
   * @param path of the file
   * @param bytes must not be changed before it has ended
   * @return cold; completes empty; fails with the file system's {@link IOException}
   */
  public static Mono<@Nullable Void> writeAll(Path path, byte[] bytes) {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(bytes, "bytes");
    return FileWork.alone(
        "AsyncFile.writeAll",
        () -> {
          Files.write(path, bytes);
          return null;
        });
  }

  /**
   * Gives a file a new content in one step: others see the old one or the new one, also after the
   * system went down. The file's permissions are kept; of a link, what it leads to is replaced.
   *
   * <p>If cancelled, it is replaced or not touched.
   *
   * @param path of a file that may exist
   * @param bytes must not be changed before it has ended
   * @return cold; completes empty once it is on disk; fails with the file system's {@link
   *     IOException}, and the file is as it was
   */
  public static Mono<@Nullable Void> replace(Path path, byte[] bytes) {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(bytes, "bytes");
    return FileWork.alone(
        "AsyncFile.replace",
        () -> {
          Blocks.replace(path, bytes);
          return null;
        });
  }

  /**
   * Returns the lines of a file; opened for each subscriber, and closed at the end, at an error and
   * when the subscriber cancels. Reads 64 KiB when more lines are requested than were read.
   *
   * @param path of a file in UTF-8
   * @return cold; lines without their ends; fails with the file system's {@link IOException}
   */
  public static Flux<String> lines(Path path) {
    Objects.requireNonNull(path, "path");
    return Flux.usingWhen(
        open(path, StandardOpenOption.READ), AsyncFile::lines, AsyncFile::close);
  }

  /**
   * Returns the content of a file in pieces; opened for each subscriber, and closed at the end, at
   * an error and when the subscriber cancels. Reads one piece for each that is requested.
   *
   * @param path of a file
   * @param size of the pieces but the last, in bytes; at least 1
   * @return cold; fails with the file system's {@link IOException}
   * @throws IllegalArgumentException if {@code size} is less than 1
   */
  public static Flux<byte[]> chunks(Path path, int size) {
    Objects.requireNonNull(path, "path");
    Blocks.atLeast(1, "size", size);
    return Flux.usingWhen(
        open(path, StandardOpenOption.READ), file -> file.chunks(size), AsyncFile::close);
  }

  // ---- opening and closing

  /**
   * Opens a file. If cancelled, none is open.
   *
   * @param path of the file
   * @param options as for {@link FileChannel#open}; none means for reading
   * @return cold; the file, which must be closed; fails with the file system's {@link IOException}
   */
  public static Mono<AsyncFile> open(Path path, OpenOption... options) {
    Objects.requireNonNull(path, "path");
    Set<OpenOption> set = Set.copyOf(Arrays.asList(options));
    return Async.async(co -> co.await(new Open(path, set, new FileQueue(co.loop()))));
  }

  /**
   * Closes the file after the operations that were awaited before. Not cancellable: it is closed in
   * any case. A second call waits for the first one and does nothing.
   *
   * @return cold; completes empty; fails with the file system's {@link IOException}
   */
  public Mono<@Nullable Void> close() {
    return Async.async(
        co -> {
          closed = true;
          co.await(new Close());
          return null;
        });
  }

  // ---- reading

  /**
   * Reads {@code max} bytes from the position on, fewer at the end of the file only.
   *
   * <p>If cancelled, the position has not moved.
   *
   * @param max at least 1
   * @return cold; at least one byte; empty at the end of the file. Fails with the file system's
   *     {@link IOException}, and with {@link IllegalStateException} if the file was closed
   * @throws IllegalArgumentException if {@code max} is less than 1
   */
  public Mono<byte[]> read(int max) {
    Blocks.atLeast(1, "max", max);
    return Async.async(
        co -> {
          checkOpen();
          byte[] bytes = co.await(new Read(max));
          return bytes.length == 0 ? null : bytes;
        });
  }

  /**
   * Reads from the position to the end of the file. If cancelled, the position has not moved.
   *
   * @return cold; zero bytes at the end of the file; fails as {@link #read}
   */
  public Mono<byte[]> readAll() {
    return Async.async(
        co -> {
          checkOpen();
          return co.await(new Read(Integer.MAX_VALUE));
        });
  }

  /**
   * Returns the lines from the position to the end of the file, in UTF-8 and without their ends.
   * Reads 64 KiB when more lines are requested than were read, so the position is ahead of the
   * lines.
   *
   * @return cold; fails as {@link #read}
   */
  public Flux<String> lines() {
    Mono<byte[]> next = read(CHUNK);
    return Async.flux(
        co -> {
          Lines lines = new Lines();
          byte[] chunk;
          String line;
          while ((chunk = co.await(next)) != null) {
            lines.add(chunk);
            while ((line = lines.next()) != null) {
              co.yield(line);
            }
          }
          if ((line = lines.rest()) != null) {
            co.yield(line);
          }
          return null;
        });
  }

  /**
   * Returns what comes from the position to the end of the file, in pieces. Reads one piece for
   * each that is requested.
   *
   * @param size of the pieces but the last, in bytes; at least 1
   * @return cold; fails as {@link #read}
   * @throws IllegalArgumentException if {@code size} is less than 1
   */
  public Flux<byte[]> chunks(int size) {
    Mono<byte[]> next = read(Blocks.atLeast(1, "size", size));
    return Async.flux(
        co -> {
          byte[] chunk;
          while ((chunk = co.await(next)) != null) {
            co.yield(chunk);
          }
          return null;
        });
  }

  // ---- writing

  /**
   * Writes all of {@code bytes} at the position, or at the end of a file that was opened with
   * {@link StandardOpenOption#APPEND}.
   *
   * <p>If cancelled, all of it is written or nothing.
   *
   * @param bytes must not be changed before it has ended
   * @return cold; completes empty when the system has it; fails with the file system's {@link
   *     IOException}, the position is behind what was written then; and with {@link
   *     IllegalStateException} if the file was closed
   * @see #force
   */
  public Mono<@Nullable Void> write(byte[] bytes) {
    Objects.requireNonNull(bytes, "bytes");
    return Async.async(
        co -> {
          checkOpen();
          co.await(new Write(bytes));
          return null;
        });
  }

  /**
   * Writes {@code text} in UTF-8; as {@link #write(byte[])}.
   *
   * @param text not null
   * @return cold
   */
  public Mono<@Nullable Void> write(String text) {
    return write(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Cuts the file off. The position stays, but is not behind the new end.
   *
   * @param size in bytes; a file that is not longer is left as it is
   * @return cold; completes empty; fails as {@link #write(byte[])}
   * @throws IllegalArgumentException if {@code size} is negative
   */
  public Mono<@Nullable Void> truncate(long size) {
    if (size < 0) {
      throw new IllegalArgumentException("size must be >= 0, was " + size);
    }
    return inTurn(
        "AsyncFile.truncate",
        () -> {
          channel.truncate(size);
          return null;
        },
        nothing -> position = Math.min(position, size));
  }

  /**
   * Waits until what was written is on the disk itself (fsync).
   *
   * @return cold; completes empty; fails as {@link #write(byte[])}
   */
  public Mono<@Nullable Void> force() {
    return inTurn(
        "AsyncFile.force",
        () -> {
          channel.force(true);
          return null;
        },
        nothing -> {});
  }

  // ---- where

  /**
   * Returns how long the file is, after the operations that were awaited before.
   *
   * @return cold; in bytes; fails as {@link #read}
   */
  public Mono<Long> size() {
    return inTurn("AsyncFile.size", channel::size, size -> {});
  }

  /**
   * Returns where the next read or write begins. Does not wait.
   *
   * @return in bytes; operations that have not ended are not counted
   */
  public long position() {
    return position;
  }

  /**
   * Moves the position for the operations that begin after this. Does not wait; await what is to
   * happen before.
   *
   * @param position in bytes; it may be behind the end
   * @throws IllegalArgumentException if {@code position} is negative
   * @throws IllegalStateException if an operation has not ended
   */
  public void seek(long position) {
    if (position < 0) {
      throw new IllegalArgumentException("position must be >= 0, was " + position);
    }
    if (!queue.isIdle()) {
      throw new IllegalStateException(this + " is in use: await its operations before seek()");
    }
    this.position = position;
  }

  /** {@code AsyncFile[open, notes.txt, at 512]}. */
  @Override
  public String toString() {
    return "AsyncFile[" + (closed ? "closed" : "open") + ", " + path + ", at " + position + "]";
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException(this + " was closed. Open it again");
    }
  }

  private <T extends @Nullable Object> Mono<T> inTurn(
      String name, FileWork.IoCall<T> call, Consumer<@Nullable T> done) {
    return Async.async(
        co -> {
          checkOpen();
          return co.await(
              new FileWork<T>(name, queue) {
                @Override
                T perform() throws IOException {
                  return call.call();
                }

                @Override
                void done(@Nullable T result, boolean wanted) {
                  done.accept(result);
                }
              });
        });
  }

  private static final class Open extends FileWork<AsyncFile> {
    private final Path path;
    private final Set<OpenOption> options;
    private final FileQueue queue;

    Open(Path path, Set<OpenOption> options, FileQueue queue) {
      super("AsyncFile.open", queue);
      this.path = path;
      this.options = options;
      this.queue = queue;
    }

    @Override
    AsyncFile perform() throws IOException {
      return new AsyncFile(
          path,
          queue,
          FileChannel.open(path, options),
          options.contains(StandardOpenOption.APPEND));
    }

    @Override
    void done(@Nullable AsyncFile file, boolean wanted) {
      if (file != null && !wanted) {
        undelivered(file);
      }
    }

    @Override
    protected void undelivered(AsyncFile file) {
      FilePool.execute(
          () -> {
            try {
              file.channel.close();
            } catch (IOException e) {
              queue.loop.callSoonThreadsafe(
                  () -> queue.loop.report(file + " could not be closed", e, file));
            }
          });
    }
  }

  private final class Close extends FileWork<@Nullable Void> {
    Close() {
      super("AsyncFile.close", queue);
    }

    @Override
    @Nullable Void perform() throws IOException {
      channel.close();
      return null;
    }

    @Override
    boolean canBeWithdrawn() {
      return false;
    }
  }

  private final class Read extends FileWork<byte[]> {
    private final int max;
    private long at;

    Read(int max) {
      super("AsyncFile.read", queue);
      this.max = max;
    }

    @Override
    void begin() {
      at = position;
    }

    @Override
    byte[] perform() throws IOException {
      return Blocks.read(channel, at, max);
    }

    @Override
    void done(byte @Nullable [] bytes, boolean wanted) {
      if (bytes != null && wanted) {
        position = at + bytes.length;
      }
    }

    /**
     * Cancelled with the bytes in its hands: they are read again, unless others went on already.
     */
    @Override
    protected void undelivered(byte[] bytes) {
      if (queue.isIdle() && position == at + bytes.length) {
        position = at;
      }
    }
  }

  private final class Write extends FileWork<@Nullable Void> {
    private final byte[] bytes;
    private long at;
    private int written;

    Write(byte[] bytes) {
      super("AsyncFile.write", queue);
      this.bytes = bytes;
    }

    @Override
    void begin() {
      at = position;
    }

    @Override
    @Nullable Void perform() throws IOException {
      if (appending) {
        Blocks.write(channel, bytes);
        at = channel.position() - bytes.length;
        written = bytes.length;
        return null;
      }
      while (written < bytes.length) {
        int room = Math.min(bytes.length - written, Blocks.CALL);
        written += channel.write(ByteBuffer.wrap(bytes, written, room), at + written);
      }
      return null;
    }

    @Override
    void done(@Nullable Void nothing, boolean wanted) {
      position = at + written;
    }
  }
}
