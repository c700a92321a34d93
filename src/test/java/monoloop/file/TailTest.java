package monoloop.file;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import monoloop.Async;
import monoloop.AsyncIterator;
import monoloop.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Following a file. */
class TailTest {
  private static final Duration SOON = Duration.ofMillis(1);

  @TempDir Path dir;
  private Path log;

  @BeforeEach
  void choosePath() {
    log = dir.resolve("log");
  }

  @AfterEach
  void nothing_is_left_open() {
    assertEquals(List.of(), Descriptors.to(dir));
  }

  private void write(String text) throws IOException {
    Files.writeString(log, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  @Test
  void lines_come_once_their_end_is_written() throws IOException {
    write("one\ntwo\nthr");

    Async.run(
        co -> {
          try (AsyncIterator<String> tail = Async.iterate(AsyncFiles.tail(log, true, SOON))) {
            assertEquals("one", co.await(tail.next()));
            assertEquals("two", co.await(tail.next()));
            Task<String> next = co.spawn(tail.next());
            write("ee\nfour\n");
            assertEquals("three", co.await(next));
            assertEquals("four", co.await(tail.next()));
          }
          return null;
        });
  }

  @Test
  void a_file_that_is_cut_off_is_read_from_its_beginning() throws IOException {
    write("one\ntwo, without end");

    Async.run(
        co -> {
          try (AsyncIterator<String> tail = Async.iterate(AsyncFiles.tail(log, true, SOON))) {
            assertEquals("one", co.await(tail.next()));
            Files.writeString(log, "new\n");
            assertEquals("two, without end", co.await(tail.next()));
            assertEquals("new", co.await(tail.next()));
          }
          return null;
        });
  }

  @Test
  void a_file_that_is_rotated_is_read_to_its_end_first() throws IOException {
    write("one\n");

    Async.run(
        co -> {
          try (AsyncIterator<String> tail = Async.iterate(AsyncFiles.tail(log, true, SOON))) {
            assertEquals("one", co.await(tail.next()));
            Path old = dir.resolve("log.1");
            Files.move(log, old);
            Files.writeString(old, "late\n", StandardOpenOption.APPEND);
            write("first of the new file\n");
            assertEquals("late", co.await(tail.next()));
            assertEquals("first of the new file", co.await(tail.next()));
          }
          return null;
        });
  }

  @Test
  void a_file_that_is_not_there_yet_is_waited_for() {
    Async.run(
        co -> {
          try (AsyncIterator<String> tail = Async.iterate(AsyncFiles.tail(log, false, SOON))) {
            Task<String> first = co.spawn(tail.next());
            for (int i = 0; i < 3; i++) {
              co.await(Async.sleep(SOON));
            }
            write("here\n");
            assertEquals("here", co.await(first));
          }
          return null;
        });
  }

  @Test
  void what_was_there_before_is_left_out() throws IOException {
    write("old\n");

    Async.run(
        co -> {
          try (AsyncIterator<String> tail = Async.iterate(AsyncFiles.tail(log))) {
            Task<String> next = co.spawn(tail.next());
            for (int i = 0; !next.isDone(); i++) { // it is not told when it has begun
              write("new\n");
              co.await(Async.sleep(SOON));
            }
            assertEquals("new", co.await(next));
          }
          return null;
        });
  }
}
