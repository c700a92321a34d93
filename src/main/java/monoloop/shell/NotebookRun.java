package monoloop.shell;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs all cells of a notebook in a shell of their own, and says what is wrong with which cell. */
final class NotebookRun {
  private final Notebook notebook;
  private final Duration limit;
  private final List<String> problems = new ArrayList<>();

  /**
   * Prepares; nothing runs yet.
   *
   * @param limit how long one cell may run
   */
  NotebookRun(Notebook notebook, Duration limit) {
    this.notebook = notebook;
    this.limit = limit;
  }

  /** What to do with a cell: text cells come with an empty output. */
  @FunctionalInterface
  interface Visitor {
    void ran(Cell cell, int count, Output output);
  }

  /** Compares every output with the stored one, and returns what differs, or is wrong otherwise. */
  List<String> check() throws InterruptedException {
    return each(
        (cell, count, output) -> {
          String expected = cell.stored().text();
          String actual = output.text();
          boolean failed = output.error() != null && !cell.mayFail();
          if (!failed && !Difference.same(expected, actual)) {
            report(
                cell,
                "the output is not the stored one (- stored, + printed now)\n"
                    + Difference.show(expected, actual));
          }
        });
  }

  /** Stores every output in the notebook's JSON, and returns what is wrong with the cells. */
  List<String> update() throws InterruptedException {
    return each(
        (cell, count, output) -> {
          if (cell.isCode()) {
            cell.store(output, count);
          }
        });
  }

  /**
   * Runs cell by cell. Cells after one that failed would only fail as well: they do not run.
   *
   * @return the problems, in order; empty if there is none
   */
  List<String> each(Visitor visitor) throws InterruptedException {
    int count = 0;
    try (Console console = new Console();
        Cells cells = new Cells(limit);
        ExitGuard exits = new ExitGuard()) {
      for (Cell cell : notebook.cells()) {
        if (!cell.isCode()) {
          visitor.ran(cell, count, new Output("", null, Map.of(), null));
          continue;
        }
        count++;
        exits.at(place(cell));
        Cells.Result result = cells.run(cell.source());
        Output output =
            new Output(console.take(), result.value(), result.formats(), result.error());
        visitor.ran(cell, count, output);
        if (output.error() != null && !cell.mayFail()) {
          report(
              cell,
              "threw " + result.trace()
                  + "\n    If it is there to show this, give it the tag \"raises-exception\"");
          break;
        }
      }
    } catch (CellException e) {
      report(codeCell(count), e.getMessage());
    }
    return problems;
  }

  private Cell codeCell(int count) {
    return notebook.cells().stream().filter(Cell::isCode).skip(count - 1).findFirst().orElseThrow();
  }

  private void report(Cell cell, String what) {
    problems.add(place(cell) + ": " + what);
  }

  private String place(Cell cell) {
    return notebook.file() + ", " + cell;
  }
}
