package monoloop.shell;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Compares what the cells of notebooks print with what is stored in them, or stores it. */
@Command(
    name = "notebook",
    mixinStandardHelpOptions = true,
    description = {
      "Runs notebooks and compares what they print with what is stored.",
      "A number after a tilde, as in ~12 ms, is a measured one: any other may stand there."
    })
final class NotebookCommand implements Callable<Integer> {
  private final Streams streams;

  @Option(names = "--update", description = "Stores what the cells print.")
  private boolean update;

  @Option(
      names = "--limit",
      paramLabel = "SECONDS",
      converter = Seconds.class,
      description = "How long one cell may run, 60 unless told. Then it is cancelled.")
  private Duration limit = Duration.ofSeconds(60);

  @Parameters(paramLabel = "FILE.ipynb", arity = "1..*", description = "The notebooks.")
  private List<Path> files = List.of();

  NotebookCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws IOException, JsonException, InterruptedException {
    List<Notebook> notebooks = new ArrayList<>();
    for (Path file : files) {
      notebooks.add(Notebook.read(file));
    }
    int wrong = 0;
    for (Notebook notebook : notebooks) {
      NotebookRun run = new NotebookRun(notebook, limit);
      List<String> problems = update ? run.update() : run.check();
      problems.forEach(streams.err()::println);
      wrong += problems.size();
      String saved = update && problems.isEmpty() && notebook.save() ? "updated" : "as stored";
      streams
          .out()
          .println(
              notebook.file() + ": " + (problems.isEmpty() ? saved : count(problems.size())));
    }
    return wrong == 0 ? 0 : 1;
  }

  private static String count(int wrong) {
    return wrong == 1 ? "1 cell differs or fails" : wrong + " cells differ or fail";
  }
}
