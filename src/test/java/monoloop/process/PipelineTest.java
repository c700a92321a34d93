package monoloop.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import monoloop.Async;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Commands that read each other's output. */
class PipelineTest {
  private final OpenFiles files = new OpenFiles();

  @AfterEach
  void no_pipe_is_left() {
    files.assertNoneLeft();
  }

  @Test
  void the_output_of_each_stage_is_the_input_of_the_next() {
    Pipeline pipeline = Command.of("sort").pipe(Command.of("uniq")).pipe(Command.of("wc", "-l"));

    CompletedPipeline done = Async.run(pipeline.run("b\na\nb\n"));

    assertEquals("2", done.text().strip());
    assertEquals(0, done.exitCode());
    assertEquals("sort | uniq | wc -l", pipeline.toString());
  }

  @Test
  void more_than_pipes_hold_goes_through() {
    CompletedPipeline done =
        Async.run(Command.of("cat").pipe(Command.of("cat")).run(new byte[2_000_000]));

    assertEquals(2_000_000, done.stages().getLast().stdout().length);
  }

  @Test
  void each_stage_has_its_own_exit_code_and_standard_error() {
    CompletedPipeline done =
        Async.run(
            Command.shell("echo first >&2; exit 3")
                .pipe(Command.shell("cat; echo second >&2; exit 4"))
                .pipe(Command.of("cat"))
                .run());

    assertEquals(4, done.exitCode());
    assertEquals(
        List.of("first\n", "second\n", ""),
        done.stages().stream().map(s -> new String(s.stderr(), UTF_8)).toList());
    ProcessFailedException e = assertThrows(ProcessFailedException.class, done::orThrow);
    assertEquals("second", e.stderr());
  }

  @Test
  void a_stage_that_nobody_reads_any_more_is_ended_by_a_signal() {
    CompletedPipeline done = Async.run(Command.of("yes").pipe(Command.of("head", "-1")).run());

    assertEquals("y", done.text());
    assertEquals(141, done.exitCode());
  }

  @Test
  void cancelling_ends_every_stage() {
    List<ProcessHandle> before = ProcessHandle.current().children().toList();

    assertThrows(
        TimeoutException.class,
        () ->
            Async.run(
                Async.waitFor(
                    Command.of("sleep", "1000").pipe(Command.of("cat")).run(),
                    Duration.ofMillis(300))));

    assertFalse(
        ProcessHandle.current().children().anyMatch(c -> c.isAlive() && !before.contains(c)));
  }

  @Test
  void a_stage_that_cannot_be_started_is_named_and_nothing_is_left() {
    CannotStartException e =
        assertThrows(
            CannotStartException.class,
            () -> Async.run(Command.of("yes").pipe(Command.of("no-such-thing")).run()));

    assertEquals("no-such-thing", e.command());
  }

  @Test
  void a_stage_that_leads_elsewhere_what_goes_through_is_refused() {
    Command cat = Command.of("cat");

    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> cat.stdout(Redirect.DISCARD).pipe(cat));

    assertTrue(e.getMessage().startsWith("stage 1 of a pipeline leads elsewhere"));
    assertThrows(IllegalArgumentException.class, () -> cat.mergeStderr().pipe(cat));
    assertThrows(IllegalArgumentException.class, () -> Pipeline.of(cat));
  }

  @Test
  void the_stages_can_be_held_by_their_pipes() {
    Async.run(
        co -> {
          List<Subprocess> stages = co.await(Command.of("cat").pipe(Command.of("cat")).start());
          stages.getFirst().stdin().write("through\n");
          assertEquals("through", co.await(stages.getLast().stdout().readLine()));
          stages.getFirst().stdin().close();
          assertEquals(0, co.await(stages.getLast().exitCode()));
          assertThrows(IllegalStateException.class, () -> stages.getFirst().stdout());
          return null;
        });
  }
}
