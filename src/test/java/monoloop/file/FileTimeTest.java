package monoloop.file;

import static java.time.Duration.ofHours;
import static monoloop.Async.timeout;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import monoloop.Async;
import monoloop.Co;
import monoloop.Task;
import monoloop.VirtualTicker;
import monoloop.test.LoopTest;
import org.junit.jupiter.api.io.TempDir;

/** Disks take their time, whatever the clock. */
class FileTimeTest {
  @TempDir Path dir;

  @LoopTest
  void the_clock_does_not_jump_while_the_disk_is_waited_for(Co co, VirtualTicker clock)
      throws Exception {
    AsyncFile file =
        co.await(
            AsyncFile.open(
                dir.resolve("file"), StandardOpenOption.CREATE, StandardOpenOption.WRITE));
    Task<Void> later = co.spawn(Async.sleep(ofHours(1)));
    for (int i = 0; i < 20; i++) {
      co.await(timeout(ofHours(2), c -> c.await(file.write("x"))));
    }
    assertFalse(later.isDone());
    assertTrue(clock.elapsed().compareTo(ofHours(1)) < 0);
    co.await(later);
    assertTrue(clock.elapsed().compareTo(ofHours(1)) >= 0);
    co.await(file.close());
  }
}
