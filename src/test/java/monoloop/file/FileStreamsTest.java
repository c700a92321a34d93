package monoloop.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import monoloop.Async;
import monoloop.AsyncIterator;
import monoloop.Task;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Reading ahead and writing behind. */
class FileStreamsTest {
  private static final int CHUNK = 1000;

  @TempDir Path dir;
  private Path path;

  @BeforeEach
  void choosePath() {
    path = dir.resolve("file");
  }

  private byte[] random(int size) throws IOException {
    byte[] data = new byte[size];
    new Random(size).nextBytes(data);
    Files.write(path, data);
    return data;
  }

  private static byte[] all(List<byte[]> chunks) {
    ByteBuf all = Unpooled.buffer();
    chunks.forEach(all::writeBytes);
    byte[] bytes = new byte[all.readableBytes()];
    all.readBytes(bytes);
    return bytes;
  }

  private static byte[] released(ByteBuf buffer) {
    byte[] bytes = new byte[buffer.readableBytes()];
    buffer.readBytes(bytes);
    buffer.release();
    return bytes;
  }

  private Mono<AsyncFile> writable() {
    return AsyncFile.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private static ByteBuf buffer(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
  }

  /** Arrays that are counted until they are dropped or emitted. */
  private static final class Counted implements Chunks<byte[]> {
    final AtomicInteger there = new AtomicInteger();

    /** Read so far, in bytes; any thread. */
    final AtomicInteger read = new AtomicInteger();

    @Override
    public byte[] empty(int size) {
      there.incrementAndGet();
      return ARRAYS.empty(size);
    }

    @Override
    public void fill(List<byte[]> chunks, int size, FileChannel channel, long at)
        throws IOException {
      ARRAYS.fill(chunks, size, channel, at);
      chunks.forEach(chunk -> read.addAndGet(chunk.length));
    }

    @Override
    public int length(byte[] chunk) {
      return chunk.length;
    }

    @Override
    public void drop(byte[] chunk) {
      there.decrementAndGet();
    }
  }

  @Test
  void chunks_and_buffers_are_the_file() throws IOException {
    for (int size : new int[] {0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 10 * CHUNK, 12_345}) {
      byte[] data = random(size);

      assertArrayEquals(
          data, all(Async.run(AsyncFiles.chunks(path, CHUNK).collectList())), "size " + size);
      assertArrayEquals(
          data,
          all(
              Async.run(
                  AsyncFiles.buffers(path, CHUNK).map(FileStreamsTest::released).collectList())),
          "size " + size);
    }
  }

  @Test
  void no_more_than_sixteen_chunks_are_read_before_they_are_requested() throws IOException {
    random(100 * CHUNK);
    Counted counted = new Counted();

    Async.run(
        co -> {
          AsyncFile file = co.await(AsyncFile.open(path));
          try (AsyncIterator<byte[]> chunks =
              Async.iterate(ReadAhead.flux(file.opened(), () -> counted, CHUNK))) {
            for (int i = 1; i <= 50; i++) {
              co.await(chunks.next());
              counted.drop(new byte[0]);
              assertEquals((long) i * CHUNK, file.position());
              co.await(file.size()); // after what is being read ahead
              assertTrue(counted.read.get() <= (i + 16) * CHUNK, counted.read + " at " + i);
            }
          }
          co.await(file.close());
          return null;
        });

    assertEquals(0, counted.there.get());
  }

  @Test
  void a_cancelled_stream_gives_everything_back_and_the_file_goes_on_behind_it()
      throws IOException {
    byte[] data = random(100 * CHUNK);
    Counted counted = new Counted();

    Async.run(
        co -> {
          AsyncFile file = co.await(AsyncFile.open(path));
          Flux<byte[]> chunks = ReadAhead.flux(file.opened(), () -> counted, CHUNK);
          co.await(chunks.doOnNext(counted::drop).take(3, true).then());
          assertEquals(3 * CHUNK, file.position());
          assertEquals(data[3 * CHUNK], co.await(file.read(1))[0]);
          file.seek(0);
          co.await(chunks.doOnNext(counted::drop).take(1, true).then());
          assertEquals(CHUNK, file.position());
          co.await(file.close());
          return null;
        });

    assertEquals(0, counted.there.get());
  }

  @Test
  void a_stream_asks_for_nothing_before_it_is_asked() throws IOException {
    random(CHUNK);
    Counted counted = new Counted();

    AsyncFile file = Async.run(AsyncFile.open(path));
    StepVerifier.create(ReadAhead.flux(file.opened(), () -> counted, CHUNK), 0)
        .thenCancel()
        .verify(Duration.ofSeconds(5));
    Blocks.closeQuietly(file.opened().channel);

    assertEquals(0, counted.read.get());
  }

  @Test
  void what_a_source_emits_is_written_in_order() throws IOException {
    byte[] data = random(1_000_000);
    Path copy = dir.resolve("copy");
    Flux<ByteBuf> source = AsyncFiles.buffers(path, 7_777);

    long written =
        Async.run(
            Mono.usingWhen(
                AsyncFile.open(copy, StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                file -> file.writeAll(source),
                AsyncFile::close));

    assertEquals(data.length, written);
    assertArrayEquals(data, Files.readAllBytes(copy));
  }

  @Test
  void what_a_slow_source_emits_is_not_held_back() {
    Async.run(
        co -> {
          AsyncFile file = co.await(writable());
          Mono<ByteBuf> second =
              Async.async(
                  inner -> {
                    while (inner.await(AsyncFiles.attributes(path)).size() == 0) {
                      inner.await(Async.checkpoint());
                    }
                    return buffer("second");
                  });
          Flux<ByteBuf> source = Flux.concat(Mono.fromCallable(() -> buffer("first ")), second);
          assertEquals(12, co.await(file.writeAll(source)));
          co.await(file.close());
          return null;
        });
  }

  @Test
  void a_source_that_fails_is_the_error_and_what_it_emitted_is_released() {
    List<ByteBuf> made = new ArrayList<>();
    Flux<ByteBuf> source =
        Flux.just("a", "b")
            .map(
                text -> {
                  ByteBuf b = buffer(text);
                  made.add(b);
                  return b;
                })
            .concatWith(Flux.error(new ArithmeticException()));

    assertThrows(
        ArithmeticException.class,
        () ->
            Async.run(
                Mono.usingWhen(writable(), file -> file.writeAll(source), AsyncFile::close)));

    assertTrue(made.stream().allMatch(b -> b.refCnt() == 0));
  }

  @Test
  void a_cancelled_stream_of_writes_has_written_whole_buffers_from_the_first_on()
      throws IOException {
    List<ByteBuf> made = new ArrayList<>();
    Async.run(
        co -> {
          AsyncFile file = co.await(writable());
          Flux<ByteBuf> source =
              Flux.generate(
                  sink -> {
                    ByteBuf b = buffer("0123456789");
                    made.add(b);
                    sink.next(b);
                  });
          Task<Long> writing = co.spawn(file.writeAll(source));
          while (file.position() < 1000) {
            co.await(Async.checkpoint());
          }
          writing.cancel();
          co.await(Async.checkpoint());
          assertTrue(writing.isCancelled());
          long size = co.await(file.size());
          assertEquals(0, size % 10);
          assertEquals(size, file.position());
          co.await(file.write("next"));
          co.await(file.close());
          return null;
        });

    assertTrue(Files.readString(path).endsWith("9next"));
    assertTrue(made.stream().allMatch(b -> b.refCnt() == 0));
  }

  @Test
  void places_of_their_own_leave_the_position() {
    Async.run(
        co -> {
          AsyncFile file =
              co.await(
                  AsyncFile.open(
                      path,
                      StandardOpenOption.CREATE,
                      StandardOpenOption.READ,
                      StandardOpenOption.WRITE));
          co.await(file.write("0123456789"));
          co.await(file.writeAt(2, new byte[] {'x', 'y'}));
          assertEquals("1xy4", new String(co.await(file.readAt(1, 4))));
          assertEquals(null, co.await(file.readAt(10, 4)));
          assertEquals(10, file.position());
          co.await(file.close());
          return null;
        });
  }

  @Test
  void a_file_is_closed_even_in_a_cancelled_scope() {
    Async.run(
        co -> {
          AsyncFile[] opened = new AsyncFile[1];
          co.await(
              Async.cancelScope(
                  (inner, scope) -> {
                    AsyncFile file = opened[0] = inner.await(writable());
                    try {
                      scope.cancel();
                      inner.await(file.write("x"));
                    } finally {
                      inner.await(file.close());
                    }
                    return null;
                  }));
          assertTrue(opened[0].toString().startsWith("AsyncFile[closed, "));
          return null;
        });

    assertEquals(List.of(), Descriptors.to(dir));
  }

  @Test
  void a_loop_that_closes_waits_for_what_has_begun() throws IOException {
    CountDownLatch closed = new CountDownLatch(1);
    Async.run(
        co -> {
          AsyncFile file = co.await(writable());
          Pace pace = new Pace();
          Task<Void> writing = co.spawn(pace.write(file, "finished"));
          co.await(pace.begun());
          writing.cancel();
          co.await(Async.checkpoint());
          co.spawn(file.close());
          co.spawn(
              last -> {
                try {
                  return last.await(Mono.never());
                } finally {
                  pace.goOn(); // now it is closing
                  closed.countDown();
                }
              });
          co.await(Async.checkpoint());
          return null;
        });

    assertEquals(0, closed.getCount());
    assertEquals("finished", Files.readString(path));
  }
}
