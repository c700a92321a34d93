package monoloop.file;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.Objects;
import java.util.stream.Stream;
import monoloop.CancelledError;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Directories without blocking the loop; as {@link AsyncFiles}.
 *
 * <p>Those that return a Flux open the directory for each subscriber, and close it at the end, at
 * an error and when the subscriber cancels. Backpressure: 64 entries are read when more are
 * requested than were read.
 */
public final class AsyncDirectories {
  private AsyncDirectories() {}

  /**
   * Makes a directory, and those above it that are missing.
   *
   * @param path of a directory that may exist
   * @return cold; completes empty; fails with the file system's {@link IOException}
   */
  public static Mono<@Nullable Void> create(Path path) {
    Objects.requireNonNull(path, "path");
    return FileWork.change(
        "AsyncDirectories.create", path, () -> Files.createDirectories(path));
  }

  /**
   * Deletes a directory with all that is in it, or a file. Links are deleted, not what they lead
   * to.
   *
   * @param path of what may be there
   * @return cold; completes empty; fails with the file system's {@link IOException} when it meets
   *     something that cannot be deleted, and the rest is left
   */
  public static Mono<@Nullable Void> deleteTree(Path path) {
    Objects.requireNonNull(path, "path");
    return FileWork.change("AsyncDirectories.deleteTree", path, () -> Blocks.deleteTree(path));
  }

  /**
   * Returns what is in a directory, but not in those below it, in no particular order.
   *
   * @param dir a directory
   * @return cold; paths that begin with {@code dir}; fails with the file system's {@link
   *     IOException}, {@link java.nio.file.NotDirectoryException} for one
   */
  public static Flux<Path> list(Path dir) {
    Objects.requireNonNull(dir, "dir");
    return Entries.of("AsyncDirectories.list", dir, () -> Files.list(dir));
  }

  /**
   * As {@link #walk(Path, int, FileVisitOption...)}, however deep.
   *
   * @param start a directory or file
   * @return cold
   */
  public static Flux<Path> walk(Path start) {
    return walk(start, Integer.MAX_VALUE);
  }

  /**
   * Returns a directory and everything below it, each directory before what is in it.
   *
   * @param start a directory or file
   * @param depth how many directories deep; 0 is {@code start} alone
   * @param options whether to follow links
   * @return cold; paths that begin with {@code start}; fails with the file system's {@link
   *     IOException} when it meets a directory that cannot be read
   * @throws IllegalArgumentException if {@code depth} is negative
   */
  public static Flux<Path> walk(Path start, int depth, FileVisitOption... options) {
    Objects.requireNonNull(start, "start");
    Blocks.atLeast(0, "depth", depth);
    FileVisitOption[] chosen = options.clone();
    return Entries.of("AsyncDirectories.walk", start, () -> Files.walk(start, depth, chosen));
  }

  /**
   * Returns what matches a pattern below a directory, as {@link #walk(Path)} comes across it.
   *
   * @param start a directory
   * @param pattern for the path from {@code start} on, as for {@link
   *     java.nio.file.FileSystem#getPathMatcher}: {@code *.txt} for files directly in it, {@code
   *     **.txt} for all, <code>src/**&#47;{a,b}.java</code>
   * @return cold; paths that begin with {@code start}; fails as {@link #walk(Path)}
   * @throws java.util.regex.PatternSyntaxException if {@code pattern} is malformed
   */
  public static Flux<Path> glob(Path start, String pattern) {
    Objects.requireNonNull(start, "start");
    PathMatcher matcher = start.getFileSystem().getPathMatcher("glob:" + pattern);
    return Entries.of("AsyncDirectories.glob", start, () -> matching(start, matcher));
  }

  private static Stream<Path> matching(Path start, PathMatcher matcher) throws IOException {
    return Files.walk(start).filter(path -> matcher.matches(start.relativize(path)));
  }

  /**
   * Returns what happens in a directory from the time on at which it is watched, which is some time
   * after the subscription; {@link DirectoryWatch#open} tells when.
   *
   * @param dir a directory
   * @return cold; ends when the directory is gone; as {@link DirectoryWatch#events}
   */
  public static Flux<FileEvent> watch(Path dir) {
    return Flux.usingWhen(
        DirectoryWatch.open(dir),
        DirectoryWatch::events,
        watch -> watch.close().onErrorComplete(CancelledError.class)); // of a loop that closes
  }
}
