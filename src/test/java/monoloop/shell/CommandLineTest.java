package monoloop.shell;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command line says of itself, and how bash completes it. */
@Tag("engines")
class CommandLineTest {
  private static final List<String> COMMANDS =
      List.of(
          "repl", "run", "notebook", "kernel", "doctor", "completion", "ps", "tree", "where",
          "help");

  @TempDir Path directory;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @Test
  void help_lists_each_command_in_one_whole_sentence() {
    List<String> lines = help().lines().toList();
    List<String> listed =
        lines.subList(lines.indexOf("Commands:") + 1, lines.indexOf("")).stream().toList();

    assertEquals(COMMANDS, listed.stream().map(l -> l.strip().split(" ")[0]).toList());
    listed.forEach(l -> assertTrue(l.matches("  [a-z]+ +[A-Z].*[a-z]\\.?"), l));
  }

  @Test
  void help_breaks_lines_where_they_are_full() {
    for (String command : COMMANDS.subList(0, COMMANDS.size() - 1)) {
      List<String> lines = help(command).lines().filter(l -> !l.isBlank()).toList();
      for (int i = 0; i < lines.size() - 1; i++) {
        String next = lines.get(i + 1);
        boolean isText = lines.get(i).matches("[A-Z].*[a-z,]") && next.matches("[a-z].*");
        int fits = lines.get(i).length() + 1 + next.split(" ")[0].length();
        assertTrue(!isText || fits > 75, lines.get(i) + "\n" + next);
      }
    }
  }

  @Test
  void every_command_tells_the_version() {
    for (String command : COMMANDS.subList(0, COMMANDS.size() - 1)) {
      assertEquals(0, run(command, "--version"));
      assertTrue(said().matches("(?s)monoloop .* on Java .*"), command);
    }
  }

  @Test
  void bash_completes_commands_options_and_files() throws Exception {
    assertEquals(0, run("completion"));
    Files.writeString(directory.resolve("completion"), said());
    Files.createFile(directory.resolve("lesson.ipynb"));

    assertEquals("repl run", completed("monoloop r"));
    assertEquals("install run", completed("monoloop kernel ''"));
    assertEquals("--update", completed("monoloop notebook --u"));
    assertEquals("lesson.ipynb", completed("monoloop notebook les"));
    assertEquals("", completed("monoloop tree ''"));
  }

  /** Calls what bash calls at Tab, with the words as it would find them. */
  private String completed(String typed) throws IOException, InterruptedException {
    String script =
        """
        source completion || exit 3
        compopt() { :; }
        COMP_WORDS=(%s)
        COMP_CWORD=$(( ${#COMP_WORDS[@]} - 1 ))
        complete=$(complete -p monoloop)
        function=${complete##*-F }
        ${function%% *} monoloop "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
        echo "${COMPREPLY[*]}"
        """
            .formatted(typed);
    Process bash;
    try {
      bash =
          new ProcessBuilder("bash", "--norc", "-c", script)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      assumeTrue(false, "there is no bash");
      throw e;
    }
    bash.getOutputStream().close();
    String said = new String(bash.getInputStream().readAllBytes(), UTF_8).strip();
    assertEquals(0, bash.waitFor(), said);
    return said;
  }

  private String help(String... command) {
    String[] args = new String[command.length + 1];
    System.arraycopy(command, 0, args, 0, command.length);
    args[command.length] = "--help";
    assertEquals(0, run(args));
    return said();
  }

  private int run(String... args) {
    out.reset();
    PrintStream stream = new PrintStream(out, true, UTF_8);
    return Main.run(List.of(args), new Streams(InputStream.nullInputStream(), stream, stream));
  }

  private String said() {
    return out.toString(UTF_8).replace("\r\n", "\n");
  }
}
