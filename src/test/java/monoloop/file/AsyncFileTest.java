package monoloop.file;

import static monoloop.Async.checkpoint;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import monoloop.Async;
import monoloop.Task;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Files on the pool, completions on the loop. */
class AsyncFileTest {
  @TempDir Path dir;
  private Path path;

  @BeforeEach
  void choosePath() {
    path = dir.resolve("file");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private Mono<AsyncFile> open() {
    return AsyncFile.open(
        path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  /** Lets every thread of the pool wait until the latch is open. */
  private static CountDownLatch occupiedPool() {
    CountDownLatch latch = new CountDownLatch(1);
    for (int i = 0; i < 8; i++) {
      FilePool.execute(
          () -> {
            try {
              latch.await();
            } catch (InterruptedException e) {
              throw new AssertionError("a thread of the pool was interrupted", e);
            }
          });
    }
    return latch;
  }

  @Test
  void reads_writes_and_seeks() {
    Async.run(
        co -> {
          AsyncFile file = co.await(open());

          co.await(file.write("hello world"));
          assertEquals(11, file.position());
          file.seek(6);
          assertEquals("wor", text(co.await(file.read(3))));
          assertEquals("ld", text(co.await(file.read(99))));
          assertNull(co.await(file.read(1)));
          assertEquals(0, co.await(file.readAll()).length);
          file.seek(0);
          co.await(file.write("J"));
          file.seek(0);
          assertEquals("Jello world", text(co.await(file.readAll())));
          assertEquals(11L, co.await(file.size()));
          co.await(file.truncate(5));
          assertEquals(5, file.position());
          co.await(file.force());
          co.await(file.close());
          co.await(file.close());
          assertTrue(file.toString().startsWith("AsyncFile[closed, "));
          return null;
        });
  }

  @Test
  void large_contents_come_back_as_they_were() {
    byte[] data = new byte[3_000_001];
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) (i * 31 >> 3);
    }

    Async.run(
        co -> {
          AsyncFile file = co.await(open());
          co.await(file.write(data));
          file.seek(0);
          assertArrayEquals(data, co.await(file.readAll()));
          co.await(file.close());
          assertArrayEquals(data, co.await(AsyncFiles.readAll(path)));
          return null;
        });
  }

  @Test
  void appending_writes_go_to_the_end() throws IOException {
    Files.writeString(path, "one ");

    Async.run(
        co -> {
          AsyncFile file = co.await(AsyncFile.open(path, StandardOpenOption.APPEND));
          co.await(file.write("two "));
          co.await(file.write("three"));
          co.await(file.close());
          return null;
        });

    assertEquals("one two three", Files.readString(path));
  }

  @Test
  void operations_run_in_the_order_in_which_they_were_awaited() throws IOException {
    Async.run(
        co -> {
          AsyncFile file = co.await(open());
          List<Task<Void>> tasks = new ArrayList<>();
          for (int i = 0; i < 10; i++) {
            tasks.add(co.spawn(file.write(Integer.toString(i))));
          }
          for (Task<Void> t : tasks) {
            co.await(t);
          }
          co.await(file.close());
          return null;
        });

    assertEquals("0123456789", Files.readString(path));
  }

  @Test
  void a_cancelled_write_that_has_not_begun_is_left_out() throws IOException {
    Async.run(
        co -> {
          AsyncFile file = co.await(open());
          CountDownLatch pool = occupiedPool();
          Task<Void> first = co.spawn(file.write("first "));
          Task<Void> second = co.spawn(file.write("second "));
          Task<Void> third = co.spawn(file.write("third"));
          co.await(checkpoint());
          second.cancel();
          pool.countDown();
          co.await(first);
          co.await(third);

          assertTrue(second.isCancelled());
          co.await(file.close());
          return null;
        });

    assertEquals("first third", Files.readString(path));
  }

  @Test
  void a_cancelled_write_that_has_begun_is_written_completely() throws IOException {
    Async.run(
        co -> {
          AsyncFile file = co.await(open());
          Pace pace = new Pace();
          Task<Void> begun = co.spawn(pace.write(file, "begun "));
          co.await(pace.begun());
          begun.cancel();
          co.await(checkpoint());
          assertTrue(begun.isCancelled());
          pace.goOn();

          co.await(file.write("next"));
          co.await(file.close());
          return null;
        });

    assertEquals("begun next", Files.readString(path));
  }

  @Test
  void a_cancelled_read_has_not_moved_the_position() throws IOException {
    Files.writeString(path, "content");

    Async.run(
        co -> {
          AsyncFile file = co.await(open());
          CountDownLatch pool = occupiedPool();
          Task<byte[]> reading = co.spawn(file.read(3));
          co.await(checkpoint());
          reading.cancel();
          pool.countDown();

          assertEquals("con", text(co.await(file.read(3))));
          co.await(file.close());
          return null;
        });
  }

  @Test
  void an_interrupt_does_not_close_the_file() throws IOException {
    Files.writeString(path, "content");

    Async.run(
        co -> {
          AsyncFile file = co.await(open());
          Thread.currentThread().interrupt();
          Task<byte[]> reading = co.spawn(file.read(3));
          co.await(checkpoint());
          Thread.interrupted();

          assertEquals("con", text(co.await(reading)));
          assertEquals("tent", text(co.await(file.read(9))));
          co.await(file.close());
          return null;
        });
  }

  @Test
  void a_file_whose_opening_is_cancelled_is_not_left_open() {
    Async.run(
        co -> {
          CountDownLatch pool = occupiedPool();
          Task<AsyncFile> opening = co.spawn(open());
          co.await(checkpoint());
          opening.cancel();
          co.await(checkpoint());
          assertTrue(opening.isCancelled());
          pool.countDown();

          AsyncFile other = co.await(open());
          co.await(other.close());
          return null;
        });
  }

  @Test
  void a_closed_file_is_refused() {
    Async.run(
        co -> {
          AsyncFile file = co.await(open());
          co.await(file.close());

          try {
            co.await(file.read(1));
            throw new AssertionError("it was read");
          } catch (IllegalStateException e) {
            assertTrue(e.getMessage().endsWith("was closed. Open it again"), e.getMessage());
          }
          return null;
        });
  }

  @Test
  void closing_waits_for_what_was_written_before() throws IOException {
    Async.run(
        co -> {
          AsyncFile file = co.await(open());
          Task<Void> writing = co.spawn(file.write("written"));
          co.await(checkpoint());
          co.await(file.close());
          assertTrue(writing.isDone());
          co.await(writing);
          return null;
        });

    assertEquals("written", Files.readString(path));
  }

  @Test
  void seeking_while_something_runs_is_refused() {
    Async.run(
        co -> {
          AsyncFile file = co.await(open());
          CountDownLatch pool = occupiedPool();
          Task<Void> writing = co.spawn(file.write("x"));
          co.await(checkpoint());

          assertThrows(IllegalStateException.class, () -> file.seek(0));
          pool.countDown();
          co.await(writing);
          assertThrows(IllegalArgumentException.class, () -> file.seek(-1));
          co.await(file.close());
          return null;
        });
  }

  @Test
  void errors_are_the_file_systems() {
    Async.run(
        co -> {
          try {
            co.await(AsyncFile.open(path));
            throw new AssertionError("it was opened");
          } catch (NoSuchFileException e) {
            assertEquals(path.toString(), e.getFile());
          }
          return null;
        });
  }

  @Test
  void lines_are_read_ahead_by_chunks_and_closed_when_cancelled() throws IOException {
    Files.writeString(path, "one\r\ntwo\n\nlast");

    Async.run(
        co -> {
          List<String> all = co.await(AsyncFiles.lines(path).collectList());

          assertEquals(List.of("one", "two", "", "last"), all);
          return null;
        });
    StepVerifier.create(AsyncFiles.lines(path), 2).expectNext("one", "two").thenCancel().verify();
  }

  @Test
  void lines_may_cross_chunks() {
    String word = "wörd".repeat(50);
    String text = Stream.generate(() -> word).limit(1000).reduce("", (a, b) -> a + b + "\n");

    Async.run(
        co -> {
          co.await(AsyncFiles.writeAll(path, bytes(text)));
          List<String> all = co.await(AsyncFiles.lines(path).collectList());

          assertEquals(1000, all.size());
          assertTrue(all.stream().allMatch(word::equals));
          return null;
        });
  }

  @Test
  void chunks_are_read_when_requested() {
    Async.run(
        co -> {
          co.await(AsyncFiles.writeAll(path, bytes("abcde")));
          assertEquals(
              List.of("ab", "cd", "e"),
              co.await(AsyncFiles.chunks(path, 2).map(AsyncFileTest::text).collectList()));

          AsyncFile file = co.await(open());
          co.await(file.chunks(2).take(1, true).collectList());
          assertEquals(2, file.position());
          co.await(file.close());
          return null;
        });
  }

  @Test
  void replacing_is_all_or_nothing_and_keeps_permissions() throws IOException {
    Files.writeString(path, "old");
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r-----"));

    Async.run(co -> co.await(AsyncFiles.replace(path, bytes("new"))));

    assertEquals("new", Files.readString(path));
    assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
    try (Stream<Path> left = Files.list(dir)) {
      assertEquals(List.of(path), left.toList());
    }
  }

  @Test
  void what_cannot_be_replaced_is_as_it_was() throws IOException {
    Path directory = Files.createDirectories(path.resolve("child"));

    assertThrows(
        IOException.class, () -> Async.run(co -> co.await(AsyncFiles.replace(path, bytes("new")))));

    assertTrue(Files.isDirectory(directory));
    try (Stream<Path> left = Files.list(dir)) {
      assertEquals(List.of(path), left.toList());
    }
  }

  @Test
  void the_loop_turns_while_the_disk_is_waited_for() {
    Async.run(
        co -> {
          CountDownLatch pool = occupiedPool();
          Task<Void> writing = co.spawn(AsyncFiles.writeAll(path, bytes("x")));
          for (int i = 0; i < 10; i++) {
            co.await(checkpoint());
          }
          assertFalse(writing.isDone());
          pool.countDown();
          co.await(writing);
          return null;
        });
  }
}
