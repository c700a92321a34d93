package monoloop.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import monoloop.Async;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A file or directory that is there until it is {@linkplain #delete deleted} (Python: tempfile).
 *
 * <p>For a publisher {@code Mono.usingWhen(TemporaryPath.directory("work"), t -> ...,
 * TemporaryPath::delete)}; in a coroutine
 *
 * {@snippet class="FileSnippets" region="temporary"}
 *
 * <p>Belongs to the loop on which it was made. Nothing is deleted if the JVM ends before.
 */
public final class TemporaryPath {
  private final Path path;
  private final FileQueue queue;
  private @Nullable Cleanup deletion;

  private TemporaryPath(Path path, FileQueue queue) {
    this.path = path;
    this.queue = queue;
  }

  /**
   * Makes an empty file, in the directory that the system has for such files, that nobody else may
   * read. If cancelled, there is none.
   *
   * @param prefix its name begins with
   * @param suffix its name ends with, such as {@code ".txt"}
   * @return cold; fails with the file system's {@link IOException}
   */
  public static Mono<TemporaryPath> file(String prefix, String suffix) {
    return made("TemporaryPath.file", () -> Files.createTempFile(prefix, suffix));
  }

  /**
   * Makes an empty directory, where the system has such, that nobody else may read. If cancelled,
   * there is none.
   *
   * @param prefix its name begins with
   * @return cold; fails with the file system's {@link IOException}
   */
  public static Mono<TemporaryPath> directory(String prefix) {
    return made("TemporaryPath.directory", () -> Files.createTempDirectory(prefix));
  }

  private static Mono<TemporaryPath> made(String name, FileWork.IoCall<Path> call) {
    return Async.async(co -> co.await(new Making(name, new FileQueue(co.loop()), call)));
  }

  /**
   * Returns where it is.
   *
   * @return absolute
   */
  public Path path() {
    return path;
  }

  /**
   * Deletes it, with all that is in it. Not cancellable, and not kept from it by a cancelled scope.
   * A second call waits for the first one.
   *
   * @return cold; completes empty, also if somebody else has deleted or moved it; fails with the
   *     file system's {@link IOException}
   */
  public Mono<@Nullable Void> delete() {
    return Async.shielded(co -> co.await(deletion()));
  }

  private Cleanup deletion() {
    Cleanup d = deletion;
    if (d == null) {
      deletion =
          d =
              Cleanup.begin(
                  "TemporaryPath.delete", path, queue, () -> Blocks.deleteTree(path));
    }
    return d;
  }

  /** {@code TemporaryPath[there, work123]}. */
  @Override
  public String toString() {
    return "TemporaryPath[" + (deletion == null ? "there, " : "deleted, ") + path + "]";
  }

  /** Makes one, and deletes it again if nobody wants it any more. */
  private static final class Making extends FileWork<TemporaryPath> {
    private final IoCall<Path> call;

    Making(String name, FileQueue queue, IoCall<Path> call) {
      super(name, null, queue);
      this.call = call;
    }

    @Override
    TemporaryPath perform() throws IOException {
      return new TemporaryPath(call.call(), queue);
    }

    @Override
    void done(@Nullable TemporaryPath made, boolean wanted) {
      if (made != null && !wanted) {
        made.deletion();
      }
    }

    @Override
    protected void undelivered(TemporaryPath made) {
      made.deletion();
    }

    @Override
    void lost(TemporaryPath made) {
      try {
        Blocks.deleteTree(made.path);
      } catch (IOException e) {
        return; // nobody is left to be told
      }
    }
  }
}
