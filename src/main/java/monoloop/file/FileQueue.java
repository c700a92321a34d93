package monoloop.file;

import java.util.ArrayDeque;
import monoloop.Loop;
import org.jspecify.annotations.Nullable;

/** The operations of one file, one after the other; on the loop. */
final class FileQueue {
  final Loop loop;
  private final ArrayDeque<FileWork<?>> waiting = new ArrayDeque<>();
  private @Nullable FileWork<?> running;

  FileQueue(Loop loop) {
    this.loop = loop;
  }

  void submit(FileWork<?> work) {
    waiting.add(work);
    startNext();
  }

  /** Takes out what nobody waits for any more, unless it runs already. */
  void withdraw(FileWork<?> work) {
    waiting.remove(work);
  }

  boolean isIdle() {
    return running == null && waiting.isEmpty();
  }

  void ended() {
    running = null;
    startNext();
  }

  private void startNext() {
    if (running == null) {
      FileWork<?> next = waiting.poll();
      if (next != null) {
        running = next;
        next.begin();
        FilePool.execute(next);
      }
    }
  }
}
