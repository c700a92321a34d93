package monoloop.shell;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.jline.reader.Candidate;
import org.jline.terminal.TerminalBuilder;
import picocli.CommandLine.Command;

/** Opens the interactive shell. */
@Command(
    name = "repl",
    mixinStandardHelpOptions = true,
    description = "Opens a shell with the library imported and a loop that runs.")
class ReplCommand implements Callable<Integer> {
  private final Streams streams;

  ReplCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws Exception {
    try (Interpreter java = new Interpreter();
        LineInput input = input(java)) {
      java.importLibrary();
      boolean wentWell = new Repl(java, input, streams.out()).run();
      return wentWell || !(input instanceof PipedInput) ? 0 : 1;
    }
  }

  /** A terminal if there is one and what reads it well, else lines. */
  private LineInput input(Interpreter java) throws IOException {
    Predicate<String> isComplete = text -> Repl.isComplete(java, text);
    boolean isTerminal = streams.in() == System.in && isAtTerminal();
    if (isTerminal && Library.JLINE.isPresent()) {
      streams
          .out()
          .println(
              "monoloop on Java " + Runtime.version().feature() + ". /help says what there is.");
      return Terminals.open(java, isComplete);
    }
    return new PipedInput(streams.in(), isComplete);
  }

  /** Apart, because JLine may be missing. */
  private static final class Terminals {
    static LineInput open(Interpreter java, Predicate<String> isComplete) throws IOException {
      return new TerminalInput(
          TerminalBuilder.builder().name("monoloop").system(true).build(),
          Path.of(System.getProperty("user.home"), ".monoloop_history"),
          isComplete,
          (text, cursor) -> candidates(java, text, cursor));
    }

    private static List<Candidate> candidates(Interpreter java, String text, int cursor) {
      List<Candidate> candidates = new ArrayList<>();
      Completion.at(java, text, cursor)
          .forEach(c -> candidates.add(new Candidate(c, c, null, null, null, null, false)));
      return candidates;
    }
  }

  private static boolean isAtTerminal() {
    java.io.Console console = System.console();
    return console != null && console.isTerminal();
  }
}
