package monoloop;

import static monoloop.Async.async;
import static monoloop.Async.flux;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/** What was on its way to a loop that was closed before it ever ran: its subscribers hear of it. */
class CloseBeforeStartTest {
  private final Loop loop = Loop.create();
  private final List<String> trail = new ArrayList<>();

  private void listen(Flux<?> flux) {
    flux.contextWrite(Context.of(Loop.class, loop))
        .subscribe(value -> trail.add("value"), e -> trail.add(e.getMessage()));
  }

  private void listen(Mono<?> mono) {
    listen(mono.flux());
  }

  @Test
  void a_coroutine_that_was_to_start_fails() {
    listen(async(co -> "never"));
    listen(async(co -> "nor this"));

    loop.close();

    assertEquals(List.of(loop.refusal().getMessage(), loop.refusal().getMessage()), trail);
    assertTrue(trail.getFirst().endsWith("accepts nothing any more. Create a new one"));
  }

  @Test
  void an_async_generator_that_was_to_start_fails() {
    listen(
        flux(
            co -> {
              co.yield("never");
              return null;
            }));

    loop.close();

    assertEquals(List.of(loop.refusal().getMessage()), trail);
  }

  @Test
  void who_was_to_observe_a_result_hears_it_or_that_there_will_be_none() {
    Deferred<String> done = new Deferred<>(loop);
    done.complete("there");
    listen(done);
    listen(new Deferred<>(loop));

    loop.close();

    assertEquals(List.of("value", loop.refusal().getMessage()), trail);
  }

  @Test
  void one_that_was_cancelled_before_hears_nothing() {
    async(co -> "never")
        .contextWrite(Context.of(Loop.class, loop))
        .subscribe(v -> trail.add(v), e -> trail.add(e.getMessage()))
        .dispose();

    loop.close();

    assertEquals(List.of(), trail);
  }
}
