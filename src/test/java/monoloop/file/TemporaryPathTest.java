package monoloop.file;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import monoloop.Async;
import monoloop.Task;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Files and directories that vanish. */
class TemporaryPathTest {
  @Test
  void a_file_is_there_until_it_is_deleted() {
    Async.run(
        co -> {
          TemporaryPath file = co.await(TemporaryPath.file("monoloop", ".txt"));
          assertTrue(Files.isRegularFile(file.path()));
          assertTrue(file.toString().startsWith("TemporaryPath[there, "));
          co.await(file.delete());
          co.await(file.delete());
          assertFalse(Files.exists(file.path()));
          assertTrue(file.toString().startsWith("TemporaryPath[deleted, "));
          return null;
        });
  }

  @Test
  void a_directory_vanishes_with_what_is_in_it_at_the_end_of_a_publisher() {
    Path path =
        Async.run(
            Mono.usingWhen(
                TemporaryPath.directory("monoloop"),
                dir ->
                    AsyncFiles.writeString(dir.path().resolve("file"), "x")
                        .thenReturn(dir.path()),
                TemporaryPath::delete));

    assertFalse(Files.exists(path));
  }

  @Test
  void it_vanishes_in_a_cancelled_scope_too() {
    Path[] path = new Path[1];
    Async.run(
        co ->
            co.await(
                Async.cancelScope(
                    (inner, scope) -> {
                      TemporaryPath dir = inner.await(TemporaryPath.directory("monoloop"));
                      path[0] = dir.path();
                      try {
                        scope.cancel();
                        return inner.await(Async.checkpoint());
                      } finally {
                        inner.await(dir.delete());
                      }
                    })));

    assertFalse(Files.exists(path[0]));
  }

  @Test
  void one_that_nobody_waits_for_is_deleted() {
    String prefix = "unwanted" + ProcessHandle.current().pid() + "-";
    Async.run(
        co -> {
          Task<TemporaryPath> making = co.spawn(TemporaryPath.file(prefix, ""));
          co.await(Async.checkpoint());
          making.cancel();
          return null;
        });

    String[] left =
        Path.of(System.getProperty("java.io.tmpdir"))
            .toFile()
            .list((dir, name) -> name.startsWith(prefix));
    assertTrue(left == null || left.length == 0);
  }
}
