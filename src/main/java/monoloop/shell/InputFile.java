package monoloop.shell;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that a command reads. */
final class InputFile {
  private InputFile() {}

  /** The file, if it is one. */
  static Path existing(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException(file + " is a folder, not a file");
    }
    if (!Files.exists(file)) {
      throw new IOException(file + ": there is no such file");
    }
    return file;
  }

  /** All that stands in a file. */
  static String text(Path file) throws IOException {
    try {
      return Files.readString(existing(file));
    } catch (CharacterCodingException e) {
      throw new IOException(file + " is not UTF-8");
    }
  }
}
