package monoloop.file;

import java.util.ArrayDeque;
import monoloop.Loop;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/**
 * The operations of one file, one after the other: submitted on the loop, done on the pool.
 *
 * <p>The thread that has done one goes on with the next, and what it has to tell travels in one
 * message as long as the loop has not read it: a hop between the threads costs as much as a chunk.
 */
final class FileQueue implements Runnable {
  /** After so many operations other files get the thread. */
  private static final int IN_A_ROW = 16;

  /** So many news are sent together, if they come within this time. */
  private static final int TOGETHER = 8;

  private static final long SOON_NANOS = 50_000;

  final Loop loop;

  /** Submitted, and their end has not reached the loop; on the loop. */
  private int pending;

  // guarded by this
  private final ArrayDeque<FileWork<?>> waiting = new ArrayDeque<>();
  private ArrayDeque<News> news = new ArrayDeque<>();
  private @Nullable Disposable working;
  private boolean telling;

  // of the thread that is at work
  private int untold;
  private long sent;

  FileQueue(Loop loop) {
    this.loop = loop;
  }

  void submit(FileWork<?> work) {
    synchronized (this) {
      boolean start = working == null;
      if (start) {
        working = loop.hold();
      }
      waiting.add(work);
      if (work.isUse()) {
        pending++;
      }
      if (!start) {
        return;
      }
    }
    FilePool.execute(this);
  }

  /** Takes out what nobody waits for any more, unless it runs already. */
  void withdraw(FileWork<?> work) {
    boolean withdrawn;
    synchronized (this) {
      withdrawn = waiting.remove(work);
    }
    if (withdrawn) {
      left(work);
    }
  }

  /** Its end has reached the loop. */
  void left(FileWork<?> work) {
    if (work.isUse()) {
      pending--;
    }
  }

  /** Whether nothing that was submitted can move the position any more. */
  boolean isIdle() {
    return pending == 0;
  }

  // ---- on the pool

  @Override
  public void run() {
    for (int i = 0; i < IN_A_ROW; i++) {
      FileWork<?> work = next();
      if (work == null) {
        return;
      }
      work.run();
      tell(work);
    }
    FilePool.execute(this);
  }

  private @Nullable FileWork<?> next() {
    Disposable over;
    synchronized (this) {
      FileWork<?> work = waiting.poll();
      if (work != null) {
        return work;
      }
      over = working;
      working = null;
    }
    if (over != null) {
      over.dispose();
    }
    return null;
  }

  /** Lets the loop hear of something, in the order of the calls. */
  void tell(News item) {
    synchronized (this) {
      news.add(item);
    }
    untold = 0;
    send();
  }

  /**
   * As {@link #tell}, but several that follow one another soon are sent together: to wake the loop
   * takes as long as to read a chunk that the system has in memory.
   */
  void tellSoon(News item) {
    synchronized (this) {
      news.add(item);
    }
    long now = System.nanoTime();
    if (++untold >= TOGETHER || now - sent > SOON_NANOS) {
      untold = 0;
      sent = now;
      send();
    }
  }

  private void send() {
    synchronized (this) {
      if (telling) {
        return;
      }
      telling = true;
    }
    try {
      loop.callSoonThreadsafe(this::hear);
    } catch (IllegalStateException loopIsClosed) {
      for (ArrayDeque<News> lost; (lost = takeNews()) != null; ) {
        lost.forEach(News::unheard);
      }
    }
  }

  private void hear() {
    for (ArrayDeque<News> batch; (batch = takeNews()) != null; ) {
      batch.forEach(News::heard);
    }
  }

  private synchronized @Nullable ArrayDeque<News> takeNews() {
    if (news.isEmpty()) {
      telling = false;
      return null;
    }
    ArrayDeque<News> taken = news;
    news = new ArrayDeque<>();
    return taken;
  }

  /** What a thread of the pool has to tell. */
  interface News {
    /** On the loop. */
    void heard();

    /** There is no loop any more: gives back what it holds; on the pool. */
    default void unheard() {}
  }
}
