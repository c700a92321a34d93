package monoloop.shell;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import jdk.jshell.Diag;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;

/** Why a snippet does not compile, in as few of the compiler's words as tell it. */
final class Diagnosis {
  private static final List<String> BESIDE_THE_POINT =
      List.of("argument lists differ in length", "is not a functional interface");

  private Diagnosis() {}

  /** Every error with the line it stands in. */
  static String of(JShell java, Snippet snippet) {
    String why =
        java.diagnostics(snippet)
            .filter(Diag::isError)
            .map(
                d -> message(d.getMessage(Locale.ENGLISH)) + "\n    "
                    + lineAt(snippet.source(), (int) d.getPosition()).strip())
            .collect(Collectors.joining("\n"));
    return why.isEmpty() ? "\n    " + snippet.source().strip() : why;
  }

  /** Without JShell's own class, which has no name, and without methods that were not meant. */
  private static String message(String message) {
    String placeless = message.replaceAll("\n\\s*location: class\\s*$", "");
    String[] methods = placeless.split("\n(?= {4}method )");
    String meant =
        Arrays.stream(methods)
            .filter(m -> BESIDE_THE_POINT.stream().noneMatch(m::contains))
            .collect(Collectors.joining("\n"));
    boolean isAnyMeant = meant.contains("\n    method ");
    String said = isAnyMeant ? meant : String.join("\n", methods);
    return said.contains("missing return value")
        ? said + "\n  A body returns a value: end it with \"return null;\" if it has none"
        : said;
  }

  /** The line of a text in which a position is. */
  static String lineAt(String source, int position) {
    int at = Math.clamp(position, 0, source.length());
    int end = source.indexOf('\n', at);
    return source.substring(
        at == 0 ? 0 : source.lastIndexOf('\n', at - 1) + 1, end < 0 ? source.length() : end);
  }
}
