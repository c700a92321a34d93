package monoloop.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The pipes that this process has open, where the system shows them; elsewhere none. */
final class OpenFiles {
  private static final Path FDS = Path.of("/proc/self/fd");

  private final Set<String> before = pipes();

  /**
   * Fails if pipes are open that were not when this was made; gives those time that are closing.
   */
  void assertNoneLeft() {
    Set<String> left = pipes();
    left.removeAll(before);
    for (int tries = 0; tries < 200 && !left.isEmpty(); tries++) {
      pause();
      left.retainAll(pipes());
    }
    assertEquals(Set.of(), left, "open pipes");
  }

  private static void pause() {
    try {
      new CountDownLatch(1).await(10, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Set<String> pipes() {
    Set<String> pipes = new TreeSet<>();
    if (!Files.isDirectory(FDS)) {
      return pipes;
    }
    try (Stream<Path> all = Files.list(FDS)) {
      all.forEach(
          fd -> {
            try {
              String target = Files.readSymbolicLink(fd).toString();
              if (target.startsWith("pipe:")) {
                pipes.add(target);
              }
            } catch (IOException e) {
              return; // the one through which the folder is read
            }
          });
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return pipes;
  }
}
