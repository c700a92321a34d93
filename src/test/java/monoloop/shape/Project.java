package monoloop.shape;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import monoloop.generator.Generator;

/** The project's own files. */
final class Project {
  /** Maven says where the project is; elsewhere it is the working directory. */
  private static final Path ROOT = Path.of(System.getProperty("basedir", "")).toAbsolutePath();

  private Project() {}

  static Path path(String relative) {
    return ROOT.resolve(relative);
  }

  static String text(String relative) {
    return text(path(relative));
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /** The directory of the compiled main classes. */
  static Path mainClasses() {
    try {
      return Path.of(
          Generator.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Relative to the root, with forward slashes. */
  static String name(Path file) {
    return ROOT.relativize(file).toString().replace('\\', '/');
  }

  /** All Java files below {@code relative}; none if there is no such directory. */
  static List<Path> java(String relative) {
    return below(relative).stream().filter(f -> f.toString().endsWith(".java")).toList();
  }

  /** What is written by hand, without CPython's traces. */
  static List<Path> written() {
    Stream<Path> top =
        Stream.of("pom.xml", "README.md", ".ci/run", ".editorconfig", ".gitignore")
            .map(Project::path)
            .filter(Files::exists);
    return Stream.of(top, below("src").stream(), below("notebooks").stream())
        .flatMap(s -> s)
        .filter(f -> !name(f).startsWith("src/test/resources/conformance/"))
        .toList();
  }

  private static List<Path> below(String relative) {
    Path directory = path(relative);
    if (!Files.exists(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
