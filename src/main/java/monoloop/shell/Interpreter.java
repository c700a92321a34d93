package monoloop.shell;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.ExpressionSnippet;
import jdk.jshell.JShell;
import jdk.jshell.JShellException;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Completeness;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import jdk.jshell.UnresolvedReferenceException;
import jdk.jshell.VarSnippet;
import org.jspecify.annotations.Nullable;

/**
 * Java, snippet after snippet: each sees what those before it declared. It runs in this JVM, which
 * starts four times faster than a second one, and which lets bodies compile as they do in a
 * program.
 */
final class Interpreter implements AutoCloseable {
  /** What the shell, scripts and the kernel import. */
  private static final List<String> IMPORTS =
      List.of(
          "import module java.base;",
          "import monoloop.*;",
          "import monoloop.generator.*;",
          "import monoloop.sync.*;",
          "import monoloop.io.*;",
          "import monoloop.file.*;",
          "import monoloop.process.*;",
          "import monoloop.http.*;",
          "import monoloop.inspect.*;",
          "import monoloop.parallel.*;",
          "import reactor.core.publisher.*;",
          "import static java.time.Duration.*;",
          "import static monoloop.Async.*;",
          "import static monoloop.shell.TopLevel.*;");

  private final Set<Snippet> imports = new HashSet<>();
  private final CellControl control = new CellControl();
  private final JShell java;

  /** Opens one that knows the class path of this JVM. */
  Interpreter() {
    java = JShell.builder().executionEngine(control.provider(), Map.of()).build();
    java.addToClasspath(System.getProperty("java.class.path"));
    Places.use(this);
  }

  /**
   * What some source gave.
   *
   * @param value as JShell writes it; null if it is not worth showing
   * @param object the same as it is
   * @param error what it threw; nothing behind it has run
   */
  record Result(
      @Nullable String value, @Nullable Object object, @Nullable Throwable error) {}

  /** What was typed and holds, in order. */
  Stream<Snippet> typed() {
    return java.snippets().filter(s -> java.status(s).isActive() && !imports.contains(s));
  }

  JShell java() {
    return java;
  }

  SourceCodeAnalysis analysis() {
    return java.sourceCodeAnalysis();
  }

  /** Imports the library, and what scripts use most. */
  void importLibrary() {
    IMPORTS.forEach(line -> java.eval(line).forEach(event -> imports.add(event.snippet())));
  }

  /**
   * Runs all snippets of a source up to the first error.
   *
   * @param each hears of every snippet that was accepted
   * @throws CellException if one does not compile
   */
  Result run(String source, Consumer<SnippetEvent> each) throws CellException {
    List<Snippet> declared = new ArrayList<>();
    Result last = new Result(null, null, null);
    String rest = source;
    control.begin();
    while (!rest.isBlank() && !control.isStopping()) {
      refuseCommand(rest);
      CompletionInfo next = analysis().analyzeCompletion(rest);
      if (next.completeness() == Completeness.EMPTY) {
        break;
      }
      if (next.completeness() == Completeness.DEFINITELY_INCOMPLETE) {
        throw new CellException("does not compile: the end is missing of\n    " + rest.strip());
      }
      last = new Result(null, null, null);
      String snippet = next.source() == null ? rest : next.source();
      rest = next.remaining();
      for (SnippetEvent event : java.eval(snippet)) {
        if (event.status() == Snippet.Status.REJECTED) {
          rest = withSemicolon(event.snippet()) + rest;
          break;
        }
        if (event.exception() != null) {
          return new Result(null, null, thrown(event.exception()));
        }
        if (event.causeSnippet() == null) {
          declared.add(event.snippet());
          last = value(event);
          each.accept(event);
        }
      }
    }
    refuseUnresolved(declared);
    return last;
  }

  private static void refuseCommand(String rest) throws CellException {
    String line = Diagnosis.lineAt(rest.stripLeading(), 0).strip();
    if (line.matches("/[a-z?!-].*")) {
      throw new CellException(
          "does not compile: " + line + " is a command of a shell, and here stands only Java");
    }
  }

  /**
   * The source of a snippet that was refused because a statement ends with its line: JShell itself
   * is given line after line, and there each may.
   *
   * @throws CellException if it was refused for another reason
   */
  private String withSemicolon(Snippet refused) throws CellException {
    String source = refused.source();
    int at =
        java.diagnostics(refused)
            .filter(d -> d.getMessage(Locale.ENGLISH).equals("';' expected"))
            .mapToInt(d -> (int) d.getPosition())
            .findFirst()
            .orElse(source.length());
    String before = source.substring(0, at);
    String behind = source.substring(at);
    if (behind.matches("(?s)[ \t]*(//[^\n]*)?\\R.*")
        && analysis().analyzeCompletion(before).completeness().isComplete()) {
      return before + ";" + behind;
    }
    throw new CellException("does not compile: " + Diagnosis.of(java, refused));
  }

  /** Cancels what runs; nothing of its source starts any more. Any thread. */
  void cancel() {
    control.stop();
  }

  /** Waits no longer for what was cancelled and goes on. Any thread. */
  void abandon() {
    control.abandon();
  }

  /** The object that the last snippet gave. */
  @Nullable Object object() {
    return control.value();
  }

  /** A value's own form, if it has one; {@link #cancel} ends what is shown while it runs. */
  @Nullable View view(@Nullable Object value, Consumer<View> live) {
    return control.show(() -> Views.of(value, live));
  }

  /** As plain text; {@code usual} if the value has no form of its own. */
  @Nullable String text(@Nullable Object value, @Nullable String usual) {
    View view = view(value, v -> {});
    return view == null ? usual : view.text();
  }

  private Result value(SnippetEvent event) {
    boolean shown = isUnnamed(event.snippet()) && !"null".equals(event.value());
    return shown
        ? new Result(event.value(), control.value(), null)
        : new Result(null, null, null);
  }

  /** Whether it is an expression whose value was given no name: notebooks show it. */
  private static boolean isUnnamed(Snippet snippet) {
    return snippet instanceof ExpressionSnippet
        || snippet.subKind() == Snippet.SubKind.TEMP_VAR_EXPRESSION_SUBKIND
            && snippet instanceof VarSnippet;
  }

  private Throwable thrown(JShellException exception) {
    Throwable thrown = control.error();
    if (exception instanceof UnresolvedReferenceException e) {
      return new IllegalStateException(e.getSnippet().source().strip() + " is incomplete");
    }
    return thrown == null ? exception : thrown;
  }

  /** A method may use what a later snippet declares, but not what no snippet of its cell does. */
  private void refuseUnresolved(List<Snippet> declared) throws CellException {
    for (Snippet snippet : declared) {
      if (snippet instanceof DeclarationSnippet declaration) {
        List<String> missing = java.unresolvedDependencies(declaration).toList();
        if (!missing.isEmpty()) {
          throw new CellException(
              "does not compile: nothing declares " + String.join(", ", missing)
                  + ", used in\n    " + declaration.source().strip());
        }
      }
    }
  }

  @Override
  public void close() {
    java.close();
  }
}
