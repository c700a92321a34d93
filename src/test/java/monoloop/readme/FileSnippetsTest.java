package monoloop.readme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import monoloop.Async;
import monoloop.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README's programs do with files is what the README says. */
class FileSnippetsTest {
  @TempDir Path dir;

  @Test
  void what_was_written_is_read() {
    assertEquals(List.of("first", "second"), Async.run(FileSnippets.notes(dir.resolve("notes"))));
  }

  @Test
  void lines_below_a_directory_are_counted() throws IOException {
    Files.writeString(Files.createDirectories(dir.resolve("a/b")).resolve("A.java"), "1\n\n2\n");
    Files.writeString(dir.resolve("a/B.java"), "3");
    Files.writeString(dir.resolve("a/C.txt"), "4");

    assertEquals(3, Async.run(FileSnippets.lines(dir)));
  }

  @Test
  void a_temporary_directory_vanishes() {
    assertFalse(Files.exists(Async.run(FileSnippets.scratch())));
  }

  @Test
  void what_is_waited_for_appears() {
    Async.run(
        co -> {
          Task<Path> waiting = co.spawn(FileSnippets.appeared(dir, "ready"));
          Files.writeString(dir.resolve("other"), "");
          Files.writeString(dir.resolve("ready"), "");
          assertEquals(dir.resolve("ready"), co.await(waiting));
          return null;
        });
  }
}
