package monoloop.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.CopyOption;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.function.LongConsumer;
import monoloop.Async;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** One copy of a file, slice by slice into a file beside the target, which it then becomes. */
final class Copy {
  /** After each the loop is told, and may have cancelled. */
  private static final long SLICE = 8 << 20;

  private final Path from;
  private final Path to;
  private final Path beside;
  private final List<CopyOption> options;
  private @Nullable FileChannel source;
  private @Nullable FileChannel target;
  private long size;
  private long copied;

  private Copy(Path from, Path to, List<CopyOption> options) {
    this.from = from;
    this.to = to;
    this.beside = Blocks.beside(to);
    this.options = options;
  }

  static Mono<Long> of(Path from, Path to, LongConsumer progress, CopyOption[] options) {
    return Async.async(
        co -> {
          FileQueue queue = new FileQueue(co.loop());
          Copy copy = new Copy(from, to, List.of(options));
          try {
            co.await(FileWork.query("AsyncFiles.copy", from, queue, copy::open));
            while (co.await(FileWork.query("AsyncFiles.copy", to, queue, copy::slice))) {
              progress.accept(copy.copied);
            }
            co.await(FileWork.change("AsyncFiles.copy", to, queue, copy::finish));
            return copy.copied;
          } finally {
            co.await(Cleanup.begin("AsyncFiles.copy", copy.beside, queue, copy::close));
          }
        });
  }

  // ---- on the pool

  private boolean open() throws IOException {
    if (Files.isDirectory(from)) {
      throw new FileSystemException(
          from.toString(), null, "is a directory. Copy what AsyncDirectories.walk finds in it");
    }
    refuseIfThere();
    FileChannel in = source = FileChannel.open(from, StandardOpenOption.READ);
    size = in.size();
    target =
        FileChannel.open(beside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    return true;
  }

  private void refuseIfThere() throws FileAlreadyExistsException {
    if (!options.contains(StandardCopyOption.REPLACE_EXISTING)
        && Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(to.toString());
    }
  }

  /** Returns whether there was something to copy. */
  private boolean slice() throws IOException {
    FileChannel in = source;
    FileChannel out = target;
    if (in == null || out == null || copied >= size) {
      return false;
    }
    long n = in.transferTo(copied, Math.min(SLICE, size - copied), out);
    copied += n;
    return n > 0; // a file that became shorter ends earlier
  }

  private void finish() throws IOException {
    closeChannels();
    Blocks.keepPermissions(from, beside);
    if (options.contains(StandardCopyOption.COPY_ATTRIBUTES)) {
      BasicFileAttributes times = Files.readAttributes(from, BasicFileAttributes.class);
      Files.getFileAttributeView(beside, BasicFileAttributeView.class)
          .setTimes(times.lastModifiedTime(), times.lastAccessTime(), times.creationTime());
    }
    refuseIfThere();
    Files.move(beside, to, StandardCopyOption.ATOMIC_MOVE);
  }

  private void close() throws IOException {
    boolean begun = target != null;
    closeChannels();
    if (begun) {
      Files.deleteIfExists(beside); // there is nothing to delete if all went well
    }
  }

  private void closeChannels() throws IOException {
    FileChannel in = source;
    FileChannel out = target;
    try {
      if (in != null) {
        in.close();
      }
    } finally {
      if (out != null) {
        out.close();
      }
    }
  }
}
