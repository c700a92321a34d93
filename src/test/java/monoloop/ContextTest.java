package monoloop;

import static monoloop.Async.async;
import static monoloop.Async.checkpoint;
import static monoloop.Async.flux;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** The Reactor context, in and out. */
class ContextTest {

  private static Mono<String> user() {
    return async(
        co -> {
          co.await(checkpoint());
          return co.context().getOrDefault("user", "nobody");
        });
  }

  @Test
  void the_subscribers_context_is_the_tasks() {
    assertEquals("ann", user().contextWrite(c -> c.put("user", "ann")).block());
    assertEquals("nobody", user().block());
  }

  @Test
  void what_is_awaited_sees_the_context() {
    Mono<String> outer =
        async(
            co -> {
              String inline = co.await(user());
              String plain = co.await(Mono.deferContextual(c -> Mono.just(c.get("user") + "")));
              return inline + " " + plain;
            });

    assertEquals("ann ann", outer.contextWrite(c -> c.put("user", "ann")).block());
  }

  @Test
  void a_spawned_task_gets_a_copy() {
    Mono<String> outer =
        async(
            co -> {
              Task<String> task = co.spawn(user());
              return co.await(task);
            });

    assertEquals("ann", outer.contextWrite(c -> c.put("user", "ann")).block());
  }

  @Test
  void context_write_reaches_a_coroutine_inside_another() {
    Mono<String> outer =
        async(
            co ->
                co.await(user())
                    + " "
                    + co.await(user().contextWrite(c -> c.put("user", "bob")))
                    + " "
                    + co.await(user()));

    assertEquals("ann bob ann", outer.contextWrite(c -> c.put("user", "ann")).block());
  }

  @Test
  void an_async_generator_sees_its_subscribers_context() {
    assertEquals(
        "ann",
        flux(co -> co.yield(co.context().get("user")))
            .contextWrite(c -> c.put("user", "ann"))
            .blockFirst());
  }

  @Test
  void a_main_coroutine_has_an_empty_context() {
    assertEquals("nobody", Async.run(user()));
  }
}
