package monoloop.walkthrough;

import static monoloop.Async.iterate;

import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import monoloop.Async;
import monoloop.AsyncIterator;
import monoloop.Loop;
import reactor.core.publisher.Flux;

/** The message loop (消息环): get an event, process it, get the next. Everything else rests on it. */
final class MessageLoop {
  private static final List<String> EVENTS = List.of("mouse click", "key h", "key i");

  private MessageLoop() {}

  private static void processEvent(String event, PrintStream console) {
    console.println("processing " + event);
  }

  /** The whole idea, with nothing but a queue. */
  static void byHand(PrintStream console) {
    Queue<String> loop = new ArrayDeque<>(EVENTS);
    while (!loop.isEmpty()) {
      String event = loop.remove();
      processEvent(event, console);
    }
  }

  /** A real loop waits when its queue is empty. Its messages are callbacks. */
  static void onLoop(PrintStream console) {
    try (Loop loop = Loop.create()) {
      for (String event : EVENTS) {
        loop.callSoon(() -> processEvent(event, console));
      }
      loop.callSoon(loop::stop);
      loop.runForever();
    }
  }

  /**
   * The events are a Flux, and the text is that of {@link #byHand} again: {@code await} looks like
   * waiting, but the loop goes on with other messages meanwhile.
   */
  static void asFlux(PrintStream console) {
    Flux<String> source = Flux.fromIterable(EVENTS);
    Async.run(
        co -> {
          try (AsyncIterator<String> events = iterate(source)) {
            for (String event; (event = co.await(events.next())) != null; ) {
              processEvent(event, console);
            }
          }
          return null;
        });
  }

  static void run(PrintStream console) {
    byHand(console);
    console.println("-- on a Loop");
    onLoop(console);
    console.println("-- as Flux");
    asFlux(console);
  }
}
