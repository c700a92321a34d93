package monoloop.file;

import static monoloop.Async.checkpoint;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import monoloop.Async;
import monoloop.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole files, what is known about them, and how they get from one place to another. */
class AsyncFilesTest {
  private static final int SLICE = 8 << 20;

  @TempDir Path dir;
  private Path from;
  private Path to;

  @BeforeEach
  void choosePaths() {
    from = dir.resolve("from");
    to = dir.resolve("to");
  }

  @AfterEach
  void nothing_is_left_open() {
    assertEquals(List.of(), Descriptors.to(dir));
  }

  private List<Path> there() throws IOException {
    try (Stream<Path> all = Files.list(dir)) {
      return all.sorted().toList();
    }
  }

  @Test
  void text_is_written_appended_and_read() {
    Async.run(
        co -> {
          co.await(AsyncFiles.writeString(from, "grün"));
          co.await(AsyncFiles.append(from, " und blau".getBytes(StandardCharsets.UTF_8)));
          assertEquals("grün und blau", co.await(AsyncFiles.readString(from)));
          co.await(AsyncFiles.append(to, new byte[] {1}));
          assertArrayEquals(new byte[] {1}, co.await(AsyncFiles.readAll(to)));
          return null;
        });
  }

  @Test
  void what_is_there_can_be_asked_and_deleted() {
    Async.run(
        co -> {
          assertFalse(co.await(AsyncFiles.exists(from)));
          co.await(AsyncFiles.writeAll(from, new byte[5]));
          assertTrue(co.await(AsyncFiles.exists(from)));
          assertEquals(5, co.await(AsyncFiles.attributes(from)).size());
          assertTrue(co.await(AsyncFiles.delete(from)));
          assertFalse(co.await(AsyncFiles.delete(from)));
          return null;
        });
    assertThrows(NoSuchFileException.class, () -> Async.run(AsyncFiles.attributes(from)));
  }

  @Test
  void a_file_is_moved() throws IOException {
    Files.writeString(from, "moved");
    Files.writeString(to, "old");

    assertThrows(FileAlreadyExistsException.class, () -> Async.run(AsyncFiles.move(from, to)));
    Async.run(AsyncFiles.move(from, to, StandardCopyOption.REPLACE_EXISTING));

    assertEquals("moved", Files.readString(to));
    assertEquals(List.of(to), there());
  }

  @Test
  void a_copy_tells_how_far_it_is() throws IOException {
    byte[] data = new byte[2 * SLICE + 1];
    data[2 * SLICE] = 7;
    Files.write(from, data);
    Files.setPosixFilePermissions(from, PosixFilePermissions.fromString("rw-r-----"));
    List<Long> progress = new ArrayList<>();

    long size = Async.run(AsyncFiles.copy(from, to, progress::add));

    assertEquals(data.length, size);
    assertEquals(List.of((long) SLICE, 2L * SLICE, 2L * SLICE + 1), progress);
    assertArrayEquals(data, Files.readAllBytes(to));
    assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(to)));
    assertEquals(List.of(from, to), there());
  }

  @Test
  void an_empty_file_is_copied() throws IOException {
    Files.createFile(from);
    Files.setLastModifiedTime(from, FileTime.fromMillis(86_400_000));

    Async.run(AsyncFiles.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES));

    assertEquals(0, Files.size(to));
    assertEquals(86_400_000, Files.getLastModifiedTime(to).toMillis());
  }

  @Test
  void a_copy_replaces_only_if_it_may() throws IOException {
    Files.writeString(from, "new");
    Files.writeString(to, "old");

    assertThrows(FileAlreadyExistsException.class, () -> Async.run(AsyncFiles.copy(from, to)));
    assertEquals("old", Files.readString(to));
    Async.run(AsyncFiles.copy(from, to, StandardCopyOption.REPLACE_EXISTING));

    assertEquals("new", Files.readString(to));
  }

  @Test
  void a_cancelled_copy_leaves_nothing() throws IOException {
    Files.write(from, new byte[3 * SLICE]);

    Async.run(
        co -> {
          Task<?>[] copying = new Task<?>[1];
          copying[0] = co.spawn(AsyncFiles.copy(from, to, n -> copying[0].cancel()));
          while (!copying[0].isDone()) {
            co.await(checkpoint());
          }
          assertTrue(copying[0].isCancelled());
          return null;
        });

    assertEquals(List.of(from), there());
  }

  @Test
  void a_copy_whose_progress_fails_leaves_nothing() throws IOException {
    Files.write(from, new byte[10]);

    assertThrows(
        ArithmeticException.class,
        () ->
            Async.run(
                AsyncFiles.copy(
                    from,
                    to,
                    n -> {
                      throw new ArithmeticException();
                    })));

    assertEquals(List.of(from), there());
  }

  @Test
  void a_directory_is_not_copied() {
    FileSystemException e =
        assertThrows(FileSystemException.class, () -> Async.run(AsyncFiles.copy(dir, to)));

    assertEquals(
        dir + ": is a directory. Copy what AsyncDirectories.walk finds in it", e.getMessage());
  }
}
