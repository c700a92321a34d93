package monoloop.file;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import monoloop.Async;
import monoloop.Task;
import monoloop.process.Command;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/** Locks that other processes see. */
class AsyncFileLockTest {
  @TempDir Path dir;
  private Path path;

  @BeforeEach
  void choosePath() {
    path = dir.resolve("lock");
  }

  private Mono<AsyncFile> open() {
    return AsyncFile.open(path, CREATE, READ, WRITE);
  }

  @Test
  void the_second_waits_until_the_first_releases() {
    Async.run(
        co -> {
          AsyncFile file = co.await(open());
          AsyncFile other = co.await(open());
          AsyncFileLock lock = co.await(file.lock(false));
          assertFalse(lock.isShared());
          assertNull(co.await(other.tryLock(false)));
          Task<AsyncFileLock> waiting = co.spawn(other.lock(false));
          co.await(Async.sleep(Duration.ofMillis(5)));
          assertFalse(waiting.isDone());
          co.await(lock.release());
          co.await(lock.release());
          AsyncFileLock second = co.await(waiting);
          assertTrue(second.toString().startsWith("AsyncFileLock[held, exclusive, "));
          co.await(file.close());
          co.await(other.close());
          return null;
        });
  }

  @Test
  void a_wait_can_be_cancelled_and_the_channel_stays_open() {
    Async.run(
        co -> {
          AsyncFile file = co.await(open());
          AsyncFile other = co.await(open());
          AsyncFileLock lock = co.await(file.lock(false));
          try {
            co.await(Async.timeout(Duration.ofMillis(10), c -> c.await(other.lock(false))));
            throw new AssertionError("both have it");
          } catch (TimeoutException expected) {
            co.await(other.write("still open"));
          }
          co.await(lock.release());
          co.await(co.await(other.lock(false)).release());
          co.await(other.close());
          co.await(file.close());
          return null;
        });
  }

  @Test
  void somebody_elses_channel_keeps_it_out() throws IOException {
    try (FileChannel elses = FileChannel.open(path, CREATE, WRITE)) {
      elses.lock();
      Async.run(
          co -> {
            AsyncFile file = co.await(open());
            assertNull(co.await(file.tryLock(false)));
            co.await(file.close());
            return null;
          });
      assertTrue(elses.isOpen());
    }
  }

  @Test
  void a_lock_for_writing_needs_a_file_that_is_open_for_writing() throws IOException {
    FileChannel.open(path, CREATE, WRITE).close();

    assertThrows(
        NonWritableChannelException.class,
        () ->
            Async.run(
                Mono.usingWhen(
                    AsyncFile.open(path), file -> file.lock(false), AsyncFile::close)));
    assertEquals(
        true,
        Async.run(
            Mono.usingWhen(
                AsyncFile.open(path),
                file -> file.lock(true).map(AsyncFileLock::isShared),
                AsyncFile::close)));
  }

  @Test
  void a_lock_of_another_process_is_waited_for() {
    Command holder =
        Command.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            LockHolder.class.getName(),
            path.toString());

    Async.run(
        co -> {
          AsyncFile file = co.await(open());
          co.await(
              holder.using(
                  (c, child) -> {
                    assertEquals("locked true", c.await(child.stdout().readLine()));
                    assertNull(c.await(file.tryLock(false)));
                    Task<AsyncFileLock> waiting = c.spawn(file.lock(false));
                    c.await(Async.checkpoint());
                    assertFalse(waiting.isDone());
                    child.stdin().close();
                    assertFalse(c.await(waiting).isShared());
                    return c.await(child.exitCode());
                  }));
          co.await(file.close());
          return null;
        });
  }
}
