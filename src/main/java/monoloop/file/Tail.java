package monoloop.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Objects;
import monoloop.Async;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/** Follows a file that grows, is cut off, or is another one all of a sudden. */
final class Tail {
  private static final int CHUNK = 64 << 10;
  private static final int LONGEST_LINE = 16 << 20;
  private static final byte[] NOTHING = {};

  private final Path path;

  /** Whether the next file that is opened is skipped to its end. */
  private boolean skip;

  private @Nullable FileChannel channel;
  private @Nullable Object key;
  private long position;

  private Tail(Path path, boolean fromBeginning) {
    this.path = path;
    this.skip = !fromBeginning;
  }

  static Flux<String> lines(Path path, boolean fromBeginning, Duration pause) {
    return Async.flux(
        co -> {
          FileQueue queue = new FileQueue(co.loop());
          Tail tail = new Tail(path, fromBeginning);
          Lines lines = new Lines(LONGEST_LINE);
          try {
            while (true) {
              Piece piece = co.await(FileWork.query("AsyncFiles.tail", path, queue, tail::next));
              String line;
              if (piece.begins()) {
                if ((line = lines.rest()) != null) {
                  co.yield(line);
                }
                lines = new Lines(LONGEST_LINE);
              } else if (piece.bytes().length == 0) {
                co.await(Async.sleep(pause));
              }
              lines.add(piece.bytes());
              while ((line = lines.next()) != null) {
                co.yield(line);
              }
            }
          } finally {
            co.await(Cleanup.begin("AsyncFiles.tail", path, queue, tail::close));
          }
        });
  }

  /**
   * What was found in one go.
   *
   * @param begins whether it does not go on where the last one ended
   * @param bytes none if there is nothing more for now
   */
  private record Piece(boolean begins, byte[] bytes) {}

  // ---- on the pool

  private Piece next() throws IOException {
    FileChannel c = channel;
    if (c == null) {
      return new Piece(false, open() ? read() : NOTHING);
    }
    byte[] more = read();
    if (more.length > 0) {
      return new Piece(false, more);
    }
    if (c.size() < position) {
      position = 0;
      return new Piece(true, read());
    }
    if (!isReplaced()) {
      return new Piece(false, NOTHING);
    }
    more = read(); // the last that was written before it was replaced
    if (more.length > 0) {
      return new Piece(false, more);
    }
    close();
    return new Piece(true, open() ? read() : NOTHING);
  }

  private byte[] read() throws IOException {
    byte[] bytes = Blocks.read(Objects.requireNonNull(channel), position, CHUNK);
    position += bytes.length;
    return bytes;
  }

  private boolean open() throws IOException {
    try {
      FileChannel opened = channel = FileChannel.open(path, StandardOpenOption.READ);
      key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
      position = skip ? opened.size() : 0;
      skip = false;
      return true;
    } catch (NoSuchFileException notYet) {
      close();
      skip = false;
      return false;
    }
  }

  /** A file that was moved away is followed until there is another one in its place. */
  private boolean isReplaced() throws IOException {
    try {
      BasicFileAttributes there = Files.readAttributes(path, BasicFileAttributes.class);
      return !Objects.equals(there.fileKey(), key);
    } catch (NoSuchFileException away) {
      return false;
    }
  }

  private void close() throws IOException {
    FileChannel c = channel;
    channel = null;
    if (c != null) {
      c.close();
    }
  }
}
