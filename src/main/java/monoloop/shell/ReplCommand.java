package monoloop.shell;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Opens the interactive shell. */
@Command(
    name = "repl",
    mixinStandardHelpOptions = true,
    description = "Opens a shell for Java with the library imported and a loop that runs.")
class ReplCommand implements Callable<Integer> {
  private final Streams streams;

  ReplCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws Exception {
    return 0;
  }
}
