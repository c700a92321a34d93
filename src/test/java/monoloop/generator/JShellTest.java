package monoloop.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.util.Map;
import jdk.jshell.JShell;
import jdk.jshell.Snippet.Status;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import jdk.jshell.execution.LocalExecutionControlProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bodies that are typed into a shell. */
@Tag("engines")
@Timeout(120)
class JShellTest {

  @Test
  void in_this_process() {
    try (JShell shell =
        JShell.builder().executionEngine(new LocalExecutionControlProvider(), Map.of()).build()) {
      talk(shell);
    }
  }

  @Test
  void in_a_process_of_its_own() {
    try (JShell shell = JShell.create()) {
      talk(shell);
    }
  }

  private static void talk(JShell shell) {
    for (String path : JavaProcess.classPath().split(File.pathSeparator)) {
      shell.addToClasspath(path);
    }
    eval(shell, "import monoloop.generator.*;");
    eval(shell, "int twice(int x) { return 2 * x; }");
    eval(
        shell,
        """
        GeneratorBody<Object, Integer, Object> body = out -> {
          int sum = 0;
          for (int i = 0; i < 2; i++) {
            sum += twice(out.yield("virtual " + Thread.currentThread().isVirtual()));
          }
          return "sum " + sum;
        };
        """);
    eval(shell, "var g = Generator.of(body);");

    assertEquals(
        "compiled: the body is a state machine", eval(shell, "monoloop.Monoloop.explain(body)"));
    assertEquals("\"virtual false\"", eval(shell, "g.next()"));
    eval(shell, "g.send(1)");
    assertEquals("Returned[result=sum 6]", eval(shell, "g.trySend(2)"));
  }

  private static String eval(JShell shell, String text) {
    String rest = text;
    String value = "";
    while (!rest.isBlank()) {
      CompletionInfo part = shell.sourceCodeAnalysis().analyzeCompletion(rest);
      for (SnippetEvent event : shell.eval(part.source())) {
        assertEquals(
            Status.VALID,
            event.status(),
            () -> text + shell.diagnostics(event.snippet()).map(d -> d.getMessage(null)).toList());
        assertEquals(null, event.exception(), text);
        value = event.value();
      }
      rest = part.remaining();
    }
    return value;
  }
}
