package monoloop.file;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The one thread that waits for the system's events, as long as somebody watches. */
final class WatchThread implements Runnable {
  // guarded by the class
  private static @Nullable WatchThread running;

  private final WatchService service;

  /** The same directory has the same key, however often it is watched; guarded by the class. */
  private final Map<WatchKey, List<DirectoryWatch>> watches = new HashMap<>();

  private WatchThread(WatchService service) {
    this.service = service;
  }

  /** Begins to send events to {@code watch}. Blocks. */
  static synchronized void add(DirectoryWatch watch) throws IOException {
    Path dir = watch.directory();
    if (dir.getFileSystem() != FileSystems.getDefault()) {
      throw new IOException(dir + " cannot be watched: it is not on the default file system");
    }
    WatchThread thread = running;
    boolean start = thread == null;
    if (thread == null) {
      thread = new WatchThread(FileSystems.getDefault().newWatchService());
    }
    try {
      WatchKey key =
          dir.register(
              thread.service,
              StandardWatchEventKinds.ENTRY_CREATE,
              StandardWatchEventKinds.ENTRY_MODIFY,
              StandardWatchEventKinds.ENTRY_DELETE);
      thread.watches.computeIfAbsent(key, k -> new ArrayList<>()).add(watch);
    } catch (IOException | RuntimeException e) {
      if (start) {
        thread.service.close();
      }
      throw e;
    }
    if (start) {
      running = thread;
      Thread t = new Thread(thread, "monoloop-watch");
      t.setDaemon(true);
      t.start();
    }
  }

  /** Sends no more events to {@code watch}. Blocks. */
  static synchronized void remove(DirectoryWatch watch) throws IOException {
    WatchThread thread = running;
    if (thread == null) {
      return;
    }
    thread
        .watches
        .entrySet()
        .removeIf(
            of -> {
              of.getValue().remove(watch);
              if (of.getValue().isEmpty()) {
                of.getKey().cancel();
                return true;
              }
              return false;
            });
    thread.endIfUnused();
  }

  private void endIfUnused() throws IOException {
    if (watches.isEmpty() && running == this) {
      running = null;
      service.close();
    }
  }

  @Override
  public void run() {
    try {
      while (true) {
        send(service.take());
      }
    } catch (ClosedWatchServiceException nobodyWatches) {
      return;
    } catch (InterruptedException | IOException e) {
      throw new AssertionError(e); // nobody interrupts it, and closing has nothing to write
    }
  }

  private void send(WatchKey key) throws IOException {
    List<WatchEvent<?>> events = key.pollEvents();
    synchronized (WatchThread.class) {
      List<DirectoryWatch> receivers = watches.getOrDefault(key, List.of());
      receivers.forEach(watch -> watch.happened(events));
      if (!key.reset()) {
        watches.remove(key);
        receivers.forEach(DirectoryWatch::gone);
        endIfUnused();
      }
    }
  }
}
