package monoloop.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static monoloop.Async.checkpoint;
import static monoloop.Async.waitFor;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import monoloop.Async;
import monoloop.CancelledError;
import monoloop.Loop;
import monoloop.Runner;
import monoloop.Task;
import monoloop.io.IncompleteReadException;
import monoloop.io.LimitOverrunException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Children, their pipes and their ends, with the programs of any Unix. */
class SubprocessTest {
  private static final Duration SHORT = Duration.ofMillis(50);
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Command CAT = Command.of("cat");
  private static final Command SLEEP = Command.of("sleep", "1000");

  private final OpenFiles files = new OpenFiles();

  @TempDir Path folder;

  @AfterEach
  void no_pipe_is_left() {
    files.assertNoneLeft();
  }

  // ---- to its end

  @Test
  void output_and_exit_code_are_there_at_the_end() {
    Completed done = Async.run(Command.shell("echo out; echo err >&2; exit 3").run());

    assertEquals(3, done.exitCode());
    assertEquals("out", done.text());
    assertEquals("err\n", new String(done.stderr(), UTF_8));
    assertEquals("Completed[/bin/sh -c echo out; echo err >&2; exit 3, exit code 3, 4 and 4 bytes]",
        done.toString());
  }

  @Test
  void large_input_comes_back_without_a_deadlock() {
    byte[] input = new byte[3_000_000];
    for (int i = 0; i < input.length; i++) {
      input[i] = (byte) (i * 31 >> 3);
    }

    Completed done = Async.run(Command.shell("tee /dev/stderr").run(input));

    assertArrayEquals(input, done.stdout());
    assertArrayEquals(input, done.stderr());
  }

  @Test
  void a_failure_has_the_exit_code_and_the_end_of_standard_error() {
    ProcessFailedException e =
        assertThrows(
            ProcessFailedException.class,
            () -> Async.run(Command.shell("echo no such thing >&2; exit 7").text()));

    assertEquals(7, e.exitCode());
    assertEquals("no such thing", e.stderr());
    assertEquals(
        "\"/bin/sh -c echo no such thing >&2; exit 7\" ended with exit code 7: no such thing",
        e.getMessage());
  }

  @Test
  void a_child_that_does_not_read_its_input_is_no_error() {
    Completed done = Async.run(Command.of("true").run(new byte[1_000_000]));

    assertEquals(0, done.exitCode());
  }

  @Test
  void output_over_the_limit_ends_the_child() {
    LimitOverrunException e =
        assertThrows(
            LimitOverrunException.class,
            () -> Async.run(Command.of("yes").outputLimit(100_000).run()));

    assertTrue(e.consumed() > 100_000);
  }

  @Test
  void cancelling_a_run_ends_the_whole_tree() {
    Async.run(
        co -> {
          Path pids = folder.resolve("pids");
          Command both =
              Command.shell("sleep 1000 & echo $! > " + pids + "; echo up; wait").grace(LONG);
          Task<Void> running =
              co.spawn(
                  inner ->
                      inner.await(
                          both.using(
                              (c, child) -> {
                                c.await(child.stdout().readLine());
                                c.task().cancel();
                                return c.await(child.communicate()) == null ? null : null;
                              })));

          assertThrows(CancelledError.class, () -> co.await(running));
          long grandchild = Long.parseLong(Files.readString(pids).strip());
          assertFalse(ProcessHandle.of(grandchild).map(Tree::isRunning).orElse(false));
          return null;
        });
  }

  // ---- pipes

  @Test
  void lines_go_both_ways() {
    Async.run(
        co -> {
          Subprocess cat = co.await(CAT.start());
          for (String word : List.of("abc", "loop")) {
            cat.stdin().write(word + "\n");
            co.await(cat.stdin().drain());
            assertEquals(word, co.await(cat.stdout().readLine()));
          }
          cat.stdin().close();
          assertNull(co.await(cat.stdout().readLine()));
          assertEquals(0, co.await(cat.exitCode()));
          return null;
        });
  }

  @Test
  void a_pipe_is_read_as_a_socket_is() {
    Async.run(
        co ->
            co.await(
                Command.of("printf", "head|12345tail")
                    .using(
                        (c, child) -> {
                          assertEquals("head|", text(c.await(child.stdout().readUntil("|"))));
                          assertEquals("12345", text(c.await(child.stdout().readExactly(5))));
                          IncompleteReadException e =
                              assertThrows(
                                  IncompleteReadException.class,
                                  () -> c.await(child.stdout().readExactly(5)));
                          assertEquals("tail", text(e.partial()));
                          return null;
                        })));
  }

  @Test
  void a_reader_that_does_not_read_holds_the_child_up() {
    Async.run(
        co -> {
          Path progress = folder.resolve("progress");
          Command writer =
              Command.shell(
                  "i=0; while [ $i -lt 100 ]; do head -c 10000 /dev/zero; i=$((i+1));"
                      + " echo $i > " + progress + "; done");
          Subprocess child = co.await(writer.start());

          assertThrows(
              TimeoutException.class,
              () -> co.await(waitFor(child.exitCode(), Duration.ofMillis(500))));
          int before = Integer.parseInt(Files.readString(progress).strip());
          assertTrue(before < 40, before + " pieces were written");

          assertEquals(1_000_000, co.await(child.stdout().readAll()).length);
          assertEquals(0, co.await(child.exitCode()));
          return null;
        });
  }

  @Test
  void a_child_that_does_not_read_holds_the_writer_up() {
    Async.run(
        co ->
            co.await(
                SLEEP
                    .grace(Duration.ZERO)
                    .using(
                        (c, child) -> {
                          child.stdin().write(new byte[1_000_000]);
                          assertThrows(
                              TimeoutException.class,
                              () -> c.await(waitFor(child.stdin().drain(), SHORT)));
                          return null;
                        })));
  }

  @Test
  void writing_to_who_has_gone_fails_at_the_drain() {
    Async.run(
        co -> {
          Subprocess child = co.await(Command.of("true").start());
          co.await(child.exitCode());
          child.stdin().write(new byte[1_000_000]);

          IOException e = assertThrows(IOException.class, () -> co.await(child.stdin().drain()));

          assertEquals(
              "nobody reads the pipe any more: its reader has closed it, or has ended",
              e.getMessage());
          assertTrue(child.stdin().isClosing());
          assertThrows(IOException.class, () -> co.await(child.stdin().awaitClosed()));
          return null;
        });
  }

  @Test
  void standard_input_that_the_child_has_closed_is_a_broken_pipe() {
    Async.run(
        co ->
            co.await(
                Command.shell("exec 0<&-; echo closed; sleep 1000")
                    .grace(Duration.ZERO)
                    .using(
                        (c, child) -> {
                          assertEquals("closed", c.await(child.stdout().readLine()));
                          child.stdin().write(new byte[100_000]);
                          assertThrows(IOException.class, () -> c.await(child.stdin().drain()));
                          return null;
                        })));
  }

  @Test
  void what_a_grandchild_writes_later_is_read_too() {
    assertEquals(
        "early\nlate\nlater",
        Async.run(
            Command.shell("(sleep 0.4; echo late; sleep 0.1; echo later) & echo early; sleep 0.2")
                .text()));
  }

  @Test
  void a_pipe_that_a_grandchild_holds_does_not_delay_the_exit_code() {
    Async.run(
        co -> {
          Subprocess child = co.await(Command.shell("sleep 1000 & echo $!; read go").start());
          long grandchild = Long.parseLong(co.await(child.stdout().readLine()));
          child.stdin().write("go\n");

          assertEquals(0, co.await(waitFor(child.exitCode(), LONG)));
          assertThrows(
              TimeoutException.class, () -> co.await(waitFor(child.stdout().readAll(), SHORT)));
          ProcessHandle.of(grandchild).ifPresent(ProcessHandle::destroyForcibly);
          assertEquals(0, co.await(child.stdout().readAll()).length);
          return null;
        });
  }

  @Test
  void the_lines_of_a_command_are_a_flux() {
    assertEquals(
        List.of("1", "2", "3"),
        Async.run(Command.of("seq", "3").lines().collectList()));
    assertEquals(List.of("y", "y"), Async.run(Command.of("yes").lines().take(2).collectList()));
    ProcessFailedException e =
        assertThrows(
            ProcessFailedException.class,
            () -> Async.run(Command.shell("echo 1; echo bad >&2; exit 2").lines().collectList()));
    assertEquals("bad", e.stderr());
  }

  // ---- communicate

  @Test
  void a_cancelled_communicate_loses_nothing() {
    Async.run(
        co -> {
          Subprocess child =
              co.await(Command.shell("echo one; echo two >&2; exec 2>&-; cat").start());
          child.stdin().write("three\n");
          assertThrows(
              TimeoutException.class,
              () -> co.await(waitFor(keepingStdinOpen(child), Duration.ofMillis(300))));

          Completed done = co.await(child.communicate());

          assertEquals("one\nthree", done.text());
          assertEquals("two\n", text(done.stderr()));
          return null;
        });
  }

  private static reactor.core.publisher.Mono<byte[]> keepingStdinOpen(Subprocess child) {
    return child.stderr().readAll(0).onErrorComplete().then(child.stdout().readAll());
  }

  @Test
  void communicate_can_be_tried_again_after_a_time_out() {
    Async.run(
        co -> {
          Subprocess child =
              co.await(Command.shell("cat; sleep 0.4; echo end").start());
          assertThrows(
              TimeoutException.class,
              () -> co.await(waitFor(child.communicate("begin\n".getBytes(UTF_8)), SHORT)));

          assertEquals("begin\nend", co.await(child.communicate()).text());
          return null;
        });
  }

  // ---- redirections, environment, directory

  @Test
  void streams_are_led_to_files_or_nowhere() throws IOException {
    Path in = Files.writeString(folder.resolve("in"), "b\na\n");
    Path out = folder.resolve("out");

    Completed done =
        Async.run(
            Command.of("sort")
                .stdin(Redirect.from(in.toFile()))
                .stdout(Redirect.to(out.toFile()))
                .stderr(Redirect.DISCARD)
                .run());

    assertEquals("a\nb\n", Files.readString(out));
    assertEquals(0, done.stdout().length);
  }

  @Test
  void standard_error_is_merged_in_order() {
    assertEquals(
        "1\n2\n3",
        Async.run(Command.shell("echo 1; echo 2 >&2; echo 3").mergeStderr().text()));
  }

  @Test
  void a_stream_that_is_no_pipe_cannot_be_read() {
    Async.run(
        co -> {
          Subprocess child = co.await(Command.of("true").stdout(Redirect.DISCARD).start());

          IllegalStateException e =
              assertThrows(IllegalStateException.class, child::stdout);

          assertTrue(e.getMessage().contains("has no pipe as stdout"), e.getMessage());
          return co.await(child.exitCode());
        });
  }

  @Test
  void environment_and_directory_are_the_childs() throws IOException {
    assertEquals(
        "set ",
        Async.run(
            Command.shell("echo $A $HOME")
                .environment("A", "set")
                .environment("HOME", null)
                .text()
                .map(t -> t + " ")));
    assertEquals(
        "A=1",
        Async.run(Command.of("/usr/bin/env").environment(java.util.Map.of("A", "1")).text()));
    assertEquals(
        folder.toRealPath().toString(), Async.run(Command.of("pwd").directory(folder).text()));
  }

  // ---- ends

  @Test
  void signals_show_in_the_exit_code_and_an_ended_child_takes_none() {
    Async.run(
        co -> {
          Subprocess a = co.await(SLEEP.start());
          assertTrue(a.terminate());
          assertEquals(143, co.await(a.exitCode()));
          assertFalse(a.terminate());

          Subprocess b = co.await(SLEEP.start());
          assertTrue(b.kill());
          assertEquals(137, co.await(b.exitCode()));
          assertFalse(b.kill());
          assertEquals("Subprocess[" + b.pid() + ", exit code 137, sleep 1000]", b.toString());
          return null;
        });
  }

  @Test
  void what_was_written_before_a_signal_can_still_be_read() {
    Async.run(
        co -> {
          Subprocess child =
              co.await(Command.shell("trap 'echo bye; exit 0' TERM; echo up; while :; do sleep 0.05; done").start());
          assertEquals("up", co.await(child.stdout().readLine()));
          child.terminate();
          assertEquals(0, co.await(child.exitCode()));
          assertEquals("bye", co.await(child.stdout().readLine()));
          return null;
        });
  }

  /** Its parent, which does not ask for its exit code, goes on. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void who_has_died_counts_as_ended_although_nobody_asks() {
    Async.run(
        Command.shell("sleep 0 & exec sleep 1000")
            .using(
                (co, child) -> {
                  Optional<ProcessHandle> dying;
                  while ((dying = child.handle().children().findAny()).isEmpty()) {
                    co.await(checkpoint());
                  }
                  while (Tree.isRunning(dying.get())) {
                    co.await(checkpoint());
                  }
                  assertTrue(dying.get().isAlive(), "for the JDK");
                  assertTrue(Tree.isRunning(child.handle()));
                  return null;
                }));
  }

  @Test
  void a_child_that_does_not_terminate_is_killed_after_the_time_of_grace() {
    Async.run(
        co -> {
          Subprocess child =
              co.await(
                  Command.shell("trap '' TERM; echo up; while :; do sleep 0.05; done")
                      .start());
          assertEquals("up", co.await(child.stdout().readLine()));

          assertEquals(137, co.await(child.stopTree(Duration.ofMillis(100))));
          return null;
        });
  }

  /** They start others, 200 in all, while they are looked for and ended. */
  @ParameterizedTest
  @ValueSource(ints = {0, 10})
  @DisabledOnOs(OS.WINDOWS)
  void nobody_of_a_tree_escapes_that_grows_while_it_is_ended(int seconds) {
    Path mark = folder.resolve("grows");
    Command grows =
        Command.shell(
            "i=0; while [ $i -lt 200 ]; do i=$((i+1)); "
                + "sh -c 'sleep 1000; : " + mark + "' & [ $i = 20 ] && echo up; done; wait");
    Async.run(
        co -> {
          for (int i = 0; i < 3; i++) {
            Subprocess child = co.await(grows.start());
            assertEquals("up", co.await(child.stdout().readLine()));

            co.await(child.stopTree(Duration.ofSeconds(seconds)));

            assertEquals(List.of(), running(mark.toString()));
          }
          return null;
        });
  }

  private static List<String> running(String mark) {
    return ProcessHandle.allProcesses()
        .map(process -> process.info().commandLine().orElse(""))
        .filter(line -> line.contains(mark))
        .toList();
  }

  @Test
  void a_time_out_of_the_waiter_leaves_the_child_alone() {
    Async.run(
        co -> {
          Subprocess child = co.await(SLEEP.start());
          assertThrows(TimeoutException.class, () -> co.await(waitFor(child.exitCode(), SHORT)));
          assertTrue(child.isAlive());
          assertEquals(143, co.await(child.stop(LONG)));
          return null;
        });
  }

  @Test
  void a_child_does_not_outlive_its_loop() {
    ProcessHandle child = Async.run(co -> co.await(SLEEP.start()).handle());

    assertFalse(child.isAlive());
  }

  @Test
  void a_detached_child_does() {
    ProcessHandle child =
        Async.run(
            co -> {
              Subprocess detached = co.await(SLEEP.start());
              detached.detach();
              return detached.handle();
            });

    assertTrue(child.destroyForcibly());
    child.onExit().join();
  }

  @Test
  void a_child_killed_by_somebody_else_has_ended() {
    Async.run(
        co -> {
          Subprocess child = co.await(SLEEP.start());
          child.handle().destroyForcibly();
          assertEquals(137, co.await(child.exitCode()));
          assertEquals(0, co.await(child.communicate()).stdout().length);
          return null;
        });
  }

  // ---- what cannot be started

  @Test
  void a_missing_program_is_named() {
    CannotStartException e =
        assertThrows(
            CannotStartException.class, () -> Async.run(Command.of("no-such-thing", "-x").run()));

    assertEquals(
        "\"no-such-thing -x\" cannot be started: there is no program no-such-thing on the PATH",
        e.getMessage());
  }

  @Test
  void a_file_that_may_not_be_executed_is_named() throws IOException {
    Path file = Files.writeString(folder.resolve("program"), "#!/bin/sh\n");

    CannotStartException e =
        assertThrows(
            CannotStartException.class, () -> Async.run(Command.of(file.toString()).run()));

    assertEquals(
        "\"" + file + "\" cannot be started: " + file + " may not be executed", e.getMessage());
  }

  @Test
  void a_missing_directory_is_named() {
    Path missing = folder.resolve("missing");

    CannotStartException e =
        assertThrows(
            CannotStartException.class,
            () -> Async.run(Command.of("true").directory(missing).run()));

    assertTrue(e.getMessage().endsWith(missing + " does not exist"), e.getMessage());
  }

  @Test
  void a_start_that_is_cancelled_leaves_no_child() {
    Async.run(
        co -> {
          for (int i = 0; i < 20; i++) {
            Task<Subprocess> starting = co.spawn(SLEEP.start());
            for (int turns = 0; turns < i; turns++) {
              co.await(checkpoint());
            }
            starting.cancel();
            try {
              co.await(starting).kill();
            } catch (CancelledError e) {
              assertTrue(starting.isCancelled());
            }
          }
          return null;
        });

    ProcessHandle.current().children().forEach(c -> c.onExit().join());
  }

  @Test
  void a_start_that_is_cancelled_waits_for_no_pipe_that_a_grandchild_holds() {
    Command parent = Command.shell("sleep 60 & sleep 60").grace(Duration.ZERO);

    Async.run(
        co -> {
          for (int i = 0; i < 20; i++) {
            Task<Completed> running = co.spawn(parent.run());
            for (int turns = 0; turns < i; turns++) {
              co.await(checkpoint());
            }
            running.cancel();
            assertThrows(CancelledError.class, () -> co.await(running));
          }
          while (Task.all().size() > 1) {
            co.await(Async.sleep(Duration.ofMillis(1)));
          }
          return null;
        });
  }

  @Test
  void many_children_run_at_the_same_time() {
    try (Runner runner = new Runner()) {
      List<String> texts =
          runner.run(
              co ->
                  co.await(
                      Async.gather(
                          java.util.stream.IntStream.range(0, 40)
                              .mapToObj(i -> Command.shell("sleep 0.2; echo " + i).text())
                              .toList())));
      assertEquals("39", texts.get(39));
      Loop loop = runner.loop();
      assertFalse(loop.isRunning());
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
  }
}
