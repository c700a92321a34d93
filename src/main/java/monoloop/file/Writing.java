package monoloop.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import org.jspecify.annotations.Nullable;

/** Writes at the position, at the end, or at a place of its own. */
final class Writing extends FileWork<@Nullable Void> {
  /** At the position, which moves. */
  static final long HERE = -1;

  private final OpenFile file;
  private final long place;
  private final ByteBuffer bytes;

  Writing(OpenFile file, long place, ByteBuffer bytes) {
    super("AsyncFile.write", file.path, file.queue);
    this.file = file;
    this.place = place;
    this.bytes = bytes;
  }

  @Override
  @Nullable Void perform() throws IOException {
    if (place == HERE) {
      write(file, bytes);
    } else {
      Blocks.write(file.channel, bytes, place);
    }
    return null;
  }

  @Override
  boolean isChange() {
    return true;
  }

  /** Writes all of it at the position, which is behind what was written then, also if it failed. */
  static void write(OpenFile file, ByteBuffer bytes) throws IOException {
    int begin = bytes.position();
    int size = bytes.remaining();
    long at = file.position;
    try {
      if (file.appending) {
        Blocks.write(file.channel, bytes);
      } else {
        Blocks.write(file.channel, bytes, at);
      }
    } catch (IOException e) {
      if (e.getClass() != IOException.class) {
        throw e;
      }
      FileSystemException partly =
          new FileSystemException(
              file.path.toString(),
              null,
              e.getMessage()
                  + "; "
                  + (bytes.position() - begin)
                  + " of "
                  + size
                  + " bytes were written");
      partly.initCause(e);
      throw partly;
    } finally {
      file.position =
          file.appending ? file.channel.position() : at + bytes.position() - begin;
    }
  }
}
