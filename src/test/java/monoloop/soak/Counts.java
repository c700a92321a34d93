package monoloop.soak;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicInteger;
import monoloop.Loop;

/** What a process holds. */
record Counts(int files, long children, int loops, int threads, long heap, int leaks) {
  private static final AtomicInteger LEAKS = new AtomicInteger();

  /** Counts buffers that were dropped without a release; to be called before Netty makes any. */
  static void watchBuffers() {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new Detectors());
  }

  static Counts now() {
    for (int i = 0; i < 3; i++) {
      System.gc();
      PooledByteBufAllocator.DEFAULT.directBuffer(16).release(); // the detector looks round
    }
    Runtime runtime = Runtime.getRuntime();
    String[] files = new File("/proc/self/fd").list();
    return new Counts(
        files == null ? 0 : files.length,
        ProcessHandle.current().descendants().count(),
        Loop.all().size(),
        ManagementFactory.getThreadMXBean().getThreadCount(),
        runtime.totalMemory() - runtime.freeMemory() >> 20,
        LEAKS.get());
  }

  /** Whether nothing has gathered since {@code before}; a few files are opened once for all. */
  boolean isLike(Counts before) {
    return files <= before.files + 4
        && children <= before.children
        && loops <= before.loops
        && heap <= before.heap + 16
        && leaks == 0;
  }

  @Override
  public String toString() {
    return files + " files, " + children + " children, " + loops + " loops, " + threads
        + " threads, " + heap + " MiB heap, " + leaks + " lost buffers";
  }

  private static final class Detectors extends ResourceLeakDetectorFactory {
    @Override
    @Deprecated
    public <T> ResourceLeakDetector<T> newResourceLeakDetector(
        Class<T> resource, int interval, long maxActive) {
      return new Detector<>(resource, interval);
    }

    @Override
    public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> resource, int interval) {
      return new Detector<>(resource, interval);
    }
  }

  private static final class Detector<T> extends ResourceLeakDetector<T> {
    Detector(Class<?> resource, int interval) {
      super(resource, interval);
    }

    @Override
    protected void reportTracedLeak(String type, String records) {
      LEAKS.incrementAndGet();
      System.out.println("lost " + type + records);
    }

    @Override
    protected void reportUntracedLeak(String type) {
      LEAKS.incrementAndGet();
    }

    @Override
    protected boolean needReport() {
      return true;
    }
  }
}
