package monoloop.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import monoloop.Async;
import monoloop.AsyncIterator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** What is in directories, piece by piece. */
class AsyncDirectoriesTest {
  @TempDir Path dir;

  @AfterEach
  void nothing_is_left_open() {
    assertEquals(List.of(), Descriptors.to(dir));
  }

  private void make(String... files) throws IOException {
    for (String file : files) {
      Path path = dir.resolve(file);
      Files.createDirectories(path.getParent());
      Files.writeString(path, file);
    }
  }

  private String names(Flux<Path> paths) {
    List<Path> all = Async.run(paths.collectList());
    TreeSet<String> names = new TreeSet<>();
    all.forEach(path -> names.add(dir.relativize(path).toString().replace('\\', '/')));
    return String.join(" ", names).trim();
  }

  @Test
  void a_directory_is_listed() throws IOException {
    make("a", "b", "c/d");

    assertEquals("a b c", names(AsyncDirectories.list(dir)));
    assertEquals("", names(AsyncDirectories.list(Files.createDirectory(dir.resolve("e")))));
  }

  @Test
  void a_tree_is_walked_as_deep_as_wanted() throws IOException {
    make("a", "b/c", "b/d/e");

    assertEquals("a b b/c b/d b/d/e", names(AsyncDirectories.walk(dir)));
    assertEquals("a b", names(AsyncDirectories.walk(dir, 1)));
  }

  @Test
  void a_pattern_is_looked_for() throws IOException {
    make("a.txt", "b.java", "c/d.txt", "c/e/f.txt");

    assertEquals("a.txt", names(AsyncDirectories.glob(dir, "*.txt")));
    assertEquals("a.txt c/d.txt c/e/f.txt", names(AsyncDirectories.glob(dir, "**.txt")));
    assertEquals("c/e/f.txt", names(AsyncDirectories.glob(dir, "c/*/{f,g}.txt")));
  }

  @Test
  void many_entries_come_in_batches() throws IOException {
    for (int i = 0; i < 300; i++) {
      make("f" + i);
    }

    assertEquals(300, Async.run(AsyncDirectories.list(dir).count()));
    StepVerifier.create(AsyncDirectories.list(dir), 100)
        .expectNextCount(100)
        .thenCancel()
        .verify(Duration.ofSeconds(5));
    Async.run(
        co -> {
          try (AsyncIterator<Path> some = Async.iterate(AsyncDirectories.walk(dir))) {
            assertEquals(dir, co.await(some.next()));
          }
          return null;
        });
  }

  @Test
  void what_is_no_directory_is_an_error() throws IOException {
    make("file");

    assertThrows(
        NotDirectoryException.class,
        () -> Async.run(AsyncDirectories.list(dir.resolve("file")).then()));
    assertThrows(
        NoSuchFileException.class,
        () -> Async.run(AsyncDirectories.walk(dir.resolve("missing")).then()));
    assertThrows(IllegalArgumentException.class, () -> AsyncDirectories.walk(dir, -1));
  }

  @Test
  void a_tree_is_made_and_deleted() throws IOException {
    Path deep = dir.resolve("x/y/z");
    make("outside");

    Async.run(
        co -> {
          co.await(AsyncDirectories.create(deep));
          co.await(AsyncDirectories.create(deep));
          assertTrue(Files.isDirectory(deep));
          Files.createSymbolicLink(deep.resolve("link"), dir);
          co.await(AsyncDirectories.deleteTree(dir.resolve("x")));
          co.await(AsyncDirectories.deleteTree(dir.resolve("x")));
          return null;
        });

    assertFalse(Files.exists(dir.resolve("x")));
    assertTrue(Files.exists(dir.resolve("outside")));
  }
}
