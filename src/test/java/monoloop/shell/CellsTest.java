package monoloop.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What cells can do beyond plain Java, and what of them ends when one is cancelled. */
@Tag("engines")
class CellsTest {
  /** What is not running by then is cancelled all the same. */
  private static final Duration SHORT = Duration.ofSeconds(2);

  private static final Duration LONG = Duration.ofSeconds(25);

  /** It waited for them, if they had started before it looked: under load now and then. */
  @Test
  void a_cell_ends_without_the_threads_that_it_started() throws Exception {
    try (Cells cells = new Cells(LONG)) {
      Cells.Result result =
          cells.run(
              """
              var started = new CountDownLatch(1);
              var never = new CountDownLatch(1);
              Thread.ofPlatform().daemon().start(() -> {
                started.countDown();
                try { never.await(); } catch (InterruptedException e) { }
              });
              started.await();
              1 + 1
              """);

      assertEquals("2", result.value());
    }
  }

  @Test
  void await_waits_at_top_level() throws Exception {
    try (Cells cells = new Cells(LONG)) {
      assertEquals("41", cells.run("await(sleep(ofMillis(1)).thenReturn(41))").value());
      assertEquals("42", cells.run("await(co -> co.await(Mono.just(41)) + 1)").value());
      assertEquals("\"f\"", cells.run("await(CompletableFuture.completedFuture(\"f\"))").value());
      assertNull(cells.run("await(Mono.empty())").value());
    }
  }

  @Test
  void await_throws_what_the_work_failed_with() throws Exception {
    try (Cells cells = new Cells(LONG)) {
      assertEquals(
          new Output.Thrown("IOException", "gone"),
          cells.run("await(Mono.error(new java.io.IOException(\"gone\")))").error());
    }
  }

  @Test
  void a_task_of_one_cell_goes_on_in_the_next() throws Exception {
    try (Cells cells = new Cells(LONG)) {
      cells.run(
          """
          var word = new CompletableFuture<String>();
          var task = spawn("echo", co -> co.await(word) + "!");
          """);

      assertTrue(String.valueOf(cells.run("tasks()").value()).contains("echo"));
      assertEquals(
          "\"go!\"",
          cells.run(
                  """
                  word.complete("go");
                  await(task)
                  """)
              .value());
    }
  }

  @Test
  void a_cancelled_cell_leaves_the_tasks_of_others_alone() throws Exception {
    try (Cells cells = new Cells(LONG)) {
      cells.run(
          """
          var word = new CompletableFuture<String>();
          var task = spawn(co -> {
            int turns = 0;
            while (!word.isDone()) { turns++; co.await(sleep(ofMillis(1))); }
            return co.await(word);
          });
          """);

      CellException e = assertThrows(CellException.class, () -> cells.run("await(Mono.never())", SHORT));
      assertEquals("did not end within 2.0 s and was cancelled", e.getMessage());
      assertEquals(
          "\"go\"",
          cells.run(
                  """
                  word.complete("go");
                  await(task)
                  """)
              .value());
    }
  }

  @Test
  void a_coroutine_that_holds_the_loop_is_broken_and_the_loop_goes_on() throws Exception {
    try (Cells cells = new Cells(LONG)) {
      CellException e =
          assertThrows(
              CellException.class,
              () -> cells.run("await(async(co -> { while (true) Thread.onSpinWait(); }))", SHORT));

      assertEquals("did not end within 2.0 s and was cancelled", e.getMessage());
      assertEquals("1", cells.run("await(sleep(ofMillis(1)).thenReturn(1))").value());
    }
  }

  @Test
  void a_flux_is_shown_as_a_table() throws Exception {
    try (Cells cells = new Cells(LONG)) {
      assertEquals(
          "#  value\n1  1\n2  2\n2 elements, completed", cells.run("Flux.range(1, 2)").value());
      assertTrue(
          String.valueOf(cells.run("Flux.range(1, 1000000)").value())
              .endsWith("\n100  100\n100 elements, cancelled after 100 elements"));
      assertEquals(
          "#  value\n1  a\n1 element, failed with IllegalStateException: no",
          cells.run("Flux.just(\"a\").concatWith(Mono.error(new IllegalStateException(\"no\")))")
              .value());
    }
  }
}
