package monoloop.shell;

import java.lang.ref.WeakReference;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jshell.Snippet;
import jdk.jshell.SourceCodeAnalysis.SnippetWrapper;
import org.jspecify.annotations.Nullable;

/**
 * Names the lines of snippets as people know them, by their text: a snippet is compiled within a
 * class {@code REPL.$JShell$12}, whose lines nobody has seen.
 */
final class Places {
  private static final Pattern IN_TEXT = Pattern.compile("\\$JShell\\$(\\w+)\\.java:(\\d+)");
  /** What stands before the name of a type or a variable that a snippet has declared. */
  private static final Pattern OF_SNIPPET = Pattern.compile("\\bREPL\\.\\$JShell\\$\\w+[.$]");

  private static final int MOST = 60;

  private static volatile WeakReference<Interpreter> latest = new WeakReference<>(null);

  private Places() {}

  static void use(Interpreter java) {
    latest = new WeakReference<>(java);
  }

  /** A line of a trace; a line of other classes as it is. */
  static String of(StackTraceElement at) {
    if (!at.getClassName().startsWith("REPL.$JShell$")) {
      return at.toString();
    }
    String id = at.getClassName().substring("REPL.$JShell$".length()).split("[$.]", 2)[0];
    return of(id, at.getLineNumber());
  }

  /** A text in which lines of snippets occur, or names that they declare. */
  static String in(String text) {
    Matcher matcher = IN_TEXT.matcher(text);
    String named =
        matcher.replaceAll(
            m -> Matcher.quoteReplacement(of(m.group(1), Integer.parseInt(m.group(2)))));
    return OF_SNIPPET.matcher(named).replaceAll("");
  }

  /** As {@link #in}, for SVG and HTML. */
  static String inMarkup(String text) {
    Matcher matcher = IN_TEXT.matcher(text);
    return matcher.replaceAll(
        m ->
            Matcher.quoteReplacement(
                of(m.group(1), Integer.parseInt(m.group(2)))
                    .replace("&", "&amp;")
                    .replace("<", "&lt;")
                    .replace(">", "&gt;")
                    .replace("\"", "&quot;")));
  }

  private static String of(String id, int line) {
    Interpreter java = latest.get();
    return (java == null ? Optional.<String>empty() : sourceLine(java, id, line))
        .orElse("a snippet");
  }

  private static Optional<String> sourceLine(Interpreter java, String id, int line) {
    return java.java()
        .snippets()
        .filter(s -> s.kind().isPersistent() || s.kind() == Snippet.Kind.STATEMENT)
        .map(s -> lineOf(java, s, id, line))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<String> lineOf(Interpreter java, Snippet snippet, String id, int line) {
    SnippetWrapper wrapper = wrapper(java, snippet);
    if (wrapper == null || !wrapper.fullClassName().equals("REPL.$JShell$" + id)) {
      return Optional.empty();
    }
    String wrapped = wrapper.wrapped();
    int start = 0;
    for (int i = 1; i < line && start >= 0; i++) {
      start = wrapped.indexOf('\n', start) + 1;
    }
    int end = wrapped.indexOf('\n', start);
    String compiled = wrapped.substring(start, end < 0 ? wrapped.length() : end);
    int indent = compiled.length() - compiled.stripLeading().length();
    int at = wrapper.wrappedToSourcePosition(start + indent);
    String source = Diagnosis.lineAt(snippet.source(), at).strip();
    String masked = compiled.strip(); // without comments
    String text = source.startsWith(masked) ? masked : source;
    return Optional.of(
        "`" + (text.length() > MOST ? text.substring(0, MOST - 3) + "..." : text) + "`");
  }

  private static @Nullable SnippetWrapper wrapper(Interpreter java, Snippet snippet) {
    try {
      return java.analysis().wrapper(snippet);
    } catch (IllegalArgumentException | IllegalStateException e) {
      return null; // dropped, or the shell is closed
    }
  }
}
