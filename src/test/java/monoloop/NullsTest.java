package monoloop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import reactor.core.publisher.Mono;

/** A null is refused by the call that gets it, not by what it leads to, and by its name. */
@NullUnmarked
class NullsTest {
  private static final Duration LIMIT = Duration.ofSeconds(1);

  private final Loop loop = Loop.create();

  @AfterEach
  void close() {
    loop.close();
  }

  private static void refused(String name, Executable call) {
    assertEquals(name, assertThrows(NullPointerException.class, call).getMessage());
  }

  @Test
  void by_the_verbs() {
    refused("body", () -> Async.async(null));
    refused("body", () -> Async.run((Coroutine<?>) null));
    refused("main", () -> Async.run((Mono<?>) null));
    refused("body", () -> Async.taskGroup(null));
    refused("delay", () -> Async.sleep(null));
    refused("publisher", () -> Async.iterate(null));
    refused("works", () -> Async.gather((Collection<Mono<Integer>>) null));
    refused("each of works", () -> Async.gather(Mono.just(1), null));
    refused("work", () -> Async.shield(null));
    refused("limit", () -> Async.timeout(null, (Coroutine<?>) co -> 1));
    refused("body", () -> Async.timeout(LIMIT, (Coroutine<?>) null));
    refused("limit", () -> Async.moveOnAfter(null, co -> 1));
    refused("body", () -> Async.moveOnAfter(LIMIT, null));
    refused("work", () -> Async.waitFor(null, LIMIT));
    refused("limit", () -> Async.waitFor(Mono.just(1), null));
    refused("when", () -> Async.waitUntil(List.of(), null));
  }

  @Test
  void by_a_loop() {
    refused("main", () -> loop.run(null));
    refused("callback", () -> loop.callSoon(null));
    refused("delay", () -> loop.callLater(null, () -> {}));
    refused("callback", () -> loop.callLater(LIMIT, null));
    refused("limit", () -> loop.slowStep(null));
    refused("task", () -> loop.schedule(null));
  }
}
