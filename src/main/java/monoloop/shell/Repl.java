package monoloop.shell;

import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import jdk.jshell.ExpressionSnippet;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.VarSnippet;
import monoloop.shell.LineInput.LeftException;

/**
 * Reads, runs and prints, while the loop turns: snippets run on another thread, so that Ctrl-C can
 * cancel them. The second Ctrl-C leaves behind what does not end.
 */
final class Repl {
  private static final int PATIENCE_MILLIS = 1500;

  private final Interpreter java;
  private final LineInput input;
  private final PrintStream out;
  private final ReplCommands commands;
  private boolean failed;
  private volatile int interrupts;
  private volatile CompletableFuture<Interpreter.Result> running = new CompletableFuture<>();

  Repl(Interpreter java, LineInput input, PrintStream out) {
    this.java = java;
    this.input = input;
    this.out = out;
    commands = new ReplCommands(java, text -> snippets(text, event -> {}), out);
  }

  /**
   * Returns at the end of the input, or at {@code /exit}.
   *
   * @return whether all snippets went well
   */
  boolean run() throws IOException, InterruptedException {
    Background.listen();
    input.onInterrupt(this::interrupted);
    while (true) {
      Background.take().forEach(failure -> out.println("! " + failure));
      String text;
      try {
        text = input.read();
      } catch (LeftException e) {
        continue;
      }
      if (text == null || ReplCommands.isExit(text)) {
        return !failed;
      }
      if (ReplCommands.isCommand(text)) {
        commands.run(text.strip());
      } else {
        snippets(text, this::print);
      }
      out.flush();
    }
  }

  /** Whether what was typed can be run as it is: a command, or whole snippets. */
  static boolean isComplete(Interpreter java, String text) {
    if (text.isBlank() || ReplCommands.isCommand(text)) {
      return true;
    }
    String rest = text;
    while (!rest.isBlank()) {
      var next = java.analysis().analyzeCompletion(rest);
      switch (next.completeness()) {
        case DEFINITELY_INCOMPLETE, CONSIDERED_INCOMPLETE -> {
          return false;
        }
        case EMPTY, UNKNOWN -> {
          return true;
        }
        default -> rest = next.remaining();
      }
    }
    return true;
  }

  private void snippets(String text, Consumer<SnippetEvent> each) throws InterruptedException {
    interrupts = 0;
    CompletableFuture<Interpreter.Result> running = new CompletableFuture<>();
    this.running = running;
    Thread.ofPlatform()
        .daemon()
        .name("cells")
        .start(
            () -> {
              try {
                running.complete(java.run(text, each));
              } catch (Throwable t) {
                running.completeExceptionally(t);
              }
            });
    try {
      Throwable error = running.get().error();
      if (error != null) {
        failed = true;
        out.println(Errors.text(error));
      }
    } catch (ExecutionException e) {
      failed = true;
      Throwable cause = e.getCause();
      out.println(cause instanceof CellException ? cause.getMessage() : Errors.text(cause));
    }
    if (interrupts > 0) {
      out.println(interrupts > 1 ? "left behind, perhaps still running" : "cancelled");
    }
  }

  /** On a thread of the terminal. */
  private void interrupted() {
    interrupts++;
    java.cancel();
    if (interrupts > 1) {
      java.abandon();
    } else {
      CompletableFuture<Interpreter.Result> cancelled = running;
      CompletableFuture.delayedExecutor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
          .execute(() -> hint(cancelled));
    }
  }

  private void hint(CompletableFuture<Interpreter.Result> cancelled) {
    if (!cancelled.isDone()) {
      out.println("It does not end. Ctrl-C again leaves it behind");
    }
  }

  private void print(SnippetEvent event) {
    Snippet snippet = event.snippet();
    String name =
        switch (snippet) {
          case VarSnippet variable -> variable.name();
          case ExpressionSnippet expression -> expression.name();
          default -> "";
        };
    boolean isNothing = name.startsWith("$") && "null".equals(event.value());
    if (!name.isEmpty() && event.value() != null && !isNothing) {
      String shown = java.text(java.object(), event.value());
      out.println(name + (shown.contains("\n") ? " ==>\n" : " ==> ") + shown);
    } else if (event.status() == Snippet.Status.RECOVERABLE_DEFINED
        || event.status() == Snippet.Status.RECOVERABLE_NOT_DEFINED) {
      out.println("declared; it can be used once what it uses is declared too");
    }
  }
}
