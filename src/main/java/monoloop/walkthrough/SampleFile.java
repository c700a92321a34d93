package monoloop.walkthrough;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A real file to read; closing deletes it.
 *
 * @param path where it is
 */
record SampleFile(Path path) implements AutoCloseable {

  static SampleFile of(byte[] content) throws IOException {
    Path path = Files.createTempFile("walkthrough", ".txt");
    return new SampleFile(Files.write(path, content));
  }

  @Override
  public void close() throws IOException {
    Files.delete(path);
  }
}
