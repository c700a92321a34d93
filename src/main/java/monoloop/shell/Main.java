package monoloop.shell;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The command line: runs notebooks and scripts, and checks or refreshes the outputs that notebooks
 * store.
 *
 * <p>{@code run FILE} runs a notebook (.ipynb) or a script (.jsh) and prints it. {@code notebook
 * FILE...} compares what the cells print with what is stored, {@code notebook --update FILE...}
 * stores it. {@code --limit SECONDS} is how long one cell may run: 60 unless told, and for a script
 * no limit. A cell that takes longer is cancelled.
 *
 * <p>The exit status is 0 if all went well, 1 if a cell failed, did not end, or printed something
 * else, and 2 if a file is missing or no notebook, or the command line is wrong.
 */
public final class Main {
  private static final String USAGE =
      """
      Usage: run [--limit SECONDS] FILE.ipynb|FILE.jsh
             notebook [--update] [--limit SECONDS] FILE.ipynb...""";

  private static final Duration FOREVER = Duration.ofDays(1000);

  private final PrintStream out;
  private final List<Path> files = new ArrayList<>();
  private boolean update;
  private Duration limit = Duration.ZERO;

  private Main(PrintStream out) {
    this.out = out;
  }

  /**
   * Runs one command and ends the JVM with its exit status, whatever threads the cells left behind.
   *
   * @param args the command line
   */
  public static void main(String[] args) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    int status = run(List.of(args), out, System.err);
    out.flush();
    System.exit(status);
  }

  /** Runs one command and returns its exit status. */
  static int run(List<String> args, PrintStream out, PrintStream err) {
    try {
      List<String> problems = new Main(out).command(new ArrayDeque<>(args));
      problems.forEach(err::println);
      return problems.isEmpty() ? 0 : 1;
    } catch (IllegalArgumentException e) {
      err.println(e.getMessage());
      err.println(USAGE);
    } catch (JsonException e) {
      err.println(e.getMessage());
    } catch (IOException e) {
      err.println("cannot be read or written: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      err.println("interrupted");
    }
    return 2;
  }

  private List<String> command(Deque<String> args)
      throws IOException, JsonException, InterruptedException {
    String command = args.isEmpty() ? "" : args.remove();
    while (!args.isEmpty()) {
      argument(args.remove(), args);
    }
    switch (command) {
      case "run" -> {
        if (files.size() != 1 || update) {
          throw new IllegalArgumentException("run takes one file, got " + files.size());
        }
        return run(files.getFirst());
      }
      case "notebook" -> {
        if (files.isEmpty()) {
          throw new IllegalArgumentException("notebook takes the files to check, got none");
        }
        return notebooks();
      }
      default -> throw new IllegalArgumentException("there is no command \"" + command + "\"");
    }
  }

  private void argument(String arg, Deque<String> rest) throws IOException {
    if (arg.equals("--update")) {
      update = true;
    } else if (arg.equals("--limit")) {
      String seconds = rest.isEmpty() ? "nothing" : rest.remove();
      if (!seconds.matches("[1-9]\\d{0,6}")) {
        throw new IllegalArgumentException("--limit takes seconds, got " + seconds);
      }
      limit = Duration.ofSeconds(Long.parseLong(seconds));
    } else if (arg.startsWith("-")) {
      throw new IllegalArgumentException("there is no option \"" + arg + "\"");
    } else {
      Path file = Path.of(arg);
      if (!Files.isRegularFile(file)) {
        throw new IOException(file + ": there is no such file");
      }
      files.add(file);
    }
  }

  private Duration limitOr(Duration usual) {
    return limit.isZero() ? usual : limit;
  }

  private List<String> run(Path file) throws IOException, JsonException, InterruptedException {
    if (file.toString().endsWith(".jsh")) {
      return script(file);
    }
    Notebook notebook = Notebook.read(file);
    return new NotebookRun(notebook, limitOr(Duration.ofSeconds(60))).each(this::print);
  }

  private void print(Cell cell, int count, Output output) {
    if (cell.isCode()) {
      cell.source().lines().forEach(line -> out.println("    " + line));
      out.println();
    } else {
      out.println(cell.source() + "\n");
    }
    out.print(output.text());
    out.print(output.text().isEmpty() ? "" : "\n");
    out.flush();
  }

  /** A script sees the same names as in the JDK's jshell, and prints as it runs. */
  private List<String> script(Path file) throws IOException, InterruptedException {
    try (Cells cells = new Cells(limitOr(FOREVER))) {
      cells.run("import module java.base;");
      Output.Thrown error = cells.run(text(file)).error();
      return error == null ? List.of() : List.of(file + ": threw " + error);
    } catch (CellException e) {
      return List.of(file + ": " + e.getMessage());
    }
  }

  /** What stands before jshell's own command to leave it. */
  private static String text(Path file) throws IOException {
    return String.join(
        "\n", Files.readAllLines(file).stream().takeWhile(l -> !l.startsWith("/exit")).toList());
  }

  private List<String> notebooks() throws IOException, JsonException, InterruptedException {
    List<String> problems = new ArrayList<>();
    for (Path file : files) {
      Notebook notebook = Notebook.read(file);
      NotebookRun run = new NotebookRun(notebook, limitOr(Duration.ofSeconds(60)));
      List<String> wrong = update ? run.update() : run.check();
      problems.addAll(wrong);
      String saved = update && wrong.isEmpty() && notebook.save() ? "updated" : "as stored";
      out.println(file + ": " + (wrong.isEmpty() ? saved : wrong.size() + " cells differ or fail"));
    }
    return problems;
  }
}
