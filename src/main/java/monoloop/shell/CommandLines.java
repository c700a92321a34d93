package monoloop.shell;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** All commands, and what their failures say and return. */
final class CommandLines {
  private CommandLines() {}

  static int run(List<String> args, Streams streams) {
    CommandLine line = commandLine(streams);
    return line.execute(args.toArray(String[]::new));
  }

  static CommandLine commandLine(Streams streams) {
    CommandLine line =
        new CommandLine(new Root(streams))
            .addSubcommand(new ReplCommand(streams))
            .addSubcommand(new RunCommand(streams))
            .addSubcommand(new NotebookCommand(streams))
            .addSubcommand(new KernelCommand(streams))
            .addSubcommand(new DoctorCommand(streams))
            .addSubcommand(new CompletionCommand(streams))
            .addSubcommand(new LoopCommands.Ps(streams))
            .addSubcommand(new LoopCommands.Tree(streams))
            .addSubcommand(new LoopCommands.Where(streams))
            .addSubcommand(new CommandLine.HelpCommand());
    tellVersion(line);
    line.setOut(writer(streams.out()));
    line.setErr(writer(streams.err()));
    line.setParameterExceptionHandler(
        (e, args) -> {
          streams.err().println(e.getMessage());
          CommandLine of = e.getCommandLine();
          streams.err().print(of.getUsageMessage(CommandLine.Help.Ansi.OFF).lines().findFirst()
              .orElse("") + System.lineSeparator());
          streams.err().println("Try " + of.getCommandSpec().qualifiedName() + " --help");
          return 2;
        });
    line.setExecutionExceptionHandler((e, of, result) -> failed(e, streams.err()));
    return line;
  }

  /** Every command offers it. */
  private static void tellVersion(CommandLine line) {
    line.getCommandSpec().versionProvider(new Version());
    line.getSubcommands().values().forEach(CommandLines::tellVersion);
  }

  private static int failed(Exception e, PrintStream err) throws Exception {
    switch (e) {
      case Problem p -> err.println(p.getMessage());
      case JsonException j -> err.println(j.getMessage());
      case IOException io -> err.println("cannot be read or written: " + io.getMessage());
      case InterruptedException _ -> {
        Thread.currentThread().interrupt();
        err.println("interrupted");
        return 130;
      }
      default -> throw e;
    }
    return 2;
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, StandardCharsets.UTF_8);
  }

  /** Without a command: the shell. */
  @Command(
      name = "monoloop",
      mixinStandardHelpOptions = true,
      description = "Coroutines, two-way generators and an event loop for Java, on Reactor.",
      footer = {
        "",
        "Without a command it opens the shell. The exit status is 0 if all went well, 1 if what was"
            + " run or looked at is not as it should be, 2 if the command line is wrong or"
            + " something is missing, and 130 after Ctrl-C."
      })
  static final class Root extends ReplCommand {
    Root(Streams streams) {
      super(streams);
    }
  }

  /** The library's and the JVM's. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {
        "monoloop " + (version == null ? "(not from a jar)" : version)
            + " on Java " + Runtime.version()
      };
    }
  }

  /** Prints what makes bash and zsh complete the command line. */
  @Command(
      name = "completion",
      mixinStandardHelpOptions = true,
      description = {
        "Prints a completion script for bash and zsh.",
        "It is for a command called monoloop:",
        "  alias monoloop='java -jar target/monoloop-0.1.0.jar'",
        "  source <(monoloop completion)"
      })
  static final class CompletionCommand implements Runnable {
    private final Streams streams;

    @Spec private CommandSpec spec;

    CompletionCommand(Streams streams) {
      this.streams = streams;
      this.spec = CommandSpec.create();
    }

    @Override
    public void run() {
      streams.out().print(AutoComplete.bash("monoloop", spec.root().commandLine()));
    }
  }

  /** For a check that picocli cannot do. */
  static ParameterException wrong(CommandSpec spec, String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
