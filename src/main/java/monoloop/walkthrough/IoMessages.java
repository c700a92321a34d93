package monoloop.walkthrough;

import static java.nio.charset.StandardCharsets.UTF_8;
import static monoloop.Async.async;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import monoloop.Async;
import monoloop.Loop;
import monoloop.generator.Generator;
import monoloop.generator.Step;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Two-way messages (双向消息机制): a module sends the message "IO request", the main program starts the
 * IO and goes on; when the IO is done, the message "IO done" comes back, and the main program hands
 * it to the module that asked.
 */
final class IoMessages {
  /** The message "IO request". */
  record Request(Path file) {}

  private final Loop loop;
  private final PrintStream console;
  private final Generator<Request, String, Void> module;

  private IoMessages(Loop loop, PrintStream console, Generator<Request, String, Void> module) {
    this.loop = loop;
    this.console = console;
    this.module = module;
  }

  /** Needs IO and knows nothing about loops: it yields its request and receives the content. */
  static Generator<Request, String, Void> module(Path file, PrintStream console) {
    return Generator.of(
        out -> {
          console.println("module: I need the file");
          String content = out.yield(new Request(file));
          console.println("module: it says \"" + content + "\"");
          return null;
        });
  }

  /** One step of the module: what it yields is a message for the loop. */
  private void resume(@Nullable String content) {
    switch (module.trySend(content)) {
      case Step.Yielded<Request, Void>(Request request) -> loop.callSoon(() -> requested(request));
      case Step.Returned<Request, Void> end -> loop.stop();
    }
  }

  /** The message "IO request": a thread that may block reads; the loop does not wait for it. */
  private void requested(Request request) {
    console.println("main program: IO request, starting the IO");
    loop.callSoon(() -> console.println("main program: another message"));
    read(request.file()).subscribe(content -> loop.callSoonThreadsafe(() -> done(content)));
  }

  /** The message "IO done", sent by the thread that read the file. */
  private void done(String content) {
    console.println("main program: IO done, handing it to the module");
    resume(content);
  }

  private static Mono<String> read(Path file) {
    return Mono.fromCallable(() -> Files.readString(file)).subscribeOn(Schedulers.boundedElastic());
  }

  static void asMessages(Path file, PrintStream console) {
    try (Loop loop = Loop.create()) {
      IoMessages program = new IoMessages(loop, console, module(file, console));
      loop.callSoon(() -> program.resume(null));
      loop.runForever();
    }
  }

  /** The same messages: subscribing is "IO request", the signal of the Mono is "IO done". */
  static Mono<Void> asMono(Path file, PrintStream console) {
    return async(
        co -> {
          console.println("module: I need the file");
          String content = co.await(read(file));
          console.println("module: it says \"" + content + "\"");
          return null;
        });
  }

  static void run(PrintStream console) throws Exception {
    try (SampleFile file = SampleFile.of("hello from the disk".getBytes(UTF_8))) {
      asMessages(file.path(), console);
      console.println("-- as Mono");
      Async.run(asMono(file.path(), console));
    }
  }
}
