package monoloop.shell;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs a notebook, a script or a program to its end. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = "Runs a notebook, a script for the shell, or a program in one file.")
final class RunCommand implements Callable<Integer> {
  private static final Duration FOREVER = Duration.ofDays(1000);

  private final Streams streams;

  @Option(
      names = "--limit",
      paramLabel = "SECONDS",
      converter = Seconds.class,
      description =
          "How long one cell, the script or the program may run before it is cancelled; a cell 60"
              + " unless told.")
  private @Nullable Duration limit;

  @Parameters(index = "0", paramLabel = "FILE", description = "An .ipynb, .jsh or .java file.")
  private Path file = Path.of("");

  @Parameters(
      index = "1..*",
      paramLabel = "ARG",
      description = "For a .java file: its arguments, after -- if one begins with a dash.")
  private List<String> args = List.of();

  @Spec private CommandSpec spec = CommandSpec.create();

  RunCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws Exception {
    InputFile.existing(file);
    String name = file.toString();
    if (!args.isEmpty() && !name.endsWith(".java")) {
      throw CommandLines.wrong(spec, "run takes one file, got " + (args.size() + 1));
    }
    if (name.endsWith(".java")) {
      return program();
    }
    List<String> problems;
    if (name.endsWith(".ipynb")) {
      Duration limit = limitOr(Duration.ofSeconds(60));
      problems = new NotebookRun(Notebook.read(file), limit).each(this::print);
    } else if (name.endsWith(".jsh")) {
      return script();
    } else {
      throw CommandLines.wrong(spec, file + " is no .ipynb, .jsh or .java file");
    }
    problems.forEach(streams.err()::println);
    return problems.isEmpty() ? 0 : 1;
  }

  private Duration limitOr(Duration usual) {
    return limit == null ? usual : limit;
  }

  private void print(Cell cell, int count, Output output) {
    PrintStream out = streams.out();
    if (cell.isCode()) {
      cell.source().lines().forEach(line -> out.println("    " + line));
      out.println();
    } else {
      out.println(cell.source() + "\n");
    }
    out.print(output.text());
    out.print(output.text().isEmpty() ? "" : "\n");
    out.flush();
  }

  /** A script sees the same names as the shell, and prints as it runs. */
  private int script() throws IOException, InterruptedException {
    Script script = Script.read(file);
    try (Cells cells = new Cells(limitOr(FOREVER))) {
      String trace = cells.run(script.source()).trace();
      if (trace == null) {
        return script.status();
      }
      streams.err().println(file + ": threw " + trace);
    } catch (CellException e) {
      streams.err().println(file + ": " + e.getMessage());
    }
    return 1;
  }

  /** In a JVM of its own, as java does it: it may call System.exit, and its status is ours. */
  private int program() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(file.toString());
    command.addAll(args);
    Process program = new ProcessBuilder(command).inheritIO().start();
    try {
      if (program.waitFor(limitOr(FOREVER).toSeconds(), TimeUnit.SECONDS)) {
        return program.exitValue();
      }
      streams
          .err()
          .println(
              file
                  + ": did not end within "
                  + limitOr(FOREVER).toSeconds()
                  + " s and was stopped");
      return 1;
    } finally {
      program.destroy();
    }
  }
}
