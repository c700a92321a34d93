package monoloop.process;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A program could not be started: it is not there, may not be executed, or the system is full. */
public final class CannotStartException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String command;

  CannotStartException(String command, String reason, @Nullable IOException cause) {
    super("\"" + command + "\" cannot be started: " + reason, cause);
    this.command = command;
  }

  /**
   * Returns what was to be started.
   *
   * @return the command line
   */
  public String command() {
    return command;
  }
}
