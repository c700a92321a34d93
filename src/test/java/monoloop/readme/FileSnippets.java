package monoloop.readme;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static monoloop.Async.async;

import java.nio.file.Path;
import java.util.List;
import monoloop.file.AsyncDirectories;
import monoloop.file.AsyncFile;
import monoloop.file.AsyncFiles;
import monoloop.file.DirectoryWatch;
import monoloop.file.FileEvent;
import monoloop.file.TemporaryPath;
import reactor.core.publisher.Mono;

/** Programs with files. */
final class FileSnippets {
  private FileSnippets() {}

  /** Writes two lines and reads them again. */
  static Mono<List<String>> notes(Path path) {
    return async(
        co -> {
          // @start region="file"
          AsyncFile file = co.await(AsyncFile.open(path, CREATE, WRITE));
          try {
            co.await(file.write("first\n"));
            co.await(file.write("second\n"));
          } finally {
            co.await(file.close());
          }
          // @end
          return co.await(AsyncFiles.lines(path).collectList());
        });
  }

  /** Counts the lines of all programs below {@code dir}. */
  static Mono<Long> lines(Path dir) {
    // @start region="file-flux"
    return AsyncDirectories.glob(dir, "**.java")
        .concatMap(AsyncFiles::lines)                       // one open file at a time
        .filter(line -> !line.isBlank())
        .count();
    // @end
  }

  /** Leaves nothing behind. */
  static Mono<Path> scratch() {
    return async(
        co -> {
          // @start region="temporary"
          TemporaryPath dir = co.await(TemporaryPath.directory("work"));
          try {
            co.await(AsyncFiles.writeString(dir.path().resolve("notes"), "gone soon"));
          } finally {
            co.await(dir.delete());
          }
          // @end
          return dir.path();
        });
  }

  /** Waits until {@code name} is in {@code dir}. */
  static Mono<Path> appeared(Path dir, String name) {
    return async(
        co -> {
          // @start region="watch"
          DirectoryWatch watch = co.await(DirectoryWatch.open(dir));
          try {
            Path wanted = dir.resolve(name);
            while (!co.await(AsyncFiles.exists(wanted))) {
              FileEvent event = co.await(watch.next());
              if (event == null) {
                return null;                              // the directory is gone
              }
            }
            return wanted;
          } finally {
            co.await(watch.close());
          }
          // @end
        });
  }
}
