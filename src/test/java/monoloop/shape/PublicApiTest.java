package monoloop.shape;

import static org.junit.jupiter.api.Assertions.fail;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is public is written down, so that nothing becomes public or changes unnoticed. */
@Tag("engines")
class PublicApiTest {
  private static final Path FILE = Project.path("src/test/resources/monoloop.api");
  private static final String REFRESH = "mvn -q test -Dtest=PublicApiTest -Dapi.update=true";

  @Test
  void the_public_api_is_the_one_that_was_written_down() throws Exception {
    List<String> now = ApiDump.of(Project.mainClasses());
    List<String> before = Files.exists(FILE) ? Files.readAllLines(FILE) : List.of();

    if (Boolean.getBoolean("api.update")) {
      Files.write(FILE, now);
    } else if (!now.equals(before)) {
      fail(
          "The public API differs from "
              + FILE.getFileName()
              + ":\n"
              + String.join("\n", difference(before, now))
              + "\nHow to fix: if the change is meant, run\n  "
              + REFRESH
              + "\nand commit the file; if not, make the member package-private");
    }
  }

  /** Lines that are in one of the lists only, each after the class it belongs to. */
  private static List<String> difference(List<String> before, List<String> now) {
    List<String> lines = new ArrayList<>();
    add(lines, "- ", before, now);
    add(lines, "+ ", now, before);
    return lines;
  }

  private static void add(
      List<String> lines, String sign, List<String> from, List<String> without) {
    List<String> others = qualified(without);
    for (String line : qualified(from)) {
      if (!others.contains(line)) {
        lines.add(sign + line);
      }
    }
  }

  private static List<String> qualified(List<String> dump) {
    List<String> lines = new ArrayList<>();
    String owner = "";
    for (String line : dump) {
      if (!line.startsWith(" ")) {
        owner = line.replaceFirst("[<:].*", "").strip();
        owner = owner.substring(owner.lastIndexOf(' ') + 1);
        lines.add(line);
      } else {
        lines.add(owner + ": " + line.strip());
      }
    }
    return lines;
  }
}
