package monoloop.file;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.CopyOption;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Objects;
import java.util.function.LongConsumer;
import monoloop.CancelledError;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What {@link Files} does, without blocking the loop (Trio: {@code Path}).
 *
 * <p>Everything is cold and runs on the threads of {@link AsyncFile}, on behalf of the loop on
 * which it is awaited or subscribed to. Cancelling something that has not begun leaves it out; what
 * has begun runs to its end, and if it changes something and fails the loop's exception handler is
 * told. For calls that are not here there is {@link monoloop.Async#toThread}.
 */
public final class AsyncFiles {
  private static final Duration TAIL_PAUSE = Duration.ofMillis(250);

  private AsyncFiles() {}

  // ---- whole files

  /**
   * Reads a whole file.
   *
   * @param path of a file that fits into memory
   * @return cold; fails with the file system's {@link IOException}, such as {@link
   *     NoSuchFileException}
   */
  public static Mono<byte[]> readAll(Path path) {
    Objects.requireNonNull(path, "path");
    return FileWork.query("AsyncFiles.readAll", path, () -> Files.readAllBytes(path));
  }

  /**
   * Reads a whole file in UTF-8.
   *
   * @param path of a file that fits into memory
   * @return cold; fails as {@link #readAll}, and with {@link
   *     java.nio.charset.CharacterCodingException} if it is not UTF-8
   */
  public static Mono<String> readString(Path path) {
    Objects.requireNonNull(path, "path");
    return FileWork.query("AsyncFiles.readString", path, () -> Files.readString(path));
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
    return FileWork.change("AsyncFiles.writeAll", path, () -> Files.write(path, bytes));
  }

  /**
   * Writes a whole file in UTF-8; as {@link #writeAll}.
   *
   * @param path of the file
   * @param text not null
   * @return cold; completes empty
   */
  public static Mono<@Nullable Void> writeString(Path path, String text) {
    return writeAll(path, text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Writes at the end of a file, which is created if it is not there.
   *
   * @param path of the file
   * @param bytes must not be changed before it has ended
   * @return cold; completes empty; fails with the file system's {@link IOException}
   */
  public static Mono<@Nullable Void> append(Path path, byte[] bytes) {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(bytes, "bytes");
    return FileWork.change(
        "AsyncFiles.append",
        path,
        () -> Files.write(path, bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
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
    return FileWork.change("AsyncFiles.replace", path, () -> Blocks.replace(path, bytes));
  }

  /**
   * Returns the lines of a file; opened for each subscriber, and closed at the end, at an error and
   * when the subscriber cancels.
   *
   * @param path of a file in UTF-8
   * @return cold; as {@link AsyncFile#lines()}
   */
  public static Flux<String> lines(Path path) {
    return Flux.usingWhen(AsyncFile.open(path), AsyncFile::lines, AsyncFiles::close);
  }

  /**
   * Returns the content of a file in pieces; opened for each subscriber, and closed at the end, at
   * an error and when the subscriber cancels.
   *
   * @param path of a file
   * @param size of the pieces but the last, in bytes; at least 1
   * @return cold; as {@link AsyncFile#chunks}
   * @throws IllegalArgumentException if {@code size} is less than 1
   */
  public static Flux<byte[]> chunks(Path path, int size) {
    Blocks.atLeast(1, "size", size);
    return Flux.usingWhen(AsyncFile.open(path), file -> file.chunks(size), AsyncFiles::close);
  }

  /**
   * As {@link #chunks}, in Netty's buffers.
   *
   * @param path of a file
   * @param size of the pieces but the last, in bytes; at least 1
   * @return cold; whoever receives a buffer must release it; see {@link AsyncFile#buffers}
   * @throws IllegalArgumentException if {@code size} is less than 1
   */
  public static Flux<ByteBuf> buffers(Path path, int size) {
    Blocks.atLeast(1, "size", size);
    return Flux.usingWhen(AsyncFile.open(path), file -> file.buffers(size), AsyncFiles::close);
  }

  /** A loop that closes cancels this too, after it is done: nobody has to hear of that. */
  private static Mono<@Nullable Void> close(AsyncFile file) {
    return file.close().onErrorComplete(CancelledError.class);
  }

  /**
   * As {@link #tail(Path, boolean, Duration)}, from the end on, looking four times a second.
   *
   * @param path of a file that may not exist yet
   * @return cold; does not end
   */
  public static Flux<String> tail(Path path) {
    return tail(path, false, TAIL_PAUSE);
  }

  /**
   * Follows a file that grows (tail -F): emits each line once its end was written.
   *
   * <p>If another file takes its place, as logs are rotated, the old one is read to its end, and
   * then the new one from its beginning; if it is cut off, it is read from its beginning. What is
   * left of a line then is emitted as a line. A file that was cut off and has outgrown its old
   * length before somebody looked cannot be told from one that only grew. On file systems without
   * file keys, Windows's for one, a rotation is seen if the new file is shorter.
   *
   * <p>Backpressure: reads 64 KiB when more lines are requested than were read. Looks on the loop's
   * clock. Closes the file when cancelled, and at an error.
   *
   * @param path of a file that may not exist yet
   * @param fromBeginning whether to emit what is there when it begins; a file that comes into being
   *     later is read from its beginning in any case
   * @param pause how long to wait before looking for more, once the end was reached
   * @return cold; does not end; fails with the file system's {@link IOException} except {@link
   *     NoSuchFileException}, and with {@link LineTooLongException} at more than 16 MiB
   */
  public static Flux<String> tail(Path path, boolean fromBeginning, Duration pause) {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(pause, "pause");
    return Tail.lines(path, fromBeginning, pause);
  }

  // ---- what is there

  /**
   * Returns whether there is something at {@code path}; links are followed.
   *
   * @param path of a file or directory
   * @return cold; false also if that cannot be found out
   */
  public static Mono<Boolean> exists(Path path) {
    Objects.requireNonNull(path, "path");
    return FileWork.query("AsyncFiles.exists", path, () -> Files.exists(path));
  }

  /**
   * Returns kind, size and times; with their keys, whether two paths lead to the same file.
   *
   * @param path of a file or directory
   * @param options whether to follow links; they are if none is given
   * @return cold; fails with the file system's {@link IOException}
   */
  public static Mono<BasicFileAttributes> attributes(Path path, LinkOption... options) {
    Objects.requireNonNull(path, "path");
    LinkOption[] chosen = options.clone();
    return FileWork.query(
        "AsyncFiles.attributes",
        path,
        () -> Files.readAttributes(path, BasicFileAttributes.class, chosen));
  }

  /**
   * Deletes a file, a link or an empty directory; {@link AsyncDirectories#deleteTree} takes others.
   *
   * @param path of what may be there
   * @return cold; whether it was there; fails with the file system's {@link IOException}
   */
  public static Mono<Boolean> delete(Path path) {
    Objects.requireNonNull(path, "path");
    return FileWork.query("AsyncFiles.delete", path, () -> Files.deleteIfExists(path));
  }

  // ---- from one place to another

  /**
   * Copies a file, inside of the system where it can do that; permissions are copied too.
   *
   * <p>The copy has another name until it is complete. If cancelled or failed, it is deleted:
   * {@code to} is a complete copy or as it was.
   *
   * @param from a file; links are followed
   * @param to what the copy is called
   * @param options {@link StandardCopyOption#REPLACE_EXISTING}, {@link
   *     StandardCopyOption#COPY_ATTRIBUTES} for the times too
   * @return cold; its size in bytes; fails with the file system's {@link IOException}: {@link
   *     FileAlreadyExistsException} if {@code to} exists and is not to be replaced
   */
  public static Mono<Long> copy(Path from, Path to, CopyOption... options) {
    return copy(from, to, size -> {}, options);
  }

  /**
   * As {@link #copy(Path, Path, CopyOption...)}, and tells how far it is.
   *
   * @param from a file; links are followed
   * @param to what the copy is called
   * @param progress told on the loop, after each 8 MiB, how many bytes have been copied; what it
   *     throws ends the copy
   * @param options as there
   * @return cold; its size in bytes
   */
  public static Mono<Long> copy(
      Path from, Path to, LongConsumer progress, CopyOption... options) {
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(to, "to");
    Objects.requireNonNull(progress, "progress");
    return Copy.of(from, to, progress, options.clone());
  }

  /**
   * Moves or renames a file or a directory. To another file system a file is copied and then
   * deleted, and a directory only if it is empty.
   *
   * @param from what is moved; of a link, the link
   * @param to its new name
   * @param options {@link StandardCopyOption#REPLACE_EXISTING}, {@link
   *     StandardCopyOption#ATOMIC_MOVE} for one step or an error
   * @return cold; completes empty; fails with the file system's {@link IOException}
   */
  public static Mono<@Nullable Void> move(Path from, Path to, CopyOption... options) {
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(to, "to");
    CopyOption[] chosen = options.clone();
    return FileWork.change("AsyncFiles.move", from, () -> Files.move(from, to, chosen));
  }
}
