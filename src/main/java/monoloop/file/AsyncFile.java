package monoloop.file;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import monoloop.Async;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A regular file that is read and written without blocking the loop: a few threads of the library
 * wait for the disk.
 *
 * <p>The operations of one file run one after the other, in the order in which they were awaited.
 * Cancelling one that has not begun leaves it out. One that has begun runs to its end all the same,
 * with nobody to hear of it, and the file stays open: a cancelled write has written everything or
 * nothing, and if it failed the loop's exception handler is told; a cancelled read has not moved
 * the position. No thread is ever interrupted. A loop that closes waits for what has begun.
 *
 * <p>Belongs to the loop on which it was opened. Trio: {@code open_file}; asyncio has nothing like
 * it. To close it in any case:
 *
 * {@snippet class="FileSnippets" region="file"}
 *
 * @see AsyncFiles
 */
public final class AsyncFile {
  private static final int CHUNK = 64 << 10;
  private static final int LONGEST_LINE = 16 << 20;

  private final OpenFile file;

  AsyncFile(OpenFile file) {
    this.file = file;
  }

  // ---- opening and closing

  /**
   * Opens a file. If cancelled, none is open.
   *
   * @param path of the file
   * @param options as for {@link FileChannel#open}; none means for reading. Python's "r+" is READ
   *     and WRITE, "w" is WRITE, CREATE and TRUNCATE_EXISTING, "a" is APPEND and CREATE, "x" is
   *     WRITE and CREATE_NEW
   * @return cold; the file, which must be closed; fails with the file system's {@link IOException},
   *     also if it is a directory, or a pipe, which {@code PipeReader} reads
   */
  public static Mono<AsyncFile> open(Path path, OpenOption... options) {
    Objects.requireNonNull(path, "path");
    Set<OpenOption> set = Set.copyOf(Arrays.asList(options));
    return Async.async(co -> co.await(new OpenFile.Open(path, set, new FileQueue(co.loop()))));
  }

  /**
   * Closes the file after the operations that were awaited before. Not cancellable, and not kept
   * from it by a cancelled scope. A second call waits for the first one.
   *
   * @return cold; completes empty; fails with the file system's {@link IOException}
   */
  public Mono<@Nullable Void> close() {
    return Async.shielded(co -> co.await(file.close()));
  }

  // ---- reading

  /**
   * Reads {@code max} bytes from the position on, fewer at the end of the file only.
   *
   * <p>If cancelled, the position has not moved, unless an operation that was awaited later went on
   * from there.
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
          file.checkOpen();
          byte[] bytes = co.await(new Reading(file, max));
          return bytes.length == 0 ? null : bytes;
        });
  }

  /**
   * Reads from the position to the end of the file. If cancelled, the position has not moved.
   *
   * @return cold; zero bytes at the end of the file; fails as {@link #read}, and with {@link
   *     OutOfMemoryError} if it does not fit into memory
   */
  public Mono<byte[]> readAll() {
    return Async.async(
        co -> {
          file.checkOpen();
          return co.await(new Reading(file, Integer.MAX_VALUE));
        });
  }

  /**
   * Reads {@code max} bytes from {@code position} on, fewer at the end of the file only; the file's
   * own position does not matter and does not move.
   *
   * @param position in bytes, at least 0
   * @param max at least 1
   * @return cold; at least one byte; empty at the end of the file; fails as {@link #read}
   * @throws IllegalArgumentException if a number is less than that
   */
  public Mono<byte[]> readAt(long position, int max) {
    Blocks.atLeast(0, "position", position);
    Blocks.atLeast(1, "max", max);
    return Async.async(
        co -> {
          file.checkOpen();
          byte[] bytes =
              co.await(
                  FileWork.query(
                      "AsyncFile.readAt",
                      file.path,
                      file.queue,
                      () -> Blocks.read(file.channel, position, max)));
          return bytes.length == 0 ? null : bytes;
        });
  }

  /**
   * Returns what comes from the position to the end of the file, in pieces. The position is behind
   * what was emitted.
   *
   * <p>Backpressure: up to sixteen chunks, and no more than 1 MiB unless that is less than two, are
   * read before they are requested, fewer at first, none before the first one is. What somebody
   * writes meanwhile may or may not be seen.
   *
   * @param size of the pieces but the last, in bytes; at least 1
   * @return cold; arrays of the receiver's own; fails as {@link #read}
   * @throws IllegalArgumentException if {@code size} is less than 1
   */
  public Flux<byte[]> chunks(int size) {
    return ReadAhead.flux(file, () -> Chunks.ARRAYS, Blocks.atLeast(1, "size", size));
  }

  /**
   * As {@link #chunks}, in Netty's direct buffers: the system fills them without a copy, and they
   * are used again. This is the fastest way to read, and what sockets send without a copy.
   *
   * @param size of the pieces but the last, in bytes; at least 1
   * @return cold; whoever receives a buffer must release it. What was not emitted is released at a
   *     cancel; operators that keep elements in store need a {@code doOnDiscard(ByteBuf.class,
   *     ByteBuf::release)} behind them
   * @throws IllegalArgumentException if {@code size} is less than 1
   */
  public Flux<ByteBuf> buffers(int size) {
    return ReadAhead.flux(file, BufferChunks::new, Blocks.atLeast(1, "size", size));
  }

  /**
   * As {@link #lines(int)}, for lines of up to 16 MiB.
   *
   * @return cold
   */
  public Flux<String> lines() {
    return lines(LONGEST_LINE);
  }

  /**
   * Returns the lines from the position to the end of the file, without their ends, which are LF or
   * CR LF. What is not UTF-8 becomes U+FFFD. Reads ahead in chunks of 64 KiB, as {@link #chunks};
   * the position is behind a chunk, ahead of the lines.
   *
   * @param limit how long a line may be, in bytes; at least 1
   * @return cold; fails as {@link #read}, and with {@link LineTooLongException}
   * @throws IllegalArgumentException if {@code limit} is less than 1
   */
  public Flux<String> lines(int limit) {
    Blocks.atLeast(1, "limit", limit);
    return Async.flux(
        co -> {
          ReadAhead<byte[]> chunks = new ReadAhead<>(file, Chunks.ARRAYS, CHUNK);
          Lines lines = new Lines(limit);
          try {
            String line;
            for (byte[] chunk; (chunk = co.await(chunks)) != null; ) {
              chunks.movePosition();
              lines.add(chunk);
              while ((line = lines.next()) != null) {
                co.yield(line);
              }
            }
            if ((line = lines.rest()) != null) {
              co.yield(line);
            }
            return null;
          } finally {
            chunks.stop();
          }
        });
  }

  // ---- writing

  /**
   * Writes all of {@code bytes} at the position, or at the end of a file that was opened with
   * {@link StandardOpenOption#APPEND}.
   *
   * <p>If cancelled, all of it is written or nothing.
   *
   * @param bytes must not be changed before it has ended; after a cancel, before the file's next
   *     operation has
   * @return cold; completes empty when the system has it; fails with the file system's {@link
   *     IOException}, which says how much was written, and the position is behind that; and with
   *     {@link IllegalStateException} if the file was closed
   * @see #force
   */
  public Mono<@Nullable Void> write(byte[] bytes) {
    Objects.requireNonNull(bytes, "bytes");
    return write(Writing.HERE, bytes);
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
   * Writes all of {@code bytes} from {@code position} on; the file's own position does not matter
   * and does not move. A file that is opened with APPEND is written at its end nevertheless where
   * the system is Linux.
   *
   * @param position in bytes, at least 0; what is skipped behind the end reads as zeros
   * @param bytes as for {@link #write(byte[])}
   * @return cold; completes empty; fails as {@link #write(byte[])}
   * @throws IllegalArgumentException if {@code position} is negative
   */
  public Mono<@Nullable Void> writeAt(long position, byte[] bytes) {
    Objects.requireNonNull(bytes, "bytes");
    return write(Blocks.atLeast(0, "position", position), bytes);
  }

  private Mono<@Nullable Void> write(long place, byte[] bytes) {
    return Async.async(
        co -> {
          file.checkOpen();
          return co.await(new Writing(file, place, ByteBuffer.wrap(bytes)));
        });
  }

  /**
   * Writes what {@code source} emits, one after the other at the position, as {@link
   * #write(byte[])} would, but goes on before each is written: the fastest way to write.
   *
   * <p>Backpressure: one buffer is requested at a time, while less than sixteen of them and less
   * than 1 MiB wait to be written. If cancelled, or if the source fails, what the source has
   * emitted is written in part: some buffers from the first on, each as a whole. Other operations
   * of the file that are awaited meanwhile come in between.
   *
   * @param source its buffers are released, each as soon as it is written or dropped
   * @return cold; how many bytes were written; fails with the error of {@code source}, else as
   *     {@link #write(byte[])}
   */
  public Mono<Long> writeAll(Publisher<ByteBuf> source) {
    return WriteBehind.of(file, Objects.requireNonNull(source, "source"));
  }

  /**
   * Cuts the file off. The position stays, but is not behind the new end.
   *
   * @param size in bytes; a file that is not longer is left as it is
   * @return cold; completes empty; fails as {@link #write(byte[])}
   * @throws IllegalArgumentException if {@code size} is negative
   */
  public Mono<@Nullable Void> truncate(long size) {
    Blocks.atLeast(0, "size", size);
    return change(
        "AsyncFile.truncate",
        () -> {
          file.channel.truncate(size);
          file.position = Math.min(file.position, size);
        });
  }

  /**
   * Waits until what was written is on the disk itself (fsync).
   *
   * @return cold; completes empty; fails as {@link #write(byte[])}
   */
  public Mono<@Nullable Void> force() {
    return change("AsyncFile.force", () -> file.channel.force(true));
  }

  private Mono<@Nullable Void> change(String name, FileWork.IoAction action) {
    return Async.async(
        co -> {
          file.checkOpen();
          return co.await(FileWork.change(name, file.path, file.queue, action));
        });
  }

  // ---- where

  /**
   * Returns how long the file is, after the operations that were awaited before.
   *
   * @return cold; in bytes; fails as {@link #read}
   */
  public Mono<Long> size() {
    return Async.async(
        co -> {
          file.checkOpen();
          return co.await(
              FileWork.query("AsyncFile.size", file.path, file.queue, file.channel::size));
        });
  }

  /**
   * Returns where the next read or write begins. Does not wait.
   *
   * @return in bytes; exact while no operation is in progress
   */
  public long position() {
    return file.position;
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
    Blocks.atLeast(0, "position", position);
    if (!file.queue.isIdle()) {
      throw new IllegalStateException(this + " is in use: await its operations before seek()");
    }
    file.position = position;
  }

  // ---- keeping others out

  /**
   * Waits for the lock on the whole file. Asks again after 1 ms, then after longer, up to 200 ms:
   * no thread is blocked, there is no order among those who wait, and other tasks of this process
   * wait just as other processes do. If cancelled, the lock is not held.
   *
   * @param shared for readers, in a file open for reading; otherwise it must be open for writing
   * @return cold; to be {@linkplain AsyncFileLock#release released}; fails with the file system's
   *     {@link IOException}, with {@link java.nio.channels.NonReadableChannelException} or {@link
   *     java.nio.channels.NonWritableChannelException}, and with {@link IllegalStateException} if
   *     the file was closed
   */
  public Mono<AsyncFileLock> lock(boolean shared) {
    return AsyncFileLock.acquire(file, shared);
  }

  /**
   * Takes the lock if it is free; as {@link #lock}.
   *
   * @param shared as there
   * @return cold; empty if somebody else has it
   */
  public Mono<AsyncFileLock> tryLock(boolean shared) {
    return AsyncFileLock.tryAcquire(file, shared);
  }

  OpenFile opened() {
    return file;
  }

  /** {@code AsyncFile[open, notes.txt, at 512]}. */
  @Override
  public String toString() {
    return file.toString();
  }
}
