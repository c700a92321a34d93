package monoloop.rules;

import static monoloop.Async.async;
import static monoloop.Async.checkpoint;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.micrometer.context.ContextRegistry;
import java.util.ArrayList;
import java.util.List;
import monoloop.Async;
import monoloop.Co;
import monoloop.Deferred;
import monoloop.LoopLocal;
import monoloop.NotOnLoopException;
import monoloop.Task;
import monoloop.test.LoopTest;
import monoloop.test.Trail;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Rows CTX of the features: what follows a task. */
class ContextRowsTest {
  private static final ThreadLocal<String> USER = new ThreadLocal<>();
  private static final LoopLocal<List<String>> POOL = LoopLocal.withInitial(ArrayList::new);

  private final Trail trail = new Trail();
  private final Mono<String> user = async(co -> co.context().getOrDefault("user", "nobody"));

  @LoopTest
  void ctx_01_a_task_has_a_context_that_await_shares_and_spawn_copies(Co co) throws Exception {
    Mono<String> both =
        async(
            inner -> {
              Task<String> spawned = inner.spawn(user);
              return inner.await(user) + " " + inner.await(spawned);
            });

    assertEquals("ann ann", co.await(both.contextWrite(c -> c.put("user", "ann"))));
    assertEquals("nobody", co.await(user));
  }

  @LoopTest
  void ctx_02_a_value_is_set_for_a_block_and_restored_behind_it(Co co) throws Exception {
    Mono<String> nested =
        async(
            inner ->
                inner.await(user)
                    + inner.await(user.contextWrite(c -> c.put("user", "bob")))
                    + inner.await(user));

    assertEquals("annbobann", co.await(nested.contextWrite(c -> c.put("user", "ann"))));
  }

  @LoopTest
  void ctx_03_a_callback_knows_the_context_of_who_has_registered_it(Co co) throws Exception {
    Deferred<String> done = new Deferred<>();
    Mono<String> registering =
        async(
            inner -> {
              String mine = inner.context().get("user");
              done.addDoneCallback(d -> trail.say("registered by " + mine));
              return mine;
            });
    co.await(registering.contextWrite(c -> c.put("user", "ann")));

    done.complete("done");
    co.await(checkpoint());

    assertEquals("registered by ann", trail.toString());
  }

  @Test
  void ctx_04_a_thread_local_follows_a_task_across_its_suspensions() {
    ContextRegistry.getInstance()
        .registerThreadLocalAccessor("user", USER::get, USER::set, USER::remove);
    try {
      Mono<Object> request =
          async(
              co -> {
                trail.say("begins for " + USER.get());
                co.await(checkpoint());
                trail.say("ends for " + USER.get());
                return null;
              });
      Async.run(
          Async.gather(
              request.contextWrite(c -> c.put("user", "ann")),
              request.contextWrite(c -> c.put("user", "bob"))));
    } finally {
      ContextRegistry.getInstance().removeThreadLocalAccessor("user");
    }

    assertEquals(
        "begins for ann, begins for bob, ends for ann, ends for bob", trail.toString());
    assertNull(USER.get());
  }

  @Test
  void ctx_03_a_callback_sees_the_thread_locals_of_who_has_registered_it() {
    ContextRegistry.getInstance()
        .registerThreadLocalAccessor("user", USER::get, USER::set, USER::remove);
    try {
      Async.run(
          co -> {
            Deferred<String> done = new Deferred<>();
            Mono<Object> registering =
                async(
                    inner -> {
                      done.addDoneCallback(d -> trail.say("callback for " + USER.get()));
                      return null;
                    });
            co.await(registering.contextWrite(c -> c.put("user", "ann")));
            co.await(registering.contextWrite(c -> c.put("user", "bob")));
            co.await(registering);
            done.complete("done");
            return co.await(checkpoint());
          });
    } finally {
      ContextRegistry.getInstance().removeThreadLocalAccessor("user");
    }

    assertEquals("callback for ann, callback for bob, callback for null", trail.toString());
  }

  @LoopTest
  void ctx_05_what_operators_write_coroutines_read_and_the_other_way_round(Co co)
      throws Exception {
    Mono<String> operators = Mono.deferContextual(c -> Mono.just(c.get("user")));
    Mono<String> coroutine = async(inner -> inner.await(operators));

    assertEquals("ann", co.await(coroutine.contextWrite(c -> c.put("user", "ann"))));
  }

  @LoopTest
  void ctx_06_a_loop_has_variables_of_its_own(Co co) throws Exception {
    POOL.get().add("connection");
    Mono<List<String>> pool = async(inner -> POOL.get());

    assertEquals(List.of("connection"), co.await(co.spawn(pool)));
    POOL.set(List.of("another"));
    assertEquals("LoopLocal[[another]]", POOL.toString());
  }

  @Test
  void ctx_06_a_loop_sees_nothing_of_the_variables_of_another_one() {
    Async.run(
        co -> {
          POOL.get().add("of the first loop");
          return null;
        });

    assertEquals(List.of(), Async.run(co -> POOL.get()));
    assertThrows(NotOnLoopException.class, POOL::get);
    assertEquals("LoopLocal[not on a loop]", POOL.toString());
  }
}
