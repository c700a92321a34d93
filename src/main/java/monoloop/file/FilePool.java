package monoloop.file;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The few threads that wait for disks, for all loops. Nobody interrupts them: an interrupt would
 * close the channel that is being read, under everybody who uses it.
 */
final class FilePool {
  private static final int SIZE =
      Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 4);
  private static final AtomicInteger STARTED = new AtomicInteger();
  private static final ThreadPoolExecutor THREADS = newThreads();

  private FilePool() {}

  private static ThreadPoolExecutor newThreads() {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            SIZE,
            SIZE,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread t = new Thread(task, "monoloop-file-" + STARTED.incrementAndGet());
              t.setDaemon(true);
              return t;
            });
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  static void execute(Runnable work) {
    THREADS.execute(work);
  }
}
