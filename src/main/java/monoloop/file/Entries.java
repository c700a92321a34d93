package monoloop.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import monoloop.Async;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/** A blocking stream of paths that is read in batches, on the pool. */
final class Entries {
  private static final int BATCH = 64;

  private final FileWork.IoCall<Stream<Path>> open;
  private @Nullable Stream<Path> stream;
  private @Nullable Iterator<Path> rest;

  private Entries(FileWork.IoCall<Stream<Path>> open) {
    this.open = open;
  }

  static Flux<Path> of(String name, Path dir, FileWork.IoCall<Stream<Path>> open) {
    return Async.flux(
        co -> {
          FileQueue queue = new FileQueue(co.loop());
          Entries entries = new Entries(open);
          try {
            List<Path> batch;
            do {
              batch = co.await(FileWork.query(name, dir, queue, entries::next));
              for (Path path : batch) {
                co.yield(path);
              }
            } while (batch.size() == BATCH);
            return null;
          } finally {
            co.await(Cleanup.begin(name, dir, queue, entries::close));
          }
        });
  }

  private List<Path> next() throws IOException {
    try {
      Iterator<Path> paths = rest;
      if (paths == null) {
        Stream<Path> opened = open.call();
        stream = opened;
        rest = paths = opened.iterator();
      }
      List<Path> batch = new ArrayList<>();
      while (batch.size() < BATCH && paths.hasNext()) {
        batch.add(paths.next());
      }
      return batch;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void close() {
    if (stream != null) {
      stream.close();
    }
  }
}
