package monoloop.file;

import static monoloop.Async.checkpoint;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import monoloop.Async;
import monoloop.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Files that are not what they should be: a clear error, and nothing is left open. */
class BadFilesTest {
  private static final Path FULL = Path.of("/dev/full");

  @TempDir Path dir;
  private Path path;

  @BeforeEach
  void choosePath() {
    path = dir.resolve("file");
  }

  @AfterEach
  void nothing_is_left_open() {
    assertEquals(List.of(), Descriptors.to(dir));
    assertEquals(List.of(), Descriptors.to(FULL));
  }

  private static String message(Executable executable) {
    return assertThrows(FileSystemException.class, executable).getMessage();
  }

  @Test
  void a_full_disk_is_named_with_what_was_written() {
    assumeTrue(Files.exists(FULL));

    String message =
        message(
            () ->
                Async.run(
                    Mono.usingWhen(
                        AsyncFile.open(FULL, StandardOpenOption.WRITE),
                        file -> file.write("hello"),
                        AsyncFile::close)));

    assertEquals("/dev/full: No space left on device; 0 of 5 bytes were written", message);
  }

  @Test
  void a_full_disk_ends_a_stream_of_writes_and_every_buffer_is_released() {
    assumeTrue(Files.exists(FULL));
    List<ByteBuf> made = new ArrayList<>();
    Flux<ByteBuf> source =
        Flux.range(0, 100)
            .map(
                i -> {
                  ByteBuf buffer = Unpooled.directBuffer(1000).writeZero(1000);
                  made.add(buffer);
                  return buffer;
                });

    message(
        () ->
            Async.run(
                Mono.usingWhen(
                    AsyncFile.open(FULL, StandardOpenOption.WRITE),
                    file -> file.writeAll(source),
                    AsyncFile::close)));

    assertTrue(made.size() < 100, "it went on after the error");
    assertTrue(made.stream().allMatch(buffer -> buffer.refCnt() == 0));
  }

  @Test
  void a_copy_that_fails_leaves_what_was_to_be_replaced() throws IOException {
    assumeTrue(Files.exists(FULL));
    message(() -> Async.run(AsyncFiles.writeString(FULL, "x")));
    Files.writeString(path, "old");

    message(() -> Async.run(AsyncFiles.copy(dir, path, StandardCopyOption.REPLACE_EXISTING)));

    assertEquals("old", Files.readString(path));
  }

  @Test
  void an_error_that_nobody_waits_for_is_reported() {
    List<String> reports = new ArrayList<>();
    Async.run(
        co -> {
          co.loop()
              .exceptionHandler(
                  (loop, message, error, source) ->
                      reports.add(message + ": " + error.getMessage()));
          AsyncFile file =
              co.await(
                  AsyncFile.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
          Pace pace = new Pace();
          Task<Void> writing = co.spawn(pace.fail(file, new IOException("disk on fire")));
          co.await(pace.begun());
          writing.cancel();
          co.await(checkpoint());
          pace.goOn();
          co.await(file.close());
          return null;
        });

    assertEquals(
        List.of(
            "slow failure failed after the one who waited for it was cancelled: "
                + path
                + ": disk on fire"),
        reports);
  }

  @Test
  void permission_denied_names_the_file() throws IOException {
    Files.writeString(path, "secret");
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("---------"));
    assumeFalse(Files.isReadable(path), "the superuser may read everything");

    assertThrows(AccessDeniedException.class, () -> Async.run(AsyncFiles.readAll(path)));
    assertThrows(AccessDeniedException.class, () -> Async.run(AsyncFile.open(path).then()));
  }

  @Test
  void a_directory_is_not_a_file() {
    assertEquals(
        dir + ": is a directory. Use AsyncDirectories.list to see what is in it",
        message(() -> Async.run(AsyncFile.open(dir).then())));
    message(() -> Async.run(AsyncFile.open(dir, StandardOpenOption.WRITE).then()));
    assertEquals(dir + ": Is a directory", message(() -> Async.run(AsyncFiles.readAll(dir))));
  }

  @Test
  void a_pipe_is_refused_and_the_error_says_what_reads_it() throws Exception {
    Path pipe = dir.resolve("pipe");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/mkfifo")));
    new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor();

    assertEquals(
        pipe
            + ": is a pipe. Use PipeReader.over(Files.newInputStream(path)), or PipeWriter to write",
        message(
            () ->
                Async.run(
                    AsyncFile.open(pipe, StandardOpenOption.READ, StandardOpenOption.WRITE)
                        .then())));
  }

  @Test
  void a_directory_that_is_missing_is_an_error() {
    Path missing = path.resolve("file");

    assertThrows(
        NoSuchFileException.class, () -> Async.run(AsyncFiles.writeString(missing, "x")));
  }

  @Test
  void a_closed_file_refuses_everything() {
    Async.run(
        co -> {
          AsyncFile file =
              co.await(
                  AsyncFile.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
          co.await(file.close());
          List<Mono<?>> all =
              List.of(
                  file.read(1),
                  file.readAll(),
                  file.readAt(0, 1),
                  file.chunks(1).then(),
                  file.buffers(1).then(),
                  file.lines().then(),
                  file.write("x"),
                  file.writeAt(0, new byte[1]),
                  file.writeAll(Flux.empty()),
                  file.truncate(0),
                  file.force(),
                  file.size(),
                  file.lock(false),
                  file.tryLock(true));
          for (Mono<?> refused : all) {
            try {
              co.await(refused);
              throw new AssertionError(all.indexOf(refused) + " was not refused");
            } catch (IllegalStateException e) {
              assertTrue(e.getMessage().endsWith("was closed. Open it again"), e.getMessage());
            }
          }
          return null;
        });
  }

  @Test
  void a_file_that_is_closed_while_it_is_streamed_says_so() throws IOException {
    Files.write(path, new byte[1 << 20]);

    Async.run(
        co -> {
          AsyncFile file = co.await(AsyncFile.open(path));
          Task<Long> counting =
              co.spawn(
                  file.chunks(1024).concatMap(c -> file.close().thenReturn(c)).count());
          try {
            co.await(counting);
            throw new AssertionError("it was read to its end");
          } catch (IllegalStateException e) {
            assertTrue(e.getMessage().endsWith("was closed. Open it again"), e.getMessage());
          }
          return null;
        });
  }

  @Test
  void numbers_that_make_no_sense_are_refused_at_once() {
    Async.run(
        co -> {
          AsyncFile file =
              co.await(
                  AsyncFile.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
          List<Executable> all =
              List.of(
                  () -> file.read(0),
                  () -> file.read(-1),
                  () -> file.readAt(-1, 1),
                  () -> file.readAt(0, 0),
                  () -> file.chunks(0),
                  () -> file.buffers(-5),
                  () -> file.lines(0),
                  () -> file.writeAt(-1, new byte[1]),
                  () -> file.truncate(-1),
                  () -> file.seek(-1));
          for (Executable refused : all) {
            assertThrows(IllegalArgumentException.class, refused);
          }
          co.await(file.close());
          return null;
        });
  }

  @Test
  void a_file_that_is_open_for_reading_is_not_written() throws IOException {
    Files.writeString(path, "x");

    assertThrows(
        NonWritableChannelException.class,
        () ->
            Async.run(
                Mono.usingWhen(
                    AsyncFile.open(path), file -> file.write("hello"), AsyncFile::close)));
    assertEquals("x", Files.readString(path));
  }

  @Test
  void two_readers_of_one_file_get_different_parts() throws IOException {
    Files.writeString(path, "abcdef");

    Async.run(
        co -> {
          AsyncFile file = co.await(AsyncFile.open(path));
          Task<byte[]> one = co.spawn(file.read(3));
          Task<byte[]> two = co.spawn(file.read(3));
          assertEquals("abc", new String(co.await(one)));
          assertEquals("def", new String(co.await(two)));
          co.await(file.close());
          return null;
        });
  }

  @Test
  void a_huge_line_is_an_error_and_those_before_it_are_not() throws IOException {
    Files.writeString(path, "short\n" + "x".repeat(100_000) + "\nlast\n");
    List<String> lines = new ArrayList<>();

    LineTooLongException e =
        assertThrows(
            LineTooLongException.class,
            () ->
                Async.run(
                    Flux.usingWhen(
                            AsyncFile.open(path), file -> file.lines(99_999), AsyncFile::close)
                        .doOnNext(lines::add)
                        .then()));

    assertEquals(
        "line 2 is longer than 99999 bytes. Allow more, or read chunks", e.getMessage());
    assertEquals(List.of("short"), lines);
  }

  @Test
  void a_line_without_end_does_not_fill_the_memory() {
    Path zero = Path.of("/dev/zero");
    assumeTrue(Files.exists(zero));

    assertThrows(
        LineTooLongException.class,
        () ->
            Async.run(
                Flux.usingWhen(
                        AsyncFile.open(zero), file -> file.lines(1 << 20), AsyncFile::close)
                    .then()));
  }

  @Test
  void a_channel_of_somebody_else_stays_open() throws IOException {
    try (FileChannel other =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      Async.run(
          co -> {
            AsyncFile file = co.await(AsyncFile.open(path, StandardOpenOption.WRITE));
            Pace pace = new Pace();
            Task<Void> writing = co.spawn(pace.write(file, "ours"));
            co.await(pace.begun());
            writing.cancel();
            co.await(checkpoint());
            pace.goOn();
            co.await(file.close());
            return null;
          });
      assertTrue(other.isOpen());
      other.write(ByteBuffer.wrap(new byte[] {'O'}));
    }

    assertEquals("Ours", Files.readString(path));
    assertFalse(Files.isDirectory(path));
  }

  @Test
  void another_loop_than_the_files_is_refused() {
    AsyncFile file =
        Async.run(AsyncFile.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
    try {
      String message =
          assertThrows(IllegalStateException.class, () -> Async.run(file.write("x")))
              .getMessage();
      assertTrue(message.startsWith("a file belongs to the loop that opened it, "), message);
    } finally {
      Blocks.closeQuietly(file.opened().channel);
    }
  }
}
