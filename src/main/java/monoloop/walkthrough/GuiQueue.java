package monoloop.walkthrough;

import static java.time.Duration.ofMillis;
import static monoloop.Async.async;
import static monoloop.Async.iterate;
import static monoloop.Async.sleep;

import java.io.PrintStream;
import monoloop.Async;
import monoloop.AsyncIterator;
import monoloop.Task;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * A window with a queue of keys. It feels fast as long as each message is processed fast; a handler
 * that waits for the disk freezes it.
 */
final class GuiQueue {
  private static final int KEYS = 20;

  /** Keys that the window has handled. No lock: only the loop's thread touches the fields. */
  private int handled;

  private long longestWaitNanos;

  private GuiQueue() {}

  /** The keyboard: a key each 10 ms, queued until the window takes it. */
  private static Flux<Long> keyPresses() {
    return Flux.interval(ofMillis(10))
        .take(KEYS)
        .map(n -> System.nanoTime())
        .onBackpressureBuffer();
  }

  private Mono<Void> handleKeys() {
    return async(
        co -> {
          try (AsyncIterator<Long> keys = iterate(keyPresses())) {
            for (Long pressedAt; (pressedAt = co.await(keys.next())) != null; ) {
              handled++;
              longestWaitNanos = Math.max(longestWaitNanos, System.nanoTime() - pressedAt);
            }
          }
          return null;
        });
  }

  /** Blocks the thread that calls it, as any slow disk does. */
  private static String readSlowDisk() throws InterruptedException {
    Thread.sleep(300);
    return "content";
  }

  /** The user types, clicks "open" in the middle of it, and types on. */
  private Mono<Void> window(Mono<String> open, PrintStream console) {
    return async(
        co -> {
          Task<Void> keys = co.spawn(handleKeys());
          co.await(sleep(ofMillis(50)));
          int before = handled;
          co.await(open);
          int meanwhile = handled - before;
          co.await(keys);
          console.println(meanwhile + " keys were handled while the disk was busy");
          console.println(
              "of " + handled + " keys the slowest waited " + longestWaitNanos / 1_000_000 + " ms");
          return null;
        });
  }

  static void run(PrintStream console) {
    Mono<String> onTheLoop = Mono.fromCallable(GuiQueue::readSlowDisk);
    console.println("-- the handler of \"open\" waits for the disk");
    Async.run(new GuiQueue().window(onTheLoop, console));

    Mono<String> elsewhere = onTheLoop.subscribeOn(Schedulers.boundedElastic());
    console.println("-- the handler requests the IO, and its end comes as a message");
    Async.run(new GuiQueue().window(elsewhere, console));
  }
}
