package monoloop.process;

import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import monoloop.Async;
import monoloop.CoroutineWith;
import monoloop.Task;
import monoloop.io.ByteReader;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What program to run, and how: immutable, each method that changes something returns another one
 * (asyncio: the arguments of create_subprocess_exec).
 *
 * <p>Unless told otherwise, the three standard streams are pipes, as with {@link ProcessBuilder}; a
 * pipe that nobody reads stops the child once some hundred kilobytes are in it.
 *
 * <p>There are three ways to run it. {@link #run}, {@link #text} and {@link #lines} are all that
 * most programs need. {@link #using} lends the child to a coroutine. {@link #start} leaves it to
 * the caller. In the first two the child does not outlive the call: if it is cancelled or fails,
 * the child and all its descendants are asked to terminate, have a {@linkplain #grace time of
 * grace}, and are killed then.
 *
 * {@snippet class="ProcessSnippets" region="process-text"}
 */
public final class Command {
  static final byte[] NOTHING = {};
  private static final Duration LAST_WORDS = Duration.ofSeconds(1);

  private final List<String> line;
  private Redirect in = Redirect.PIPE;
  private Redirect out = Redirect.PIPE;
  private Redirect err = Redirect.PIPE;
  private boolean merged;
  private @Nullable Path directory;
  private boolean inherits = true;
  private Map<String, @Nullable String> variables = Map.of();
  private Duration grace = Duration.ofSeconds(5);
  private int most = Integer.MAX_VALUE;
  private int limit = ByteReader.DEFAULT_LIMIT;

  private Command(List<String> line) {
    this.line = List.copyOf(line);
    if (line.isEmpty()) {
      throw new IllegalArgumentException("a command needs at least the name of a program");
    }
  }

  /**
   * Makes a command of a program and its arguments, which no shell sees (asyncio:
   * create_subprocess_exec).
   *
   * @param line the program, looked for on the {@code PATH} if it has no slash, then its arguments
   * @throws IllegalArgumentException if there is no program
   */
  public static Command of(String... line) {
    return new Command(List.of(line));
  }

  /**
   * As {@link #of(String...)}.
   *
   * @param line the program, then its arguments
   * @throws IllegalArgumentException if there is no program
   */
  public static Command of(List<String> line) {
    return new Command(line);
  }

  /**
   * Makes a command of a line for the system's shell (asyncio: create_subprocess_shell): {@code
   * /bin/sh}, or {@code cmd.exe} on Windows. Never put text into it that comes from elsewhere.
   *
   * @param script what the shell is to do
   */
  public static Command shell(String script) {
    Objects.requireNonNull(script, "script");
    return System.getProperty("os.name", "").startsWith("Windows")
        ? of("cmd.exe", "/c", script)
        : of("/bin/sh", "-c", script);
  }

  /** A copy with one thing changed. */
  private Command with(Consumer<Command> change) {
    Command c = new Command(line);
    c.in = in;
    c.out = out;
    c.err = err;
    c.merged = merged;
    c.directory = directory;
    c.inherits = inherits;
    c.variables = variables;
    c.grace = grace;
    c.most = most;
    c.limit = limit;
    change.accept(c);
    return c;
  }

  // ---- how

  /**
   * Sets where the child's standard input comes from.
   *
   * @param from {@link Redirect#PIPE} unless set; {@link Redirect#INHERIT}, or {@link
   *     Redirect#from} a file
   * @return another command
   */
  public Command stdin(Redirect from) {
    return with(c -> c.in = Objects.requireNonNull(from, "from"));
  }

  /**
   * Sets where the child's standard output goes.
   *
   * @param to {@link Redirect#PIPE} unless set; {@link Redirect#INHERIT}, {@link Redirect#DISCARD},
   *     {@link Redirect#to} or {@link Redirect#appendTo} a file
   * @return another command
   */
  public Command stdout(Redirect to) {
    return with(c -> c.out = Objects.requireNonNull(to, "to"));
  }

  /**
   * Sets where the child's standard error goes; as {@link #stdout}.
   *
   * @param to {@link Redirect#PIPE} unless set
   * @return another command
   */
  public Command stderr(Redirect to) {
    return with(
        c -> {
          c.err = Objects.requireNonNull(to, "to");
          c.merged = false;
        });
  }

  /**
   * Lets standard error go where standard output goes, in the order in which it is written
   * ({@code 2>&1}).
   *
   * @return another command
   */
  public Command mergeStderr() {
    return with(c -> c.merged = true);
  }

  /**
   * Sets the child's working directory.
   *
   * @param directory this program's own unless set
   * @return another command
   */
  public Command directory(Path directory) {
    return with(c -> c.directory = Objects.requireNonNull(directory, "directory"));
  }

  /**
   * Sets a variable of the child's environment, which is otherwise this program's own.
   *
   * @param name of the variable
   * @param value null to take it out
   * @return another command
   */
  public Command environment(String name, @Nullable String value) {
    return with(
        c -> {
          Map<String, @Nullable String> more = new LinkedHashMap<>(variables);
          more.put(Objects.requireNonNull(name, "name"), value);
          c.variables = more;
        });
  }

  /**
   * Sets the whole environment of the child.
   *
   * @param variables all there are
   * @return another command
   */
  public Command environment(Map<String, String> variables) {
    return with(
        c -> {
          c.inherits = false;
          c.variables = new LinkedHashMap<>(variables);
        });
  }

  /**
   * Sets how long a child that is asked to terminate has before it is killed.
   *
   * @param grace 5 s unless set; zero or negative kills at once
   * @return another command
   */
  public Command grace(Duration grace) {
    return with(c -> c.grace = Objects.requireNonNull(grace, "grace"));
  }

  /**
   * Sets how much {@link #run}, {@link #text} and {@link Subprocess#communicate} collect of each
   * stream. More than that is an {@link monoloop.io.LimitOverrunException}.
   *
   * @param most in bytes, at least 0; as much as an array holds unless set
   * @return another command
   * @throws IllegalArgumentException if {@code most} is negative
   */
  public Command outputLimit(int most) {
    if (most < 0) {
      throw new IllegalArgumentException("most must be >= 0, was " + most);
    }
    return with(c -> c.most = most);
  }

  /**
   * Sets the limit of a line, as of any {@link ByteReader}. Twice as much is read ahead.
   *
   * @param limit in bytes, at least 1; {@link ByteReader#DEFAULT_LIMIT} unless set
   * @return another command
   * @throws IllegalArgumentException if {@code limit} is less than 1
   */
  public Command lineLimit(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit must be >= 1, was " + limit);
    }
    return with(c -> c.limit = limit);
  }

  /**
   * Makes a pipeline in which the output of this is the input of {@code next}.
   *
   * @param next the second stage
   * @return the pipeline
   */
  public Pipeline pipe(Command next) {
    return Pipeline.of(this, next);
  }

  // ---- run

  /**
   * Starts it. The caller has to see to its end; if the loop closes before, the child and its
   * descendants are ended.
   *
   * <p>If cancelled, no child is left.
   *
   * @return cold, each time another child; fails with {@link CannotStartException}
   */
  public Mono<Subprocess> start() {
    return Async.async(
        co -> {
          List<Child> made = co.await(Launch.of(List.of(this)));
          return new Subprocess(Objects.requireNonNull(made).getFirst());
        });
  }

  /**
   * Starts it, runs {@code body} with it, and sees to its end: if the child has not ended when the
   * body has, by whatever way, it is ended with all its descendants, and waited for. Its pipes are
   * closed.
   *
   * @param body receives the child
   * @return cold; what the body returns; fails as {@link #start} and as the body
   */
  public <T extends @Nullable Object> Mono<T> using(CoroutineWith<? super Subprocess, T> body) {
    Objects.requireNonNull(body, "body");
    return Async.async(
        co -> {
          Subprocess child = Objects.requireNonNull(co.await(start()));
          try {
            return co.await(Async.async(body, child));
          } finally {
            co.await(child.finish());
          }
        });
  }

  /**
   * Runs it to its end, without input (Trio: run_process; Python: subprocess.run).
   *
   * <p>If cancelled, the child is ended with all its descendants, and waited for.
   *
   * @return cold; what it has written and its exit code, whatever that is; fails as {@link #start},
   *     and with {@link monoloop.io.LimitOverrunException} over the {@linkplain #outputLimit limit}
   */
  public Mono<Completed> run() {
    return run(NOTHING);
  }

  /**
   * Runs it to its end with {@code input}; as {@link #run()}.
   *
   * @param input not copied; a child that does not read it to the end is no error
   * @return cold
   */
  public Mono<Completed> run(byte[] input) {
    Objects.requireNonNull(input, "input");
    return using((co, child) -> co.await(child.communicate(input)));
  }

  /**
   * Runs it to its end with {@code input} in UTF-8; as {@link #run()}.
   *
   * @param input not null
   * @return cold
   */
  public Mono<Completed> run(String input) {
    return run(input.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Runs it and returns what it writes, without line ends at the end, as {@code $(...)} in a shell.
   *
   * <p>If cancelled, the child is ended with all its descendants, and waited for.
   *
   * @return cold; decoded as UTF-8; fails as {@link #run()}, and with {@link
   *     ProcessFailedException} unless the exit code is 0
   */
  public Mono<String> text() {
    return Async.async(co -> Objects.requireNonNull(co.await(run())).orThrow().text());
  }

  /**
   * Runs it and returns the lines that it writes, as they come. A slow subscriber holds the child
   * up; if cancelled, the child is ended with all its descendants.
   *
   * @return cold, each time another child; fails as {@link #start}, and with {@link
   *     ProcessFailedException} at the end unless the exit code is 0
   */
  public Flux<String> lines() {
    return Async.flux(
        co -> {
          Subprocess child = Objects.requireNonNull(co.await(start()));
          try {
            Tail errors = child.withoutInput();
            Task<Void> following = co.spawn("stderr of " + child, errors.follow());
            String read;
            while ((read = co.await(child.stdout().readLine())) != null) {
              co.yield(read);
            }
            int code = Objects.requireNonNull(co.await(child.exitCode()));
            if (code != 0) {
              // as a rule it is at its end, too; its own children may hold it open
              co.await(Async.moveOnAfter(LAST_WORDS, limited -> limited.await(following)));
              throw new ProcessFailedException(toString(), code, errors.text());
            }
          } finally {
            co.await(child.finish());
          }
          return null;
        });
  }

  // ---- for the package

  Duration grace() {
    return grace;
  }

  int most() {
    return most;
  }

  int limit() {
    return limit;
  }

  boolean pipesIn() {
    return in == Redirect.PIPE;
  }

  boolean pipesOut() {
    return out == Redirect.PIPE;
  }

  boolean pipesErr() {
    return err == Redirect.PIPE && !merged;
  }

  boolean mergesStderr() {
    return merged;
  }

  String program() {
    return line.getFirst();
  }

  @Nullable Path directory() {
    return directory;
  }

  ProcessBuilder builder() {
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .redirectInput(in)
            .redirectOutput(out)
            .redirectError(err)
            .redirectErrorStream(merged);
    if (directory != null) {
      builder.directory(directory.toFile());
    }
    Map<String, String> environment = builder.environment();
    if (!inherits) {
      environment.clear();
    }
    variables.forEach(
        (name, value) -> {
          if (value == null) {
            environment.remove(name);
          } else {
            environment.put(name, value);
          }
        });
    return builder;
  }

  /** The command line: {@code sort -u}. */
  @Override
  public String toString() {
    return String.join(" ", line);
  }
}
