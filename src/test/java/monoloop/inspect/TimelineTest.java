package monoloop.inspect;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static monoloop.Async.async;
import static monoloop.Async.gather;
import static monoloop.Async.sleep;
import static monoloop.Async.taskGroup;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import javax.xml.parsers.DocumentBuilderFactory;
import monoloop.AwaitPoint;
import monoloop.Co;
import monoloop.Coroutine;
import monoloop.Loop;
import monoloop.Task;
import monoloop.VirtualTicker;
import monoloop.sync.AsyncQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import reactor.core.publisher.Mono;

/** What a recording keeps, and how it is drawn. */
class TimelineTest {
  private final Loop loop = Loop.virtual(VirtualTicker.autojump());

  @AfterEach
  void close() {
    loop.close();
  }

  private Timeline record(Coroutine<?> body) {
    try (Recording recording = Recording.of(loop)) {
      loop.run(async(body));
      return recording.timeline();
    }
  }

  /** A producer, a consumer, one that fails and one that is cancelled. */
  private Timeline four() {
    AsyncQueue<String> queue = AsyncQueue.bounded(1);
    return record(
        co -> {
          Task<?> producer =
              co.spawn(
                  "producer",
                  (Co c) -> {
                    c.await(sleep(ofMillis(30)));
                    c.await(queue.put("<&>"));
                    return null;
                  });
          Task<?> consumer = co.spawn("consumer <&>", (Co c) -> c.await(queue.take()));
          Task<?> failing =
              co.spawn(
                  "fails",
                  (Co c) -> {
                    c.await(sleep(ofMillis(20)));
                    throw new IllegalStateException("on purpose");
                  });
          Task<?> forever = co.spawn("forever", (Co c) -> c.await(sleep(ofSeconds(99))));
          co.await(consumer);
          forever.cancel();
          failing.addDoneCallback(Task::exception);
          assertTrue(failing.isFailed() && producer.isDone());
          return null;
        });
  }

  private static Timeline.Step last(Timeline t, int lane) {
    return t.steps().stream().filter(s -> s.lane() == lane).reduce((a, b) -> b).orElseThrow();
  }

  @Test
  void a_step_knows_who_woke_it_and_what_it_awaits() {
    Timeline t = four();

    Timeline.Step taken = last(t, 2);
    assertEquals("consumer <&>", t.lanes().get(2).name());
    assertEquals(1, taken.wokenBy(), "the producer");
    assertEquals("completed", taken.ending());
    Timeline.Step first =
        t.steps().stream().filter(s -> s.lane() == 2).findFirst().orElseThrow();
    assertEquals(AwaitPoint.Kind.LINE, first.awaits().kind());
    assertEquals("AsyncQueue.take", first.awaits().what());
    assertEquals("failed", last(t, 3).ending());
    assertEquals("cancelled", last(t, 4).ending());
    assertEquals(0, t.lanes().get(4).createdBy());
  }

  @Test
  void a_gather_and_a_group_are_woken_by_the_child_that_ends_last() {
    Mono<Object> late = async(c -> c.await(sleep(ofMillis(20))));
    Mono<Object> soon = async(c -> c.await(sleep(ofMillis(10))));

    Timeline gathered = record(co -> co.await(gather(late, soon)));
    Timeline grouped =
        record(
            co ->
                co.await(
                    taskGroup(
                        (inner, group) -> {
                          group.spawn(late);
                          group.spawn(soon);
                          return null;
                        })));

    assertEquals(1, last(gathered, 0).wokenBy());
    assertEquals(1, last(grouped, 0).wokenBy());
  }

  @Test
  void in_a_terminal_a_task_is_a_line() {
    assertEquals(
        """
                      0               10 ms      20 ms        30 ms
        Task-1        █┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄█✓
        producer       █──────────────────────────────────────█✓
        consumer <&>    █╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌█✓
        fails            █───────────────────────█✗
        forever           █──────────────────────────────────────█∅
        █ runs  ▓ slow  ─ sleeps  ┄ awaits a task  ╌ in line  ═ IO  ✓ done  ✗ failed  ∅ cancelled
        """,
        four().text(60));
  }

  @Test
  void the_picture_is_well_formed_and_has_colours_for_the_dark() throws Exception {
    String svg = four().svg();

    Document xml =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    assertEquals("svg", xml.getDocumentElement().getTagName());
    assertTrue(svg.contains("prefers-color-scheme: dark"));
    assertTrue(svg.contains(">consumer &lt;&amp;&gt;<"));
    assertFalse(svg.contains("http:") && !svg.contains("xmlns=\"http:"), "it needs nothing else");
    assertTrue(four().html().contains(svg.substring(0, 100)));
  }

  @Test
  void slow_steps_are_red() {
    Timeline t = four();

    assertFalse(t.svg().contains("class=\"slow\""));
    assertTrue(t.slow(ZERO).svg().contains("class=\"slow\""));
    assertTrue(t.slow(ZERO).text(60).contains("▓"));
  }

  @Test
  void requests_and_completions_of_io_are_marked() {
    Timeline t =
        record(
            co -> {
              CompletableFuture<String> reply = new CompletableFuture<>();
              co.loop().callLater(ofMillis(5), () -> reply.complete("here"));
              return co.await(reply);
            });

    Timeline.Step asked = t.steps().getFirst();
    assertEquals(AwaitPoint.Kind.OUTSIDE, asked.awaits().kind());
    assertEquals("a CompletionStage", asked.awaits().what());
    assertEquals(Timeline.OUTSIDE, t.steps().get(1).wokenBy());
    assertTrue(t.svg().contains("class=\"outside\""));
  }

  @Test
  void a_trace_file_has_an_event_for_each_step_and_an_arrow_for_each_wake() {
    Timeline t = four();
    String json = t.chromeTrace();

    assertEquals(t.steps().size(), json.split("\"cat\":\"step\"", -1).length - 1);
    long wakes = t.steps().stream().filter(s -> s.wokenBy() >= 0).count();
    assertEquals(wakes, json.split("\"ph\":\"s\"", -1).length - 1);
    assertTrue(
        json.contains(
            "{\"ph\":\"X\",\"name\":\"AsyncQueue.take at TimelineTest.java:"), json);
    assertTrue(json.contains("\"cat\":\"line\",\"ts\":0.000,\"dur\":30000.000}"), json);
  }

  @Test
  void only_the_last_steps_are_kept() {
    Recording recording = Recording.of(loop, 10);
    loop.run(
        async(
            co -> {
              for (int i = 0; i < 100; i++) {
                co.await(co.spawn("short " + i, sleep(ofMillis(1))));
              }
              return null;
            }));
    Timeline t = recording.timeline();
    recording.close();

    assertEquals(10, t.steps().size());
    assertTrue(t.dropped() > 250, t.dropped() + " dropped");
    assertTrue(t.lanes().size() <= 10, t.lanes().size() + " lanes");
    assertTrue(t.svg().contains("short 99"));
    assertFalse(t.svg().contains("short 90"));
  }

  @Test
  void what_began_before_the_recording_is_drawn_from_where_it_is_seen() {
    Timeline[] seen = new Timeline[1];
    loop.run(
        async(
            co -> {
              Task<?> early = co.spawn("early", sleep(ofMillis(20)));
              co.await(sleep(ofMillis(10)));
              Recording recording = Recording.of(co.loop());
              co.await(early);
              seen[0] = recording.timeline();
              recording.close();
              return null;
            }));

    assertEquals("early", seen[0].lanes().getFirst().name());
    assertTrue(seen[0].svg().startsWith("<svg"));
  }

  @Test
  void nothing_recorded_is_drawn_too() {
    Recording recording = Recording.of(loop);
    recording.close();
    recording.close();

    assertTrue(recording.timeline().svg().startsWith("<svg"));
    assertTrue(recording.timeline().text(40).contains("█ runs"));
    assertEquals("Recording[closed, 0 steps of 0 tasks]", recording.toString());
    assertThrows(IllegalArgumentException.class, () -> Recording.of(loop, 0));
    assertThrows(IllegalArgumentException.class, () -> recording.timeline().text(39));
  }
}
