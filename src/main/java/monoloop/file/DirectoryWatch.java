package monoloop.file;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import monoloop.Async;
import monoloop.Operation;
import monoloop.WaitQueue;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Tells what happens in a directory, not in those below it.
 *
 * <p>One thread of the library waits for the events of all watches, with the JDK's {@link
 * java.nio.file.WatchService}: how soon they come, and what is one event, is the system's affair
 * (macOS looks every two seconds). Up to 1024 events are kept for whoever is slow; then the next
 * one is {@link FileEvent.Kind#OVERFLOW}, and what happened meanwhile is lost.
 *
 * <p>Belongs to the loop on which it was opened, whose clock has nothing to do with it.
 *
 * {@snippet class="FileSnippets" region="watch"}
 */
public final class DirectoryWatch {
  private static final int MOST = 1024;

  private final Path dir;
  private final FileQueue queue;
  private final ArrayDeque<FileEvent> events = new ArrayDeque<>();
  private boolean overflown;
  private boolean gone;
  private @Nullable Cleanup closing;
  private final WaitQueue<FileEvent> receivers = new WaitQueue<>("DirectoryWatch.next");
  private final Operation<FileEvent> next = new Next();

  private DirectoryWatch(Path dir, FileQueue queue) {
    this.dir = dir;
    this.queue = queue;
  }

  /**
   * Begins to watch a directory. If cancelled, it is not watched.
   *
   * @param dir a directory of the default file system
   * @return cold; what happens from its completion on is told; to be {@linkplain #close closed}.
   *     Fails with the file system's {@link IOException}
   */
  public static Mono<DirectoryWatch> open(Path dir) {
    Objects.requireNonNull(dir, "dir");
    return Async.async(co -> co.await(new Opening(dir, new FileQueue(co.loop()))));
  }

  Path directory() {
    return dir;
  }

  /**
   * Waits for the next event. If cancelled, it is not lost.
   *
   * @return cold; empty once the directory is gone, or the watch closed, and no event is left
   */
  public Mono<FileEvent> next() {
    return next;
  }

  /**
   * Returns the events from now on. Backpressure: those that are not requested wait, see above.
   * Cancelling does not close the watch.
   *
   * @return cold; its subscribers share the events; ends as {@link #next}
   */
  public Flux<FileEvent> events() {
    return Async.flux(
        co -> {
          for (FileEvent event; (event = co.await(next)) != null; ) {
            co.yield(event);
          }
          return null;
        });
  }

  /**
   * Ends it; whoever waits for an event gets none. Not cancellable, and not kept from it by a
   * cancelled scope.
   *
   * @return cold; completes empty once the system watches no longer
   */
  public Mono<@Nullable Void> close() {
    return Async.shielded(co -> co.await(closing()));
  }

  private Cleanup closing() {
    Cleanup c = closing;
    if (c == null) {
      closing =
          c =
              Cleanup.begin(
                  "DirectoryWatch.close", dir, queue, () -> WatchThread.remove(this));
      ended();
    }
    return c;
  }

  // ---- on the thread that waits for events

  void happened(List<WatchEvent<?>> raw) {
    List<FileEvent> batch = raw.stream().map(this::event).toList();
    onLoop(() -> batch.forEach(this::add));
  }

  void gone() {
    onLoop(this::ended);
  }

  private FileEvent event(WatchEvent<?> raw) {
    if (!(raw.context() instanceof Path name)) {
      return overflow();
    }
    FileEvent.Kind kind =
        raw.kind() == StandardWatchEventKinds.ENTRY_CREATE
            ? FileEvent.Kind.CREATED
            : raw.kind() == StandardWatchEventKinds.ENTRY_DELETE
                ? FileEvent.Kind.DELETED
                : FileEvent.Kind.CHANGED;
    return new FileEvent(kind, dir.resolve(name));
  }

  private FileEvent overflow() {
    return new FileEvent(FileEvent.Kind.OVERFLOW, dir);
  }

  private void onLoop(Runnable news) {
    try {
      queue.loop.callSoonThreadsafe(news);
    } catch (IllegalStateException loopIsClosed) {
      FilePool.execute(this::forget);
    }
  }

  private void forget() {
    try {
      WatchThread.remove(this);
    } catch (IOException e) {
      return; // nobody is left to be told
    }
  }

  // ---- on the loop

  private void add(FileEvent event) {
    if (gone) {
      return;
    }
    if (events.isEmpty() && receivers.wake(event)) {
      return;
    }
    if (events.size() < MOST) {
      overflown = false;
      events.add(event);
    } else if (!overflown) {
      overflown = true;
      events.add(overflow());
    }
  }

  private void ended() {
    gone = true;
    receivers.wakeAll(null);
  }

  /** {@code DirectoryWatch[open, /var/log, 3 events]}. */
  @Override
  public String toString() {
    String state = closing != null ? "closed" : gone ? "gone" : "open";
    return "DirectoryWatch[" + state + ", " + dir + ", " + events.size() + " events]";
  }

  /** Takes an event. */
  private final class Next extends Operation<FileEvent> {
    @Override
    protected @Nullable Object attempt() {
      FileWork.check(queue.loop);
      FileEvent event = events.poll();
      return event != null ? event : gone ? null : MUST_WAIT;
    }

    @Override
    protected WaitQueue<FileEvent> queue() {
      return receivers;
    }

    @Override
    protected void undelivered(FileEvent event) {
      if (event != null && (!events.isEmpty() || !receivers.wake(event))) {
        events.addFirst(event);
      }
    }
  }

  /** Begins to watch, and ends it again if nobody wants that any more. */
  private static final class Opening extends FileWork<DirectoryWatch> {
    private final Path dir;

    Opening(Path dir, FileQueue queue) {
      super("DirectoryWatch.open", dir, queue);
      this.dir = dir;
    }

    @Override
    DirectoryWatch perform() throws IOException {
      DirectoryWatch watch = new DirectoryWatch(dir, queue);
      WatchThread.add(watch);
      return watch;
    }

    @Override
    void done(@Nullable DirectoryWatch watch, boolean wanted) {
      if (watch != null && !wanted) {
        watch.closing();
      }
    }

    @Override
    protected void undelivered(DirectoryWatch watch) {
      watch.closing();
    }

    @Override
    void lost(DirectoryWatch watch) {
      watch.forget();
    }
  }
}
