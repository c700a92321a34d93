package monoloop.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import monoloop.Async;
import monoloop.Loop;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Starts one child, or those of a pipeline, on a worker; kills what comes when nobody wants it. */
final class Launch implements Callable<List<Child>> {
  private final Loop loop;
  private final List<Command> commands;

  // guarded by this
  private List<Child> made = List.of();
  private boolean unwanted;

  private Launch(Loop loop, List<Command> commands) {
    this.loop = loop;
    this.commands = commands;
  }

  static Mono<List<Child>> of(List<Command> commands) {
    return Async.async(
        co -> {
          Launch launch = new Launch(co.loop(), commands);
          try {
            return co.await(Async.toThread(launch));
          } catch (Throwable t) {
            launch.abandon();
            throw t;
          }
        });
  }

  @Override
  public List<Child> call() throws IOException {
    List<Process> started;
    try {
      List<ProcessBuilder> builders = commands.stream().map(Command::builder).toList();
      started =
          builders.size() == 1
              ? List.of(builders.getFirst().start())
              : ProcessBuilder.startPipeline(builders);
    } catch (IOException e) {
      throw reason(e);
    }
    List<Child> children = new ArrayList<>();
    int last = started.size() - 1;
    try {
      for (int i = 0; i <= last; i++) {
        children.add(Child.of(loop, commands.get(i), started.get(i), i == 0, i == last));
      }
    } catch (IllegalStateException loopIsClosed) {
      started.forEach(Process::destroyForcibly);
      throw loopIsClosed;
    }
    synchronized (this) {
      made = children;
      if (unwanted) {
        kill();
      }
    }
    return children;
  }

  private synchronized void abandon() {
    unwanted = true;
    kill();
  }

  /** Closes the pipes, too. */
  private void kill() {
    made.forEach(child -> child.process().destroyForcibly());
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
