package monoloop.walkthrough;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a program printed.
 *
 * @param text with its line ends
 */
record Printed(String text) {

  static Printed by(Chapter.Program program) throws Exception {
    var bytes = new ByteArrayOutputStream();
    try (var console = new PrintStream(bytes, true, UTF_8)) {
      program.run(console);
    }
    return new Printed(bytes.toString(UTF_8));
  }

  /** Compares byte for byte with a file of {@code src/test/resources/walkthrough}. */
  void equalsFile(String name) throws IOException {
    assertEquals(file(name), text);
  }

  /** Compares byte for byte. */
  void equalsText(String expected) {
    assertEquals(expected, text);
  }

  /** Compares byte for byte, but for each {@code #}, which stands for the pattern. */
  void equalsText(String expected, String pattern) {
    assertEquals(expected, text.replaceAll(pattern, "#"));
  }

  /** Compares each line with a pattern, from start to end. */
  void matchesLines(String... patterns) {
    List<String> lines = text.lines().toList();
    for (int i = 0; i < Math.min(patterns.length, lines.size()); i++) {
      if (!Pattern.matches(patterns[i], lines.get(i))) {
        assertEquals(patterns[i], lines.get(i), "line " + (i + 1) + " of\n" + text);
      }
    }
    assertEquals(patterns.length, lines.size(), "number of lines of\n" + text);
  }

  static String file(String name) throws IOException {
    try (InputStream file = Printed.class.getResourceAsStream("/walkthrough/" + name)) {
      return new String(file.readAllBytes(), UTF_8);
    }
  }
}
