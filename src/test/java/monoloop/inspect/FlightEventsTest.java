package monoloop.inspect;

import static java.time.Duration.ofMillis;
import static monoloop.Async.async;
import static monoloop.Async.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import monoloop.Co;
import monoloop.Loop;
import monoloop.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the flight recorder hears of a loop. */
class FlightEventsTest {
  @TempDir private Path folder;

  private List<RecordedEvent> recorded() throws IOException {
    Path file = folder.resolve("loop.jfr");
    try (Recording recording = new Recording();
        Loop loop = Loop.create();
        FlightEvents events = FlightEvents.of(loop)) {
      recording.enable("monoloop.Step");
      recording.enable("monoloop.Await");
      recording.enable("monoloop.Wake");
      recording.enable("monoloop.Io");
      recording.start();
      loop.run(
          async(
              co -> {
                CompletableFuture<String> reply = new CompletableFuture<>();
                Task<?> worker = co.spawn("worker", (Co c) -> c.await(reply));
                co.await(sleep(ofMillis(1)));
                reply.complete("here");
                return co.await(worker);
              }));
      recording.stop();
      recording.dump(file);
      assertEquals("FlightEvents[on]", events.toString());
    }
    return RecordingFile.readAllEvents(file);
  }

  private static long count(List<RecordedEvent> all, String type, Predicate<RecordedEvent> which) {
    return all.stream()
        .filter(e -> e.getEventType().getName().equals("monoloop." + type))
        .filter(which)
        .count();
  }

  @Test
  void steps_waits_wakes_and_io_are_events() throws IOException {
    List<RecordedEvent> all = recorded();

    assertEquals(2, count(all, "Step", e -> e.getString("task").equals("worker")));
    assertEquals(1, count(all, "Step", e -> e.getString("task").equals("worker") && e.getString("ending").equals("completed")));
    assertEquals(1, count(all, "Await", e -> e.getString("awaited").startsWith("sleep at FlightEventsTest.java:")));
    assertEquals(2, count(all, "Wake", e -> e.getString("task").equals("worker") && e.getString("by").equals("Task-1")));
    assertEquals(1, count(all, "Io", e -> e.getString("operation").startsWith("a CompletionStage at FlightEventsTest.java:")));
  }
}
