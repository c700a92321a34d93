package monoloop.process;

import java.time.Duration;
import java.util.Objects;
import monoloop.Async;
import monoloop.CancelledError;
import monoloop.Coroutine;
import monoloop.ExitRequest;
import monoloop.Runner;

/**
 * {@link Async#run(Coroutine) Async.run} for a main program that signals end in order.
 *
 * {@snippet class="ProcessSnippets" region="program"}
 *
 * <p>The first SIGINT (Ctrl-C) or SIGTERM cancels the main task, whose {@code finally} blocks run;
 * then the tasks that are left are cancelled and waited for, children are ended, and connections
 * closed. A second signal ends the process at once. If the grace is over and there is no end, the
 * tasks that have not stopped are named in the log, and the process is ended all the same.
 *
 * <p>Without it a signal ends the JVM at once, as in any Java program, and no {@code finally} runs.
 */
public final class Program {
  private static final Duration GRACE = Duration.ofSeconds(10);

  private Program() {}

  /**
   * Runs {@code body} as the main program, with a grace of 10 s: {@code
   * System.exit(Program.run(...))}.
   *
   * <p>Declares no checked exception, yet throws what the body throws as it is.
   *
   * @param body the main task
   * @return the exit status: 0 if the body has returned, also after a signal; 130 if SIGINT and 143
   *     if SIGTERM has ended it; that of an {@link ExitRequest} if it has thrown one
   * @throws IllegalStateException if called from inside a task or a callback of a loop
   */
  public static int run(Coroutine<?> body) {
    return run(GRACE, body);
  }

  /**
   * As {@link #run(Coroutine)}.
   *
   * @param grace from the first signal until the process is ended by force; zero or negative does
   *     so at once
   * @param body the main task
   * @return the exit status
   * @throws IllegalStateException if called from inside a task or a callback of a loop
   */
  public static int run(Duration grace, Coroutine<?> body) {
    Objects.requireNonNull(grace, "grace");
    Objects.requireNonNull(body, "body");
    Ending ending = new Ending(grace);
    try {
      SystemSignals.listen("INT", ending);
      SystemSignals.listen("TERM", ending);
      try (Runner runner = new Runner()) {
        ending.ends(runner.loop());
        runner.run(
            co -> {
              ending.begin(co.task());
              return co.await(Async.async(body));
            });
      }
      return 0;
    } catch (CancelledError e) {
      if (ending.status() == 0) {
        throw e;
      }
      return ending.status();
    } catch (ExitRequest e) {
      return e.status();
    } finally {
      ending.over();
      SystemSignals.leave("INT", ending);
      SystemSignals.leave("TERM", ending);
    }
  }
}
