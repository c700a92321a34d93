package monoloop.readme;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import monoloop.Loop;
import monoloop.VirtualTicker;
import monoloop.inspect.Recording;
import monoloop.inspect.Timeline;
import org.junit.jupiter.api.Test;

/** The picture on the front page is the one that its program makes. */
class HelloPictureTest {
  private static final Path PICTURE = Path.of("src/site/hello.svg");

  private static Timeline record() {
    try (Loop loop = Loop.virtual(VirtualTicker.autojump());
        Recording recording = Recording.of(loop)) {
      loop.run(Hello.hello());
      return recording.timeline();
    }
  }

  @Test
  void the_picture_shows_the_program() throws IOException {
    String svg = record().svg();

    if (Boolean.getBoolean("readme.update")) {
      Files.createDirectories(PICTURE.getParent());
      Files.writeString(PICTURE, svg);
    }
    assertEquals(
        Files.readString(PICTURE),
        svg,
        "How to fix: mvn -q test -Dtest=HelloPictureTest -Dreadme.update=true, then look at it");
  }

  @Test
  void the_same_run_gives_the_same_picture() {
    assertEquals(record().svg(), record().svg());
  }

  @Test
  void in_a_terminal_it_is_three_lines() {
    assertEquals(
        """
                0               20 ms         40 ms        60 ms         80 ms
        Task-1  █┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄█✓
        user     █─────────────────────────────────────────────────────────────────────█✓
        cart      █─────────────────────────────────────────────────────────────────────█✓
        """,
        record().text(84).lines().limit(4).map(l -> l + "\n").reduce("", String::concat));
  }
}
