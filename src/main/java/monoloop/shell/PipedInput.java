package monoloop.shell;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Lines from a pipe or a file, without prompts. */
final class PipedInput implements LineInput {
  private final BufferedReader lines;
  private final Predicate<String> isComplete;

  /**
   * Reads from a stream.
   *
   * @param isComplete whether a snippet may end there
   */
  PipedInput(InputStream in, Predicate<String> isComplete) {
    lines = new BufferedReader(new InputStreamReader(in, UTF_8));
    this.isComplete = isComplete;
  }

  @Override
  public @Nullable String read() throws IOException {
    String text = lines.readLine();
    if (text == null) {
      return null;
    }
    while (!isComplete.test(text)) {
      String more = lines.readLine();
      if (more == null) {
        break;
      }
      text += "\n" + more;
    }
    return text;
  }

  @Override
  public void onInterrupt(Runnable handler) {
    // Ctrl-C ends the program, as it ends all others that read from a pipe
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
