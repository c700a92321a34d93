package monoloop.walkthrough;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job as its user runs it: in a JVM of its own, without any flag. */
@Tag("engines")
class WholeWalkthroughTest {
  private static final int LIMIT_SECONDS = 20;

  @Test
  void every_chapter_runs_in_order_and_nothing_complains(@TempDir Path dir) throws Exception {
    File out = dir.resolve("out").toFile();
    File err = dir.resolve("err").toFile();
    ProcessBuilder java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-classpath",
                System.getProperty("java.class.path"),
                Walkthrough.class.getName())
            .redirectOutput(out)
            .redirectError(err);
    java.environment().put("LC_ALL", "C"); // the Chinese headings do not depend on the locale

    Process job = java.start();
    boolean ended = job.waitFor(LIMIT_SECONDS, SECONDS);
    job.destroyForcibly().waitFor();

    String printed = Files.readString(out.toPath());
    assertEquals("", Files.readString(err.toPath()));
    assertTrue(ended, () -> "still running after " + LIMIT_SECONDS + " s:\n" + printed);
    assertEquals(0, job.exitValue(), printed);
    assertEquals(headings(), printed.lines().filter(line -> line.startsWith("== ")).toList());
    assertTrue(printed.matches("(?s).*\n\\d+ chapters in \\d+ ms\n"), printed);
  }

  private static List<String> headings() {
    return IntStream.range(0, Walkthrough.CHAPTERS.size())
        .mapToObj(i -> "== " + (i + 1) + ". " + Walkthrough.CHAPTERS.get(i).heading() + " ==")
        .toList();
  }
}
