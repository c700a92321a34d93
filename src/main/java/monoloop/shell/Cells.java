package monoloop.shell;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.Diag;
import jdk.jshell.EvalException;
import jdk.jshell.ExpressionSnippet;
import jdk.jshell.JShell;
import jdk.jshell.JShellException;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis.Completeness;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import jdk.jshell.UnresolvedReferenceException;
import jdk.jshell.VarSnippet;
import jdk.jshell.execution.LocalExecutionControlProvider;
import org.jspecify.annotations.Nullable;

/**
 * Runs cells one after the other; each sees what those before it declared. It is the notebook's
 * Java, and it knows nothing of files.
 *
 * <p>The cells run in this JVM, which starts four times faster than a second one, and which lets
 * bodies compile as they do in a program.
 */
final class Cells implements AutoCloseable {
  /** What scripts and the shell see without importing it. */
  static final String STARTUP =
      """
      import module java.base;
      """;

  private static final Duration GRACE = Duration.ofSeconds(20);

  private final JShell java;
  private final Duration limit;
  private volatile boolean cancelled;

  /**
   * Opens a shell that knows the class path of this JVM.
   *
   * @param limit how long one cell may run
   */
  Cells(Duration limit) {
    this.limit = limit;
    java =
        JShell.builder().executionEngine(new LocalExecutionControlProvider(), Map.of()).build();
    java.addToClasspath(System.getProperty("java.class.path"));
  }

  /** What a cell gave besides what it printed. A null is not worth showing. */
  record Result(@Nullable String value, Output.@Nullable Thrown error) {}

  /**
   * Runs a cell to its end, its first error, or the limit.
   *
   * @throws CellException if it does not compile, or had to be cancelled
   */
  Result run(String source) throws CellException, InterruptedException {
    CompletableFuture<Result> running = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .name("cell")
        .start(
            () -> {
              try {
                running.complete(evaluate(source));
              } catch (Throwable t) {
                running.completeExceptionally(t);
              }
            });
    try {
      return running.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw cancel(running);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof CellException c) {
        throw c;
      }
      throw new IllegalStateException("the shell failed: " + e.getCause(), e.getCause());
    }
  }

  /** Asks again and again: what is still being compiled now would start after the first time. */
  private CellException cancel(CompletableFuture<Result> running) throws InterruptedException {
    String text = "did not end within " + limit.toMillis() / 1000.0 + " s and was cancelled";
    cancelled = true;
    long end = System.nanoTime() + GRACE.toNanos();
    while (System.nanoTime() < end) {
      java.stop();
      try {
        running.get(50, TimeUnit.MILLISECONDS);
        return new CellException(text);
      } catch (ExecutionException e) {
        return new CellException(text);
      } catch (TimeoutException e) {
        // not yet
      }
    }
    return new CellException(text + ", but goes on: it ignores the interrupt");
  }

  private Result evaluate(String source) throws CellException {
    List<Snippet> declared = new ArrayList<>();
    String value = null;
    String rest = source;
    while (!rest.isBlank() && !cancelled) {
      CompletionInfo next = java.sourceCodeAnalysis().analyzeCompletion(rest);
      if (next.completeness() == Completeness.EMPTY) {
        break;
      }
      if (next.completeness() == Completeness.DEFINITELY_INCOMPLETE) {
        throw new CellException("does not compile: the end is missing of\n    " + rest.strip());
      }
      value = null;
      String snippet = next.source() == null ? rest : next.source();
      for (SnippetEvent event : java.eval(snippet)) {
        if (event.status() == Snippet.Status.REJECTED) {
          throw new CellException("does not compile: " + why(event.snippet()));
        }
        if (event.exception() != null) {
          return new Result(null, thrown(event.exception()));
        }
        if (event.causeSnippet() == null) {
          declared.add(event.snippet());
          value = isUnnamed(event.snippet()) && !"null".equals(event.value()) ? event.value() : null;
        }
      }
      rest = next.remaining();
    }
    refuseUnresolved(declared);
    return new Result(value, null);
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

  /** Every error with the line it stands in. */
  private String why(Snippet snippet) {
    StringBuilder why = new StringBuilder();
    java.diagnostics(snippet)
        .filter(Diag::isError)
        .forEach(
            d ->
                why.append(why.isEmpty() ? "" : "\n")
                    .append(d.getMessage(Locale.ENGLISH))
                    .append("\n    ")
                    .append(lineAt(snippet.source(), (int) d.getPosition()).strip()));
    return why.isEmpty() ? "\n    " + snippet.source().strip() : why.toString();
  }

  private static String lineAt(String source, int position) {
    int at = Math.clamp(position, 0, source.length());
    int end = source.indexOf('\n', at);
    return source.substring(
        at == 0 ? 0 : source.lastIndexOf('\n', at - 1) + 1, end < 0 ? source.length() : end);
  }

  private static Output.Thrown thrown(JShellException exception) {
    return switch (exception) {
      case EvalException e -> {
        String name = e.getExceptionClassName();
        yield new Output.Thrown(
            name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1),
            e.getMessage() == null ? "" : e.getMessage());
      }
      case UnresolvedReferenceException e ->
          new Output.Thrown(
              "UnresolvedReferenceException", e.getSnippet().source().strip() + " is incomplete");
      default -> new Output.Thrown(exception.getClass().getSimpleName(), "");
    };
  }

  /** Whether it is an expression whose value was given no name: notebooks show it. */
  private static boolean isUnnamed(Snippet snippet) {
    return snippet instanceof ExpressionSnippet
        || snippet.subKind() == Snippet.SubKind.TEMP_VAR_EXPRESSION_SUBKIND
            && snippet instanceof VarSnippet;
  }

  @Override
  public void close() {
    java.close();
  }
}
