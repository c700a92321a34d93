package monoloop.file;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads from the position on, and moves it unless nobody wants what was read. */
final class Reading extends FileWork<byte[]> {
  private final OpenFile file;
  private final int max;
  private long at;

  Reading(OpenFile file, int max) {
    super("AsyncFile.read", file.path, file.queue);
    this.file = file;
    this.max = max;
  }

  @Override
  byte[] perform() throws IOException {
    at = file.position;
    byte[] bytes = Blocks.read(file.channel, at, max);
    if (!isUnwanted()) {
      file.position = at + bytes.length;
    }
    return bytes;
  }

  @Override
  void done(byte @Nullable [] bytes, boolean wanted) {
    if (bytes != null && !wanted) {
      undelivered(bytes);
    }
  }

  /** Cancelled with the bytes in its hands: they are read again, unless others went on already. */
  @Override
  protected void undelivered(byte[] bytes) {
    if (queue.isIdle() && file.position == at + bytes.length) {
      file.position = at;
    }
  }
}
