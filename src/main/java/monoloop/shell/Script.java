package monoloop.shell;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A file of snippets as JShell saves it: Java, and perhaps the command that leaves.
 *
 * @param source the Java before that
 * @param status what it leaves with
 */
record Script(String source, int status) {

  static Script read(Path file) throws IOException {
    List<String> lines = InputFile.text(file).lines().toList();
    List<String> source = lines.stream().takeWhile(line -> !isExit(line)).toList();
    return new Script(
        String.join("\n", source),
        lines.size() == source.size() ? 0 : status(lines.get(source.size())));
  }

  private static boolean isExit(String line) {
    return line.matches("/exit(\\s.*)?");
  }

  private static int status(String exit) {
    String number = exit.substring("/exit".length()).strip();
    return number.matches("\\d{1,3}") ? Integer.parseInt(number) : 0;
  }
}
