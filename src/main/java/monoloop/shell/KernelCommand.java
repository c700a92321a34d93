package monoloop.shell;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Installs the Jupyter kernel, or is it. */
@Command(
    name = "kernel",
    mixinStandardHelpOptions = true,
    description = "Installs the kernel for Jupyter, or runs it.")
final class KernelCommand implements Callable<Integer> {
  private final Streams streams;

  @Spec private CommandSpec spec = CommandSpec.create();

  KernelCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() {
    throw CommandLines.wrong(spec, "kernel takes install or run");
  }

  @Command(
      name = "install",
      mixinStandardHelpOptions = true,
      description = {
        "Registers the kernel with Jupyter, for this user unless told otherwise.",
        "It names the JDK and the jars that this command runs with: install it again after they"
            + " have moved."
      })
  int install(
      @Option(
              names = "--dir",
              paramLabel = "DIR",
              description =
                  "Another folder \"kernels\" than the user's; Jupyter need not be there.")
          @Nullable Path folder,
      @Option(
              names = "--prefix",
              paramLabel = "DIR",
              description = "For the Jupyter of a Python environment: DIR/share/jupyter/kernels.")
          @Nullable Path prefix)
      throws IOException, Problem {
    if (folder != null && prefix != null) {
      throw CommandLines.wrong(spec, "--dir and --prefix name two places: install takes one");
    }
    if (!Library.JEROMQ.isPresent()) {
      throw new Problem(Library.JEROMQ.missing("The Jupyter kernel"));
    }
    String path = System.getenv("PATH");
    boolean isForUser = folder == null && prefix == null;
    if (isForUser && !KernelSpec.isOnPath("jupyter", path == null ? "" : path)) {
      throw new Problem(
          "There is no jupyter on the path. Install it (Debian: apt-get install jupyter-notebook;"
              + " elsewhere: pip install jupyterlab), or name the place of one with --prefix or"
              + " --dir");
    }
    Path kernels = prefix == null ? KernelSpec.userFolder() : KernelSpec.below(prefix);
    Path file = KernelSpec.write(folder == null ? kernels : folder);
    streams.out().println("wrote " + file);
    streams.out().println("Choose \"Java (monoloop)\" in Jupyter, or:");
    streams
        .out()
        .println(
            "  jupyter nbconvert --to html --execute"
                + " --ExecutePreprocessor.kernel_name=monoloop FILE.ipynb");
    return 0;
  }

  @Command(
      name = "run",
      mixinStandardHelpOptions = true,
      description = "Runs the kernel: Jupyter calls this.")
  int run(
      @Parameters(paramLabel = "CONNECTION_FILE", description = "Written by Jupyter.") Path file)
      throws IOException, JsonException, Problem {
    if (!Library.JEROMQ.isPresent()) {
      throw new Problem(Library.JEROMQ.missing("The Jupyter kernel"));
    }
    try (KernelSockets sockets = new KernelSockets(Connection.read(file))) {
      new Kernel(sockets).run();
    }
    return 0;
  }
}
