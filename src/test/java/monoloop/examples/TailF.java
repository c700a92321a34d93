package monoloop.examples;

import static monoloop.Async.iterate;

import java.nio.file.Path;
import monoloop.AsyncIterator;
import monoloop.file.AsyncFiles;
import monoloop.process.Program;

/** Prints what is added to a file, also when it is rotated, until Ctrl-C ({@code tail -F}). */
final class TailF {
  private TailF() {}

  // @start region="example-tail"
  public static void main(String[] args) {
    System.exit(Program.run(co -> {
      try (AsyncIterator<String> lines = iterate(AsyncFiles.tail(Path.of(args[0])))) {
        for (String line; (line = co.await(lines.next())) != null; ) {
          System.out.println(line);
        }
      }
      return null;
    }));
  }
  // @end
}
