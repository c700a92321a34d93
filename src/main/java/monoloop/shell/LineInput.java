package monoloop.shell;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Where the shell's lines come from: a terminal, or a pipe. */
interface LineInput extends AutoCloseable {

  /**
   * Reads what is typed next: one line, or as many as a snippet takes.
   *
   * @return null at the end
   * @throws LeftException if Ctrl-C was typed: what stood there is given up
   */
  @Nullable String read() throws IOException, LeftException;

  /** Calls {@code handler} at Ctrl-C while nothing is read. */
  void onInterrupt(Runnable handler);

  /** Leaves the terminal as it was found. */
  @Override
  void close() throws IOException;

  /** A line that its writer has given up. */
  final class LeftException extends Exception {
    private static final long serialVersionUID = 1;
  }
}
