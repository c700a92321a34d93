package monoloop;

import static monoloop.Async.async;
import static monoloop.Async.iterate;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.Scannable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;

/** Reactor's hook for the last operator, which tracing uses, sees what programs await. */
class HooksTest {
  private final List<String> seen = new ArrayList<>();

  private String seenBy(Supplier<Object> program) {
    Hooks.onLastOperator("HooksTest", this::note);
    try {
      program.get();
    } finally {
      Hooks.resetOnLastOperator("HooksTest");
    }
    return String.join(", ", seen);
  }

  private Publisher<Object> note(Publisher<Object> last) {
    if (Scannable.from(last).name().startsWith("mine")) {
      seen.add(Scannable.from(last).name());
    }
    return last;
  }

  @Test
  void what_is_awaited() {
    assertEquals(
        "mine 1, mine 2",
        seenBy(
            () ->
                Async.run(
                    co -> {
                      co.await(Mono.just(1).hide().name("mine 1"));
                      return co.await(Flux.just(1).hide().name("mine 2"));
                    })));
  }

  @Test
  void what_is_iterated() {
    assertEquals(
        "mine",
        seenBy(
            () ->
                Async.run(
                    co -> {
                      try (var items = iterate(Flux.just(1).hide().name("mine"))) {
                        return co.await(items.next());
                      }
                    })));
  }

  @Test
  void what_is_run() {
    assertEquals("mine", seenBy(() -> Async.run(async(co -> 1).name("mine"))));
  }
}
