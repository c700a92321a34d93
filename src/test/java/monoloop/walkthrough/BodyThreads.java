package monoloop.walkthrough;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;

/** Watches which bodies fall back to a thread of their own. */
final class BodyThreads implements AutoCloseable {
  private final Recording recording = new Recording();

  BodyThreads() {
    recording.enable("jdk.VirtualThreadStart").withoutStackTrace();
    recording.start();
  }

  /** The names of the threads that were started for a body since the creation. */
  List<String> started() throws IOException {
    recording.stop();
    Path file = Files.createTempFile("threads", ".jfr");
    try {
      recording.dump(file);
      return RecordingFile.readAllEvents(file).stream()
          .map(start -> start.getThread().getJavaName())
          .filter(name -> name.matches("monoloop-(generator|coroutine).*"))
          .toList();
    } finally {
      Files.delete(file);
    }
  }

  @Override
  public void close() {
    recording.close();
  }
}
