package monoloop.bench;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;
import static monoloop.Async.async;
import static monoloop.Async.iterate;
import static monoloop.Async.sleep;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import monoloop.Async;
import monoloop.AsyncIterator;
import monoloop.Task;
import monoloop.file.AsyncFile;
import monoloop.file.AsyncFiles;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Megabytes per second of a file that is read or written in chunks of 64 KiB, beside a plain loop
 * over a {@link FileChannel} in the same run, and how late the loop's timers are meanwhile.
 *
 * <p>Arguments: {@code read}, {@code write}, {@code flux} (read by operators), {@code arrays} (read
 * as byte[]), {@code await} (one awaited read after the other); then MiB (1024); then rounds (7).
 */
public final class Files {
  private static final int CHUNK = 64 << 10;

  private final int chunks;
  private final Path path;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK);
  private final List<Long> late = new ArrayList<>();
  private final List<Long> lateInAll = new ArrayList<>();

  private Files(int mib, Path path) {
    this.chunks = (int) (((long) mib << 20) / CHUNK);
    this.path = path;
  }

  /** Prints the table. */
  public static void main(String[] args) throws IOException {
    String mode = args.length > 0 ? args[0] : "read";
    int mib = args.length > 1 ? Integer.parseInt(args[1]) : 1024;
    int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 7;
    Path path = java.nio.file.Files.createTempFile("monoloop", ".bench");
    try {
      new Files(mib, path).run(mode, mib, rounds);
    } finally {
      java.nio.file.Files.delete(path);
    }
  }

  private void run(String mode, int mib, int rounds) throws IOException {
    plainWrite();
    double[] plain = new double[rounds];
    double[] own = new double[rounds];
    for (int i = -1; i < rounds; i++) { // the first round warms up
      long start = System.nanoTime();
      if (mode.equals("write")) {
        plainWrite();
      } else {
        plainRead();
      }
      double plainSeconds = (System.nanoTime() - start) / 1e9;
      late.clear();
      double ownSeconds = Async.run(timed(mode));
      if (i >= 0) {
        plain[i] = mib / plainSeconds;
        own[i] = mib / ownSeconds;
        System.out.printf(
            "%s: FileChannel %,.0f MiB/s, AsyncFile %,.0f MiB/s, ratio %.2f, timers late p50 %,d"
                + " p99 %,d us%n",
            mode, plain[i], own[i], own[i] / plain[i], part(late, 0.5), part(late, 0.99));
        lateInAll.addAll(late);
      }
    }
    double[] ratios = new double[rounds];
    Arrays.setAll(ratios, i -> own[i] / plain[i]);
    System.out.printf(
        "%s, medians: FileChannel %,.0f MiB/s, AsyncFile %,.0f MiB/s, ratio %.2f; timers late in all"
            + " rounds p50 %,d p99 %,d us%n",
        mode,
        median(plain),
        median(own),
        median(ratios),
        part(lateInAll, 0.5),
        part(lateInAll, 0.99));
  }

  private static long part(List<Long> nanos, double part) {
    long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
    return sorted.length == 0 ? 0 : sorted[(int) (part * (sorted.length - 1))] / 1000;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  // ---- the plain loops

  private void plainRead() throws IOException {
    long size = 0;
    try (FileChannel channel = FileChannel.open(path, READ)) {
      while (channel.read(buffer.clear()) > 0) {
        size += buffer.position();
      }
    }
    check(size);
  }

  private void plainWrite() throws IOException {
    try (FileChannel channel = FileChannel.open(path, CREATE, WRITE, TRUNCATE_EXISTING)) {
      for (int i = 0; i < chunks; i++) {
        buffer.clear();
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
      }
    }
  }

  private void check(long size) {
    if (size != (long) chunks * CHUNK) {
      throw new IllegalStateException(size + " bytes instead of " + (long) chunks * CHUNK);
    }
  }

  // ---- the same on the loop

  private Mono<Double> timed(String mode) {
    return async(
        co -> {
          Task<Object> ticking = co.spawn(ticks());
          long start = System.nanoTime();
          switch (mode) {
            case "write" -> co.await(write());
            case "flux" -> co.await(flux());
            case "arrays" -> co.await(arrays());
            case "await" -> co.await(oneByOne());
            default -> co.await(read());
          }
          double seconds = (System.nanoTime() - start) / 1e9;
          ticking.cancel();
          return seconds;
        });
  }

  private Mono<Object> ticks() {
    return async(
        co -> {
          while (true) {
            long due = System.nanoTime() + 1_000_000;
            co.await(sleep(Duration.ofMillis(1)));
            late.add(System.nanoTime() - due);
          }
        });
  }

  private Mono<Object> read() {
    return async(
        co -> {
          AsyncFile file = co.await(AsyncFile.open(path));
          long size = 0;
          try (AsyncIterator<ByteBuf> buffers = iterate(file.buffers(CHUNK))) {
            for (ByteBuf b; (b = co.await(buffers.next())) != null; b.release()) {
              size += b.readableBytes();
            }
          } finally {
            co.await(file.close());
          }
          check(size);
          return null;
        });
  }

  private Mono<Object> flux() {
    return AsyncFiles.buffers(path, CHUNK)
        .map(
            b -> {
              int size = b.readableBytes();
              b.release();
              return size;
            })
        .reduce(0L, Long::sum)
        .doOnNext(this::check)
        .then(Mono.empty());
  }

  private Mono<Object> arrays() {
    return async(
        co -> {
          AsyncFile file = co.await(AsyncFile.open(path));
          long size = 0;
          try (AsyncIterator<byte[]> arrays = iterate(file.chunks(CHUNK))) {
            for (byte[] b; (b = co.await(arrays.next())) != null; ) {
              size += b.length;
            }
          } finally {
            co.await(file.close());
          }
          check(size);
          return null;
        });
  }

  private Mono<Object> oneByOne() {
    return async(
        co -> {
          AsyncFile file = co.await(AsyncFile.open(path));
          long size = 0;
          try {
            for (byte[] b; (b = co.await(file.read(CHUNK))) != null; ) {
              size += b.length;
            }
          } finally {
            co.await(file.close());
          }
          check(size);
          return null;
        });
  }

  private Mono<Object> write() {
    return async(
        co -> {
          ByteBuf chunk = Unpooled.wrappedBuffer(buffer.clear());
          AsyncFile file = co.await(AsyncFile.open(path, CREATE, WRITE, TRUNCATE_EXISTING));
          try {
            check(co.await(file.writeAll(Flux.range(0, chunks).map(i -> chunk.retainedDuplicate()))));
          } finally {
            co.await(file.close());
          }
          return null;
        });
  }
}
