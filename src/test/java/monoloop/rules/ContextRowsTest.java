package monoloop.rules;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static monoloop.Async.async;
import static monoloop.Async.checkpoint;
import static monoloop.Async.sleep;
import static monoloop.Async.taskGroup;
import static monoloop.Async.timeout;
import static monoloop.Async.withContext;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.context.ContextRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import monoloop.Async;
import monoloop.Co;
import monoloop.Deferred;
import monoloop.Loop;
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
  void ctx_02_a_block_with_a_context_is_a_part_of_its_task(Co co) throws Exception {
    Task<?> task = co.task();
    String inside =
        co.await(
            withContext(
                c -> c.put("user", "ann"),
                outer -> {
                  Task<String> spawned = outer.spawn(user);
                  String nested =
                      outer.await(
                          withContext(
                              c -> c.put("user", c.get("user") + "+"), in -> in.await(user)));
                  trail.say("same task " + (outer.task() == task));
                  return nested + " " + outer.await(spawned) + " " + outer.await(user);
                }));

    assertEquals("ann+ ann ann", inside);
    assertEquals("nobody", co.await(user));
    assertEquals("same task true", trail.toString());
  }

  @LoopTest
  void ctx_02_a_block_with_a_context_is_cancelled_and_waited_for(Co co) {
    Mono<Object> block =
        withContext(
            c -> c.put("user", "ann"),
            inner -> {
              try {
                return inner.await(sleep(ofDays(1)));
              } finally {
                inner.await(sleep(ofSeconds(1)));
                trail.say("cleaned up for " + inner.context().get("user"));
              }
            });

    assertThrows(
        TimeoutException.class, () -> co.await(timeout(ofSeconds(1), in -> in.await(block))));
    trail.say("over");

    assertEquals("cleaned up for ann, over", trail.toString());
    assertTrue(co.context().isEmpty());
  }

  @LoopTest
  void ctx_02_a_child_of_a_group_has_the_context_of_who_starts_it(Co co) throws Exception {
    Mono<Object> group =
        taskGroup(
            (body, g) -> {
              g.spawn(
                  withContext(
                      c -> c.put("user", "ann"),
                      child -> {
                        Task<String> sibling = g.spawn(user);
                        trail.say(child.await(sibling));
                        return null;
                      }));
              trail.say(body.await(g.spawn(user)));
              return null;
            });

    co.await(group);

    assertEquals("nobody, ann", trail.toString());
  }

  @Test
  void ctx_04_a_thread_local_follows_the_blocks_of_a_task() {
    ContextRegistry.getInstance()
        .registerThreadLocalAccessor("user", USER::get, USER::set, USER::remove);
    try {
      Async.run(
          co -> {
            trail.say("" + USER.get());
            co.await(
                withContext(
                    c -> c.put("user", "ann"),
                    inner -> {
                      trail.say(USER.get());
                      inner.await(checkpoint());
                      trail.say(USER.get());
                      return null;
                    }));
            trail.say("" + USER.get());
            co.await(checkpoint());
            trail.say("" + USER.get());
            return null;
          });
    } finally {
      ContextRegistry.getInstance().removeThreadLocalAccessor("user");
    }

    assertEquals("null, ann, ann, null, null", trail.toString());
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

  @Test
  void ctx_03_callbacks_of_the_loop_see_the_thread_locals_of_who_has_registered_them() {
    ContextRegistry.getInstance()
        .registerThreadLocalAccessor("user", USER::get, USER::set, USER::remove);
    try {
      Async.run(
          co -> {
            Mono<Object> registering =
                async(
                    inner -> {
                      Loop loop = inner.loop();
                      loop.callSoon(() -> trail.say("soon " + USER.get()));
                      loop.callLater(ofMillis(1), () -> trail.say("later " + USER.get()));
                      loop.callAt(loop.time(), () -> trail.say("at " + USER.get()));
                      return null;
                    });
            co.await(registering.contextWrite(c -> c.put("user", "ann")));
            co.await(checkpoint());
            co.await(registering);
            return co.await(sleep(ofMillis(5)));
          });
      USER.set("main");
      try (Loop loop = Loop.create()) {
        loop.callSoon(() -> trail.say("outside " + USER.get()));
        loop.run(Mono.empty());
      }
    } finally {
      USER.remove();
      ContextRegistry.getInstance().removeThreadLocalAccessor("user");
    }

    assertEquals(
        List.of(
            "at ann", "at null", "later ann", "later null", "outside main", "soon ann",
            "soon null"),
        trail.words().stream().sorted().toList());
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
