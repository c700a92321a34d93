package monoloop.process;

import java.io.IOException;

/** A child has ended with another exit code than 0 (Python: CalledProcessError). */
public final class ProcessFailedException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String command;
  private final int exitCode;
  private final String stderr;

  ProcessFailedException(String command, int exitCode, String stderr) {
    super(
        "\""
            + command
            + "\" ended with exit code "
            + exitCode
            + (exitCode > 128 && exitCode < 160 ? " (signal " + (exitCode - 128) + ")" : "")
            + (stderr.isEmpty() ? "" : ": " + stderr));
    this.command = command;
    this.exitCode = exitCode;
    this.stderr = stderr;
  }

  /**
   * Returns what was run.
   *
   * @return the command line
   */
  public String command() {
    return command;
  }

  /**
   * Returns how it ended.
   *
   * @return not 0; 128 and the number of the signal if one has ended it
   */
  public int exitCode() {
    return exitCode;
  }

  /**
   * Returns the end of what it wrote to standard error, if that was a pipe.
   *
   * @return some kilobytes at most
   */
  public String stderr() {
    return stderr;
  }
}
