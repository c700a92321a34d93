package monoloop.shell;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import monoloop.Loop;
import monoloop.Task;

/** What is typed after a slash. */
final class ReplCommands {
  static final List<String> NAMES =
      List.of(
          "/tasks", "/cancel", "/vars", "/methods", "/types", "/imports", "/list", "/open",
          "/save", "/help", "/exit");

  private static final String HELP =
      """
      Type Java: expressions, statements, declarations. Semicolons at line ends may be left out.
        await(mono)      waits at the prompt while the loop goes on; Ctrl-C cancels it
        spawn(mono)      starts a task that goes on behind the prompt; a failure is shown later
      Both take coroutines as well: spawn("ticker", co -> { ... co.await(sleep(ofSeconds(1))) ... })

        /tasks           the tasks of the loop, and what each waits for
        /cancel NAME     cancels a task
        /vars /methods /types /imports /list     what was declared, and all that was typed
        /open FILE       runs a file of snippets
        /save FILE       writes down all that was typed
        /exit            leaves; so does Ctrl-D
      Tab completes. What was typed before is found with the arrow up and with Ctrl-R.""";

  private final Interpreter java;
  private final PrintStream out;
  private final Runner runner;

  /** Runs snippets without showing what they give. */
  @FunctionalInterface
  interface Runner {
    void run(String snippets) throws InterruptedException;
  }

  ReplCommands(Interpreter java, Runner runner, PrintStream out) {
    this.java = java;
    this.runner = runner;
    this.out = out;
  }

  static boolean isCommand(String text) {
    return text.stripLeading().matches("(?s)/[a-z?!].*|/");
  }

  static boolean isExit(String text) {
    return text.strip().matches("/(exit|quit|ex|q)");
  }

  void run(String line) {
    String[] words = line.split("\\s+", 2);
    String with = words.length > 1 ? words[1].strip() : "";
    try {
      switch (words[0]) {
        case "/help", "/?" -> out.println(HELP);
        case "/tasks" -> out.println(TopLevel.tasks());
        case "/cancel" -> cancel(with);
        case "/vars" ->
            print(java.java().variables().map(v -> v.typeName() + " " + v.name()
                + " = " + java.java().varValue(v)));
        case "/methods" ->
            print(java.java().methods().map(m -> m.name() + m.signature()));
        case "/types" -> print(java.java().types().map(t -> t.subKind().name()
            .replaceAll("_.*", "").toLowerCase(Locale.ROOT) + " " + t.name()));
        case "/imports" -> print(java.java().imports().map(i -> i.source().strip()));
        case "/list" -> print(typed());
        case "/open" -> open(with);
        case "/save" -> save(with);
        default -> out.println("There is no command " + words[0] + ". /help lists them");
      }
    } catch (IOException e) {
      out.println("cannot be read or written: " + e.getMessage());
    } catch (Exception e) {
      out.println(Errors.text(e));
    }
  }

  private void print(Stream<String> lines) {
    lines.forEach(out::println);
  }

  private Stream<String> typed() {
    return java.typed().map(s -> s.source().strip());
  }

  private void open(String file) throws IOException, InterruptedException {
    runner.run(Script.read(file(file, "/open")).source());
  }

  private void save(String file) throws IOException {
    Path path = file(file, "/save");
    Files.write(path, typed().toList());
  }

  private static Path file(String file, String command) throws IOException {
    if (file.isEmpty()) {
      throw new IOException(command + " takes a file");
    }
    return Path.of(file);
  }

  private void cancel(String name) {
    Loop.shared()
        .submit(
            co -> {
              List<Task<?>> named =
                  Task.all().stream().filter(t -> t.name().equals(name)).toList();
              named.forEach(t -> t.cancel("/cancel"));
              return named.size();
            })
        .thenAccept(
            count -> out.println(
                count == 0
                    ? "There is no task \"" + name + "\". /tasks lists them"
                    : "asked " + count + " to end"))
        .join();
  }
}
