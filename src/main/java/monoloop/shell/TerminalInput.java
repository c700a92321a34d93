package monoloop.shell;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.jline.reader.Candidate;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.DumbTerminal;
import org.jline.utils.Signals;
import org.jspecify.annotations.Nullable;

/** Lines from a terminal, with editing, a history that is kept, and completion by Tab. */
final class TerminalInput implements LineInput {
  private static final String PROMPT = "mono> ";
  private static final String MORE = "  ... ";

  private final Terminal terminal;
  private final LineReader reader;

  /** What a terminal that hears of no signals does at Ctrl-C; null if this one does hear. */
  private final @Nullable Object interrupts;

  /** Completes what stands before the cursor. */
  @FunctionalInterface
  interface Completions {
    List<Candidate> at(String text, int cursor);
  }

  /**
   * Reads from a terminal.
   *
   * @param history the file that keeps it; null for none
   * @param isComplete whether a snippet may end there
   */
  TerminalInput(
      Terminal terminal,
      @Nullable Path history,
      Predicate<String> isComplete,
      Completions completions) {
    this.terminal = terminal;
    LineReaderBuilder builder =
        LineReaderBuilder.builder()
            .terminal(terminal)
            .appName("monoloop")
            .parser((line, cursor, context) -> parse(line, cursor, context, isComplete))
            .completer(
                (reading, line, candidates) ->
                    candidates.addAll(completions.at(line.line(), line.cursor())))
            .variable(LineReader.SECONDARY_PROMPT_PATTERN, MORE)
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
            .option(LineReader.Option.HISTORY_TIMESTAMPED, false);
    if (history != null) {
      builder.variable(LineReader.HISTORY_FILE, history);
    }
    reader = builder.build();
    interrupts =
        terminal instanceof DumbTerminal
            ? Signals.register("INT", () -> terminal.raise(Terminal.Signal.INT))
            : null;
  }

  @Override
  public @Nullable String read() throws LeftException {
    try {
      return reader.readLine(PROMPT);
    } catch (UserInterruptException e) {
      endLine();
      throw new LeftException();
    } catch (EndOfFileException e) {
      endLine();
      return null;
    }
  }

  /** What other terminals do by themselves. */
  private void endLine() {
    if (interrupts != null) {
      terminal.writer().println();
      terminal.flush();
    }
  }

  @Override
  public void onInterrupt(Runnable handler) {
    terminal.handle(Terminal.Signal.INT, signal -> handler.run());
  }

  @Override
  public void close() throws IOException {
    if (interrupts != null) {
      Signals.unregister("INT", interrupts);
    }
    terminal.close();
  }

  /** One word from where the completion begins to the cursor: Java knows best what a word is. */
  private static ParsedLine parse(
      String line, int cursor, Parser.ParseContext context, Predicate<String> isComplete) {
    if (context == Parser.ParseContext.ACCEPT_LINE && !isComplete.test(line)) {
      throw new EOFError(-1, -1, "the end is missing");
    }
    int start = cursor;
    while (start > 0 && isWordPart(line.charAt(start - 1))) {
      start--;
    }
    return new Word(line, cursor, start);
  }

  private static boolean isWordPart(char c) {
    return Character.isJavaIdentifierPart(c) || c == '/';
  }

  /** The identifier before the cursor. */
  private record Word(String line, int cursor, int start)
      implements CompletingParsedLine {
    @Override
    public String word() {
      return line.substring(start, cursor);
    }

    @Override
    public int wordCursor() {
      return cursor - start;
    }

    @Override
    public CharSequence escape(CharSequence candidate, boolean complete) {
      return candidate;
    }

    @Override
    public int rawWordCursor() {
      return wordCursor();
    }

    @Override
    public int rawWordLength() {
      return wordCursor();
    }

    @Override
    public int wordIndex() {
      return 0;
    }

    @Override
    public List<String> words() {
      return List.of(word());
    }
  }
}
