package monoloop.readme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import monoloop.Async;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** What the README's programs print and return is what the README says. */
class SnippetsTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  @Test
  void the_first_program_prints_both() throws Throwable {
    assertEquals(List.of("the user and the cart"), printed(() -> Hello.main(new String[0])));
  }

  @Test
  void consumer_and_producer_talk_to_each_other() throws Throwable {
    List<String> lines =
        printed(() -> GeneratorSnippets.produce(GeneratorSnippets.consumer()));

    assertEquals(
        List.of(
            "[PRODUCER] producing 1...",
            "[CONSUMER] consuming 1...",
            "[PRODUCER] consumer returned: 200 OK",
            "[PRODUCER] producing 2...",
            "[CONSUMER] consuming 2...",
            "[PRODUCER] consumer returned: 200 OK"),
        lines);
  }

  @Test
  void delegation_yields_in_order_and_returns() {
    assertEquals(
        List.of("start", 0, 1, 1, 2, 3, "end", "that", "is", "all"),
        GeneratorSnippets.framed().stream().toList());
  }

  @Test
  void a_step_is_a_value_or_the_result() {
    assertEquals("0 1 end", GeneratorSnippets.steps());
  }

  @Test
  void leaving_the_try_block_runs_the_finally_of_the_body() throws Throwable {
    int[][] closed = new int[1][];

    List<String> lines = printed(() -> closed[0] = GeneratorSnippets.closing());

    assertEquals(List.of("first"), lines);
    assertEquals(1, closed[0][0]);
  }

  @Test
  void a_generator_is_a_flux() {
    StepVerifier.create(GeneratorSnippets.numbers(), 3)
        .expectNext(0, 1, 1)
        .thenRequest(8)
        .expectNext(2, 3, 5, 8, 13, 21, 34)
        .expectComplete()
        .verify(LONG);
  }

  @Test
  void a_generator_is_an_operator() throws Throwable {
    printed(
        () ->
            StepVerifier.create(GeneratorSnippets.replies())
                .expectNextCount(5)
                .expectComplete()
                .verify(LONG));
  }

  @Test
  void the_return_of_a_generator_is_a_mono() {
    StepVerifier.create(GeneratorSnippets.result()).expectNext("end").expectComplete().verify(LONG);
  }

  @Test
  void a_failed_request_is_tried_again() throws Exception {
    Queue<Mono<String>> answers =
        new ConcurrentLinkedQueue<>(
            List.of(
                Mono.error(new IOException("1")), Mono.error(new IOException("2")), Mono.just("ok")));

    assertEquals(
        "ok", Async.run(CoroutineSnippets.withRetry(Mono.defer(() -> answers.remove()))));
  }

  @Test
  void two_tasks_take_turns() throws Exception {
    assertEquals(
        "1 x 2 y 3 z ", Async.run(CoroutineSnippets.interleaved(new StringBuffer())));
  }

  @Test
  void a_cancelled_task_cleans_up() throws Exception {
    assertEquals(
        List.of("told to stop: enough", "cleaned up", "cancelled: true"),
        Async.run(CoroutineSnippets.cancelled(new ArrayList<>())));
  }

  @Test
  void an_async_generator_is_summed() throws Exception {
    assertEquals(10L, Async.run(CoroutineSnippets.sum(CoroutineSnippets.ticks(4))));
  }

  @Test
  void several_results_come_together_within_a_time() {
    assertEquals("the user and the cart", Async.run(TaskSnippets.page()));
  }

  @Test
  void a_group_ends_when_all_its_tasks_have_ended() {
    List<String> log = new ArrayList<>();

    assertEquals(2, Async.run(TaskSnippets.grouped(log)));
    assertEquals(List.of("the user", "the cart"), log);
  }

  @Test
  void a_cancelled_scope_ends_empty_after_its_clean_up() {
    List<String> log = new ArrayList<>();

    assertNull(Async.run(TaskSnippets.polite(log)));
    assertEquals(List.of("said goodbye"), log);
  }

  @Test
  void a_queue_hands_over_every_item() {
    assertEquals(55, Async.run(TaskSnippets.total(10)));
  }

  @Test
  void a_line_comes_back() {
    assertEquals("hello", Async.run(TaskSnippets.echoed("hello")));
  }

  @Test
  void a_loop_runs_callbacks_and_timers() throws Throwable {
    int[] count = new int[1];

    List<String> lines = printed(() -> count[0] = CoroutineSnippets.loop());

    assertEquals(List.of("first"), lines);
    assertEquals(1, count[0]);
  }

  @Test
  void children_are_read_and_written() {
    assertEquals("HELLO", Async.run(ProcessSnippets.conversation()));
    assertEquals(2, Async.run(ProcessSnippets.pipeline()));
    assertTrue(Async.run(ProcessSnippets.text()).startsWith("a\nb"));
  }

  @Test
  void a_coroutine_is_a_mono() {
    assertEquals("PAGE", CoroutineSnippets.fromReactor());
  }

  private static List<String> printed(Executable program) throws Throwable {
    PrintStream out = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true));
    try {
      program.execute();
    } finally {
      System.setOut(out);
    }
    return bytes.toString().lines().toList();
  }
}
