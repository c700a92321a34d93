package monoloop.readme;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import monoloop.Async;
import monoloop.sync.AsyncLock;
import org.junit.jupiter.api.Test;

/** The programs with locks, signals and queues do what their comments say. */
class SyncSnippetsTest {
  private final List<String> log = new ArrayList<>();

  @Test
  void one_at_a_time_is_inside() {
    AsyncLock lock = new AsyncLock();

    Async.run(
        Async.gather(
            SyncSnippets.critical(lock, "a", log), SyncSnippets.critical(lock, "b", log)));

    assertEquals(List.of("a in", "a out", "b in", "b out"), log);
  }
}
