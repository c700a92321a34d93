package monoloop.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import monoloop.Async;
import monoloop.Deferred;
import monoloop.Loop;
import monoloop.io.PipeReader;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Starts one child, or those of a pipeline, on a thread of its own, which goes on to read what the
 * last one writes. From the start on it holds that stream: the JDK closes the pipe of a child that
 * has ended, although the child's own children may still write to it, unless somebody reads.
 */
final class Launch implements Runnable {
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final Loop loop;
  private final List<Command> commands;
  private final Deferred<List<Child>> started;

  /** What reads on; null if nothing is read. On the launching thread. */
  private @Nullable Runnable reading;

  /** On the loop: what the waiter was given, who may be cancelled before it can take it. */
  private List<Child> delivered = List.of();

  // guarded by this
  private List<Process> made = List.of();
  private boolean unwanted;

  private Launch(Loop loop, List<Command> commands) {
    this.loop = loop;
    this.commands = commands;
    started = new Deferred<>(loop);
  }

  static Mono<List<Child>> of(List<Command> commands) {
    return Async.async(
        co -> {
          Launch launch = new Launch(co.loop(), commands);
          Thread thread = new Thread(launch, "monoloop-child-" + COUNT.incrementAndGet());
          thread.setDaemon(true);
          thread.start();
          try {
            return co.await(launch.started);
          } catch (Throwable t) {
            launch.abandon();
            launch.delivered.forEach(Launch::close);
            throw t;
          }
        });
  }

  // ---- on its own thread

  @Override
  public void run() {
    try {
      List<Process> processes = start();
      synchronized (processes.getLast().getInputStream()) {
        List<Child> children = children(processes);
        tell(() -> deliver(children));
        if (reading != null) {
          reading.run();
        }
      }
    } catch (Throwable t) {
      abandon();
      tell(
          () -> {
            if (!started.isDone()) {
              started.fail(t);
            }
          });
    }
  }

  private List<Process> start() throws IOException {
    List<Process> processes;
    try {
      List<ProcessBuilder> builders = commands.stream().map(Command::builder).toList();
      processes =
          builders.size() == 1
              ? List.of(builders.getFirst().start())
              : startPipeline(builders);
    } catch (CannotStartException e) {
      throw e;
    } catch (IOException e) {
      throw reason(e);
    }
    synchronized (this) {
      made = processes;
      if (unwanted) {
        kill();
      }
    }
    return processes;
  }

  /** Looks first, because the JDK leaves a pipe open if one of the later stages does not start. */
  private List<Process> startPipeline(List<ProcessBuilder> builders) throws IOException {
    for (Command c : commands) {
      String reason = reason(c);
      if (reason != null) {
        throw new CannotStartException(c.toString(), reason, null);
      }
    }
    return ProcessBuilder.startPipeline(builders);
  }

  private List<Child> children(List<Process> processes) {
    List<Child> children = new ArrayList<>();
    int last = processes.size() - 1;
    for (int i = 0; i <= last; i++) {
      Command c = commands.get(i);
      Process p = processes.get(i);
      children.add(
          new Child(
              c,
              p,
              i == 0 && c.pipesIn() ? p.getOutputStream() : null,
              i == last && c.pipesOut()
                  ? PipeReader.over(loop, p.getInputStream(), c.limit(), r -> reading = r)
                  : null,
              c.pipesErr() ? p.getErrorStream() : null));
    }
    return children;
  }

  private void tell(Runnable outcome) {
    try {
      loop.callSoonThreadsafe(outcome);
    } catch (IllegalStateException loopIsClosed) {
      abandon(); // and with the loop who has waited
    }
  }

  // ---- on the loop

  private void deliver(List<Child> children) {
    boolean late;
    synchronized (this) {
      late = unwanted;
    }
    if (late || started.isDone()) {
      children.forEach(Launch::close);
    } else {
      delivered = children;
      started.complete(children);
    }
  }

  /** Its end closes the other pipes. */
  private static void close(Child child) {
    PipeReader out = child.stdout();
    if (out != null) {
      out.close();
    }
  }

  // ---- on any thread

  private synchronized void abandon() {
    unwanted = true;
    if (!made.isEmpty()) {
      Thread thread = new Thread(this::kill, "monoloop-child-end");
      thread.setDaemon(true);
      thread.start(); // looks for descendants, which may take a while
    }
  }

  /** Closes the pipes, too. */
  private void kill() {
    List<Process> all;
    synchronized (this) {
      all = made;
    }
    for (Process p : all) {
      Tree.killAll(p);
    }
  }

  /** Looks for what the system has complained about, for it does not always say it well. */
  private IOException reason(IOException e) {
    for (Command c : commands) {
      String reason = reason(c);
      if (reason != null) {
        return new CannotStartException(c.toString(), reason, e);
      }
    }
    return new CannotStartException(
        commands.getFirst().toString(), String.valueOf(e.getMessage()), e);
  }

  private static @Nullable String reason(Command command) {
    Path directory = command.directory();
    if (directory != null && !Files.isDirectory(directory)) {
      return "the working directory " + directory + " does not exist";
    }
    String program = command.program();
    if (program.contains(File.separator)) {
      Path path =
          Objects.requireNonNullElse(directory, Path.of("")).resolve(program).toAbsolutePath();
      return Files.isDirectory(path)
          ? program + " is a directory"
          : !Files.exists(path)
              ? "there is no file " + program
              : Files.isExecutable(path) ? null : program + " may not be executed";
    }
    String places = Objects.requireNonNullElse(System.getenv("PATH"), "");
    for (String place : places.split(File.pathSeparator)) {
      if (Files.isExecutable(Path.of(place, program))) {
        return null;
      }
    }
    return File.separatorChar == '/' ? "there is no program " + program + " on the PATH" : null;
  }
}
