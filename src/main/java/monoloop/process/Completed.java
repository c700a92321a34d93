package monoloop.process;

import java.nio.charset.StandardCharsets;

/** How a child has ended, and what it has written (Python: CompletedProcess). */
public final class Completed {
  private final String command;
  private final int exitCode;
  private final byte[] stdout;
  private final byte[] stderr;

  Completed(String command, int exitCode, byte[] stdout, byte[] stderr) {
    this.command = command;
    this.exitCode = exitCode;
    this.stdout = stdout;
    this.stderr = stderr;
  }

  /**
   * Returns how it ended.
   *
   * @return 0 if well; 128 and the number of the signal if one has ended it
   */
  public int exitCode() {
    return exitCode;
  }

  /**
   * Returns what it wrote to standard output.
   *
   * @return the array itself; no bytes if that was no pipe
   */
  public byte[] stdout() {
    return stdout;
  }

  /**
   * Returns what it wrote to standard error.
   *
   * @return the array itself; no bytes if that was no pipe
   */
  public byte[] stderr() {
    return stderr;
  }

  /**
   * Returns what it wrote to standard output, as text.
   *
   * @return decoded as UTF-8, without line ends at the end
   */
  public String text() {
    return new String(stdout, StandardCharsets.UTF_8).replaceFirst("\\R+\\z", "");
  }

  /**
   * Returns this if the exit code is 0 (Python: check_returncode).
   *
   * @return this
   * @throws ProcessFailedException if the exit code is not 0; with the end of standard error
   */
  public Completed orThrow() throws ProcessFailedException {
    if (exitCode != 0) {
      throw new ProcessFailedException(command, exitCode, Tail.text(stderr));
    }
    return this;
  }

  /** {@code Completed[sort -u, exit code 0, 12 and 0 bytes]}. */
  @Override
  public String toString() {
    return "Completed["
        + command
        + ", exit code "
        + exitCode
        + ", "
        + stdout.length
        + " and "
        + stderr.length
        + " bytes]";
  }
}
