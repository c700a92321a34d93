package monoloop.walkthrough;

import static monoloop.Async.async;
import static monoloop.Async.checkpoint;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import monoloop.Async;
import monoloop.Task;
import monoloop.file.AsyncFiles;
import reactor.core.publisher.Mono;

/**
 * The same file read twice: synchronous IO (同步IO) stops the thread until the disk is ready,
 * asynchronous IO (异步IO) lets it do something else.
 */
final class FileRead {
  private static final int BYTES = 8 << 20;

  /** How often the other task had its turn. */
  private int turns;

  private boolean done;

  private FileRead() {}

  /** What else the thread has to do. */
  private Mono<Void> otherTask() {
    return async(
        co -> {
          while (!done) {
            turns++;
            co.await(checkpoint());
          }
          return null;
        });
  }

  private Mono<Void> blocking(Path file, PrintStream console) {
    return async(
        co -> {
          Task<Void> other = co.spawn(otherTask());
          co.await(checkpoint());
          int before = turns;
          Stopwatch watch = new Stopwatch();
          byte[] content = Files.readAllBytes(file); // <== the thread stops here
          report(content, watch, turns - before, console);
          done = true;
          co.await(other);
          return null;
        });
  }

  private Mono<Void> nonBlocking(Path file, PrintStream console) {
    return async(
        co -> {
          Task<Void> other = co.spawn(otherTask());
          co.await(checkpoint());
          int before = turns;
          Stopwatch watch = new Stopwatch();
          // A file has no way to say that it is ready: a thread of a small pool waits for it.
          byte[] content = co.await(AsyncFiles.readAll(file)); // <== only this body stops
          report(content, watch, turns - before, console);
          done = true;
          co.await(other);
          return null;
        });
  }

  private static void report(byte[] content, Stopwatch watch, int meanwhile, PrintStream console) {
    console.println(
        "read " + content.length + " bytes in " + watch.millis() + " ms; meanwhile: "
            + meanwhile + " turns of the other task");
  }

  static void run(PrintStream console) throws Exception {
    try (SampleFile file = SampleFile.of(new byte[BYTES])) {
      console.println("-- synchronous");
      Async.run(new FileRead().blocking(file.path(), console));
      console.println("-- asynchronous");
      Async.run(new FileRead().nonBlocking(file.path(), console));
    }
  }
}
