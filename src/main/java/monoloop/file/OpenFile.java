package monoloop.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the operations of one open file share. */
final class OpenFile {
  final Path path;
  final FileQueue queue;
  final FileChannel channel;
  final boolean appending;

  /** Where the next operation begins; moved by the one that runs, or on the loop while none is. */
  volatile long position;

  private @Nullable Cleanup closing;

  private OpenFile(Path path, FileQueue queue, FileChannel channel, boolean appending) {
    this.path = path;
    this.queue = queue;
    this.channel = channel;
    this.appending = appending;
  }

  boolean isClosed() {
    return closing != null;
  }

  void checkOpen() {
    if (closing != null) {
      throw closed();
    }
  }

  IllegalStateException closed() {
    return new IllegalStateException(this + " was closed. Open it again");
  }

  /** Begins to close it, unless that was done before. */
  Cleanup close() {
    Cleanup c = closing;
    if (c == null) {
      closing =
          c =
              Cleanup.begin(
                  "AsyncFile.close",
                  path,
                  queue,
channel::close);
    }
    return c;
  }

  /** {@code AsyncFile[open, notes.txt, at 512]}. */
  @Override
  public String toString() {
    return "AsyncFile[" + (isClosed() ? "closed" : "open") + ", " + path + ", at " + position + "]";
  }

  /** Opens a file; if nobody wants it any more it is closed again. */
  static final class Open extends FileWork<AsyncFile> {
    private final Path path;
    private final Set<OpenOption> options;

    Open(Path path, Set<OpenOption> options, FileQueue queue) {
      super("AsyncFile.open", path, queue);
      this.path = path;
      this.options = options;
    }

    @Override
    AsyncFile perform() throws IOException {
      FileChannel channel = FileChannel.open(path, options);
      if (Files.isDirectory(path)) {
        throw refused(channel, "is a directory. Use AsyncDirectories.list to see what is in it");
      }
      try {
        channel.position();
      } catch (IOException noPosition) {
        throw refused(
            channel,
            "is a pipe. Use PipeReader.over(Files.newInputStream(path)), or PipeWriter to write");
      }
      boolean appending = options.contains(StandardOpenOption.APPEND);
      return new AsyncFile(new OpenFile(path, queue, channel, appending));
    }

    private IOException refused(FileChannel channel, String reason) {
      Blocks.closeQuietly(channel);
      return new FileSystemException(path.toString(), null, reason);
    }

    @Override
    void done(@Nullable AsyncFile file, boolean wanted) {
      if (file != null && !wanted) {
        undelivered(file);
      }
    }

    @Override
    protected void undelivered(AsyncFile file) {
      file.opened().close();
    }

    @Override
    void lost(AsyncFile file) {
      Blocks.closeQuietly(file.opened().channel);
    }
  }
}
