package monoloop.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The file descriptors of this process, where the system shows them. */
final class Descriptors {
  private static final Path OWN = Path.of("/proc/self/fd");

  private Descriptors() {}

  /** Those that lead to {@code target} or below; empty where nobody can tell. */
  static List<String> to(Path target) {
    if (!Files.isDirectory(OWN)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(OWN)) {
      return all.map(Descriptors::target)
          .filter(open -> open.equals(target.toString()) || open.startsWith(target + "/"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException closedMeanwhile) {
      return "";
    }
  }
}
