package monoloop.shell;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The command line: an interactive shell, notebooks and scripts, the Jupyter kernel, and looks into
 * running programs. {@code --help} lists the commands.
 *
 * <p>The exit status is 0 if all went well, 1 if what was run or looked at is not as it should be,
 * 2 if the command line is wrong or something that it needs is missing, and 130 after Ctrl-C.
 *
 * <p>It needs picocli on the class path; the shell and the kernel need more, and say what.
 */
public final class Main {
  private Main() {}

  /**
   * Runs one command and ends the JVM with its exit status, whatever threads it left behind.
   *
   * @param args the command line
   */
  public static void main(String[] args) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    int status = run(List.of(args), new Streams(System.in, out, System.err));
    out.flush();
    System.exit(status);
  }

  /** Runs one command and returns its exit status. */
  static int run(List<String> args, Streams streams) {
    if (!Library.PICOCLI.isPresent()) {
      streams.err().println(Library.PICOCLI.missing("The command line"));
      return 2;
    }
    return CommandLines.run(args, streams);
  }
}
