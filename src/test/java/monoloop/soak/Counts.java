package monoloop.soak;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import monoloop.Loop;

/** What a process holds. */
record Counts(
    List<String> files, long children, int loops, int threads, long heap, int leaks) {
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
    return new Counts(
        open(),
        ProcessHandle.current().descendants().count(),
        Loop.all().size(),
        ManagementFactory.getThreadMXBean().getThreadCount(),
        runtime.totalMemory() - runtime.freeMemory() >> 20,
        LEAKS.get());
  }

  /** What the open file descriptors lead to, where the system shows it. */
  private static List<String> open() {
    List<String> files = new ArrayList<>();
    String[] all = new File("/proc/self/fd").list();
    for (String fd : all == null ? new String[0] : all) {
      try {
        files.add(Files.readSymbolicLink(Path.of("/proc/self/fd", fd)).toString());
      } catch (IOException e) {
        continue; // the one through which the folder was read
      }
    }
    return files;
  }

  /** What is open now and was not {@code before}; of sockets also what the system says of them. */
  List<String> newFiles(Counts before) {
    List<String> more = new ArrayList<>(files);
    before.files.forEach(more::remove);
    more.replaceAll(Counts::described);
    return more;
  }

  private static String described(String file) {
    if (file.startsWith("socket:[")) {
      String inode = file.substring("socket:[".length(), file.length() - 1);
      for (String kind : List.of("tcp", "tcp6", "udp", "udp6", "unix")) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/net", kind))) {
          Optional<String> found =
              lines.filter(l -> List.of(l.split(" +")).contains(inode)).findFirst();
          if (found.isPresent()) {
            return kind + found.get();
          }
        } catch (IOException e) {
          continue; // a kind that the system does not have
        }
      }
    }
    return file;
  }

  /** Whether nothing has gathered since {@code before}. */
  boolean isLike(Counts before) {
    return files.size() <= before.files.size()
        && children <= before.children
        && loops <= before.loops
        && heap <= before.heap + 16
        && leaks == 0;
  }

  @Override
  public String toString() {
    return files.size() + " files, " + children + " children, " + loops + " loops, " + threads
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
