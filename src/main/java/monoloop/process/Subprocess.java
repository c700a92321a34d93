package monoloop.process;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import monoloop.Async;
import monoloop.CancelledError;
import monoloop.Loop;
import monoloop.NotOnLoopException;
import monoloop.Operation;
import monoloop.Task;
import monoloop.WaitQueue;
import monoloop.io.LimitOverrunException;
import monoloop.io.PipeReader;
import monoloop.io.PipeWriter;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A child that {@link Command#start} has started (asyncio: Process).
 *
 * <pre>
 * running --> ended, with an exit code
 * </pre>
 *
 * <p>Its pipes are read and written like sockets, by the same code: see {@link PipeReader} and
 * {@link PipeWriter}. That the child has ended and that its pipes have are two things: its own
 * children may hold them open, and what it has written can be read later. {@link #exitCode} waits
 * for the first only, {@link #communicate} for both.
 *
 * <p>Belongs to the thread of the loop on which it was made. When that closes, a child that still
 * runs is asked to terminate, with all its descendants, and after the {@linkplain Command#grace
 * time of grace} killed; {@link #detach} prevents it.
 *
 * <p>Differences from asyncio: exit codes after a signal are 128 and its number, as in a shell, and
 * to signal a child that has ended is no error.
 */
public final class Subprocess {
  private final Loop loop = Loop.current();
  private final Command command;
  private final Process process;
  private final @Nullable PipeWriter stdin;
  private final @Nullable PipeReader stdout;
  private final @Nullable PipeReader stderr;
  private final Collected allOut;
  private final Collected allErr;
  private final WaitQueue<Integer> waiters = new WaitQueue<>("Subprocess.exitCode");
  private final Operation<Integer> exit = new Exit();
  private @Nullable Integer code;
  private boolean detached;

  Subprocess(Child child) {
    command = child.command();
    process = child.process();
    stdin = child.stdin() == null ? null : PipeWriter.over(child.stdin());
    stdout = child.stdout();
    stderr = child.stderr() == null ? null : PipeReader.over(child.stderr(), command.limit());
    allOut = new Collected(stdout, command.most());
    allErr = new Collected(stderr, command.most());
    process.onExit().thenRun(this::tellExit);
    endWithLoop();
  }

  /** A task that waits for the end of the child, and brings it about if the loop closes before. */
  private void endWithLoop() {
    Async.async(
            co -> {
              try {
                return co.await(exit);
              } catch (CancelledError e) {
                co.await(finish());
                throw e;
              }
            })
        .subscribe(ended -> {}, cancelled -> {});
  }

  // ---- pipes

  /**
   * Returns what the child reads.
   *
   * @return the same each time
   * @throws IllegalStateException if its standard input is no pipe
   */
  public PipeWriter stdin() {
    return pipe(stdin, "stdin");
  }

  /**
   * Returns what the child writes.
   *
   * @return the same each time
   * @throws IllegalStateException if its standard output is no pipe
   */
  public PipeReader stdout() {
    return pipe(stdout, "stdout");
  }

  /**
   * Returns what the child writes to standard error.
   *
   * @return the same each time
   * @throws IllegalStateException if its standard error is no pipe, or is merged into stdout
   */
  public PipeReader stderr() {
    return pipe(stderr, "stderr");
  }

  private <T> T pipe(@Nullable T pipe, String name) {
    if (pipe == null) {
      throw new IllegalStateException(
          this + " has no pipe as " + name + ": its Command, or its pipeline, leads it elsewhere");
    }
    return pipe;
  }

  // ---- its end

  /**
   * Waits until the child has ended (asyncio: wait). What it has written can still be read; a child
   * that writes more than its pipes hold does not end before somebody reads.
   *
   * <p>If cancelled, the child goes on. Everybody who waits is told in the order of the calls.
   *
   * @return cold; 0 if it ended well, by convention; 128 and the number of the signal if one has
   *     ended it
   */
  public Mono<Integer> exitCode() {
    return exit;
  }

  /**
   * Returns whether the child has not ended, as far as the loop has heard.
   *
   * @return false once {@link #exitCode} completes at once
   */
  public boolean isAlive() {
    return code == null;
  }

  /**
   * Closes the child's input, reads both its outputs to their ends and waits for its own (asyncio:
   * communicate).
   *
   * <p>If cancelled, the child goes on, and nothing is lost: the next call returns also what has
   * been read by then.
   *
   * @return cold; what was written to the outputs that are pipes; fails with {@link
   *     LimitOverrunException} over the {@linkplain Command#outputLimit limit}
   */
  public Mono<Completed> communicate() {
    return communicate(Command.NOTHING);
  }

  /**
   * As {@link #communicate()}, but writes {@code input} before. A child that does not read all of
   * it is no error. If cancelled, the input still goes out: do not give it again.
   *
   * @param input not copied
   * @return cold; fails also with {@link IllegalStateException} if there is input and no pipe for
   *     it
   */
  public Mono<Completed> communicate(byte[] input) {
    Objects.requireNonNull(input, "input");
    return Async.async(
        co -> {
          if (input.length > 0) {
            stdin().write(input);
          }
          if (stdin != null) {
            stdin.close();
          }
          Task<byte[]> out = co.spawn(allOut.read());
          Task<byte[]> err = co.spawn(allErr.read());
          try {
            co.await(Async.gather(out, err));
          } finally {
            out.cancel();
            err.cancel();
            co.await(Async.shielded(inner -> inner.await(Async.gatherSettled(List.of(out, err)))));
          }
          int exitCode = Objects.requireNonNull(co.await(exit));
          return new Completed(command.toString(), exitCode, out.result(), err.result());
        });
  }

  /**
   * Asks the child to end (SIGTERM). Does not wait.
   *
   * @return false if it has ended already
   * @throws NotOnLoopException if the calling thread is not the loop's
   */
  public boolean terminate() {
    onLoop();
    return code == null && process.toHandle().destroy();
  }

  /**
   * Ends the child (SIGKILL). Does not wait.
   *
   * @return false if it has ended already
   * @throws NotOnLoopException if the calling thread is not the loop's
   */
  public boolean kill() {
    onLoop();
    return code == null && process.toHandle().destroyForcibly();
  }

  /**
   * Asks the child to end, kills it after a time of grace, and waits for its end.
   *
   * <p>Not cancellable; the call is shielded.
   *
   * @param grace zero or negative kills at once
   * @return cold; its exit code
   */
  public Mono<Integer> stop(Duration grace) {
    return Tree.stop(this, false, grace);
  }

  /**
   * As {@link #stop}, but ends the child with all its descendants, and waits for all of them. They
   * are held (SIGSTOP) while it looks for them, so that none of them starts another one meanwhile.
   * Those whose parents have ended before are no descendants any more, nor are, after a time of
   * grace, those that a parent starts because it is asked to end.
   *
   * <p>On Windows nothing is held: what is started at that very moment may be missed.
   *
   * @param grace zero or negative kills at once
   * @return cold; its own exit code
   */
  public Mono<Integer> stopTree(Duration grace) {
    return Tree.stop(this, true, grace);
  }

  /**
   * Lets the child outlive the loop. Does not wait; a second call does nothing.
   *
   * @throws NotOnLoopException if the calling thread is not the loop's
   */
  public void detach() {
    onLoop();
    detached = true;
  }

  /** Ends what still runs and closes the pipes; shielded. */
  Mono<Integer> finish() {
    return Async.shielded(
        co -> {
          try {
            return code == null && !detached ? co.await(stopTree(command.grace())) : code;
          } finally {
            closePipes();
          }
        });
  }

  /** Closes the child's input, and follows what it complains about. */
  Tail withoutInput() {
    if (stdin != null) {
      stdin.close();
    }
    return new Tail(stderr);
  }

  private void closePipes() {
    if (stdin != null) {
      stdin.abort();
    }
    if (stdout != null) {
      stdout.close();
    }
    if (stderr != null) {
      stderr.close();
    }
  }

  // ---- seeing

  /**
   * Returns the number that the system has given the child.
   *
   * @return may be another process's once this has ended
   */
  public long pid() {
    return process.pid();
  }

  /**
   * Returns the system's view of the child, with its parent and its descendants. Its methods may
   * block for a moment.
   *
   * @return the handle
   */
  public ProcessHandle handle() {
    return process.toHandle();
  }

  /** {@code Subprocess[4711, running, sort -u]}. */
  @Override
  public String toString() {
    return "Subprocess["
        + process.pid()
        + ", "
        + (code == null ? "running" : "exit code " + code)
        + ", "
        + command
        + "]";
  }

  /** On a thread of the JDK. */
  private void tellExit() {
    try {
      loop.callSoonThreadsafe(
          () -> {
            code = process.exitValue();
            waiters.wakeAll(code);
          });
    } catch (IllegalStateException loopIsClosed) {
      return; // nobody waits any more
    }
  }

  private void onLoop() {
    if (!loop.isCurrent()) {
      Loop.current();
      throw new IllegalStateException(this + " belongs to " + loop + ", not to this one");
    }
  }

  private final class Exit extends Operation<Integer> {
    @Override
    protected Object attempt() {
      onLoop();
      return code == null ? MUST_WAIT : code;
    }

    @Override
    protected WaitQueue<Integer> queue() {
      return waiters;
    }
  }
}
