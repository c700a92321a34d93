package monoloop.io;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that wait in pipes. There are as many as pipes are waited for: with fewer, a child
 * could wait for another one whose pipe has no thread left. Nobody interrupts them.
 */
final class PipeThreads {
  private static final AtomicInteger STARTED = new AtomicInteger();
  private static final ExecutorService THREADS =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          10,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          PipeThreads::thread);

  private PipeThreads() {}

  private static Thread thread(Runnable work) {
    Thread t = new Thread(work, "monoloop-pipe-" + STARTED.incrementAndGet());
    t.setDaemon(true);
    return t;
  }

  static void execute(Runnable work) {
    THREADS.execute(work);
  }
}
