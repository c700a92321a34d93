package monoloop.walkthrough;

import static java.nio.charset.StandardCharsets.UTF_8;
import static monoloop.Async.async;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import monoloop.Async;
import monoloop.Loop;
import monoloop.generator.Generator;
import monoloop.generator.Step;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Two-way messages (双向消息机制): a module sends the message "IO request", the main program starts the
 * IO and goes on; when the IO is done, the message "IO done" comes back, and the main program hands
 * it to the module that asked.
 */
final class IoMessages {
  /** The message "IO request". */
  private record Request(Path file) {}

  private final Loop loop;
  private final PrintStream console;
  private final Generator<Request, String, Void> module;

  private IoMessages(Loop loop, Path file, PrintStream console) {
    this.loop = loop;
    this.console = console;
    module = module(file, console);
  }

  /** Needs IO and knows nothing about loops: it yields its request and receives the content. */
  private static Generator<Request, String, Void> module(Path file, PrintStream console) {
    return Generator.of(
        out -> {
          console.println("module: I need the file");
          try {
            String content = out.yield(new Request(file));
            console.println("module: it says \"" + content + "\"");
          } catch (NoSuchFileException e) {
            console.println("module: then I do without");
          }
          return null;
        });
  }

  /** What the module yields is a message for the loop. */
  private void after(Step<Request, Void> step) {
    switch (step) {
      case Step.Yielded<Request, Void>(Request request) -> loop.callSoon(() -> requested(request));
      case Step.Returned<Request, Void> end -> loop.stop();
    }
  }

  /** The message "IO request": a thread that may block reads; the loop does not wait for it. */
  private void requested(Request request) {
    console.println("main program: IO request, starting the IO");
    loop.callSoon(() -> console.println("main program: another message"));
    read(request.file)
        .subscribe(
            content -> loop.callSoonThreadsafe(() -> done(content)),
            error -> loop.callSoonThreadsafe(() -> failed(error)));
  }

  /** The message "IO done": the content is what the module's yield returns. */
  private void done(String content) {
    console.println("main program: IO done, handing it to the module");
    after(module.trySend(content));
  }

  /** The message "IO failed": the error is raised at the module's yield. */
  private void failed(Throwable error) {
    console.println("main program: IO failed, telling the module");
    after(module.tryRaise(error));
  }

  private static Mono<String> read(Path file) {
    return Mono.fromCallable(() -> Files.readString(file)).subscribeOn(Schedulers.boundedElastic());
  }

  private static void asMessages(Path file, PrintStream console) {
    try (Loop loop = Loop.create()) {
      IoMessages program = new IoMessages(loop, file, console);
      loop.callSoon(() -> program.after(program.module.tryNext()));
      loop.runForever();
    }
  }

  /** The same messages: subscribing is "IO request", the signal of the Mono is "IO done". */
  private static Mono<Void> asMono(Path file, PrintStream console) {
    return async(
        co -> {
          console.println("module: I need the file");
          try {
            String content = co.await(read(file));
            console.println("module: it says \"" + content + "\"");
          } catch (NoSuchFileException e) {
            console.println("module: then I do without");
          }
          return null;
        });
  }

  static void run(PrintStream console) throws Exception {
    try (SampleFile file = SampleFile.of("hello from the disk".getBytes(UTF_8))) {
      Path missing = file.path().resolveSibling(file.path().getFileName() + ".missing");
      asMessages(file.path(), console);
      console.println("-- a file that is not there");
      asMessages(missing, console);
      console.println("-- both as Mono");
      Async.run(asMono(file.path(), console).then(asMono(missing, console)));
    }
  }
}
