package monoloop;

import static monoloop.Async.async;
import static monoloop.Async.cancelScope;
import static monoloop.Async.checkpoint;
import static monoloop.Async.flux;
import static monoloop.Async.sleep;
import static monoloop.Async.taskGroup;
import static monoloop.Async.timeout;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import monoloop.generator.GeneratorState;
import monoloop.test.Trail;
import org.junit.jupiter.api.Test;

/** A yield must not leave a block open behind it (PEP 789, rule 31). */
class YieldInsideBlockTest {
  private static final Duration LONG = Duration.ofDays(1);

  private final Trail trail = new Trail();

  private static void assertSaysWhy(Throwable e) {
    assertTrue(
        e.getMessage()
            .startsWith(
                "yield() was called inside of a time limit, a cancel scope, a task group or another"
                    + " coroutine"),
        e::getMessage);
    assertTrue(e.getMessage().endsWith("(PEP 789). Collect the values there, and yield them after it"));
  }

  @Test
  void a_yield_inside_a_time_limit_is_refused_and_ends_the_limit() {
    AsyncGenerator<Integer, Object> g =
        AsyncGenerator.of(
            out -> {
              try {
                out.await(timeout(LONG, in -> out.yield(1)));
              } catch (IllegalStateException e) {
                assertSaysWhy(e);
                trail.say("limit " + Async.deadline());
              }
              out.yield(2);
              return null;
            });

    Async.run(
        co -> {
          trail.say("" + co.await(g.next()));
          co.await(g.close());
          return null;
        });

    assertEquals("limit null, 2", trail.toString());
  }

  @Test
  void a_yield_inside_a_cancel_scope_is_refused() {
    AsyncGenerator<Integer, Object> g =
        AsyncGenerator.of(out -> out.await(cancelScope((in, scope) -> out.yield(1)).then()));

    assertSaysWhy(
        assertThrows(IllegalStateException.class, () -> Async.<Object>run(co -> co.await(g.next()))));
    assertEquals(GeneratorState.CLOSED, g.state());
  }

  @Test
  void a_yield_inside_a_task_group_ends_the_group_with_its_children() {
    AsyncGenerator<Integer, Object> g =
        AsyncGenerator.of(
            out -> {
              out.await(
                  taskGroup(
                      (in, group) -> {
                        group.spawn(
                            child -> {
                              try {
                                return child.await(sleep(LONG));
                              } finally {
                                trail.say("child ends");
                              }
                            });
                        in.await(checkpoint());
                        return out.yield(1);
                      }));
              return null;
            });

    TaskGroupException e =
        assertThrows(TaskGroupException.class, () -> Async.<Object>run(co -> co.await(g.next())));

    assertSaysWhy(e.failures().getFirst());
    assertEquals("child ends", trail.toString());
  }

  @Test
  void a_yield_of_a_flux_inside_of_another_coroutine_is_refused() {
    assertSaysWhy(
        assertThrows(
            IllegalStateException.class,
            () ->
                Async.run(
                    Async.<Integer>flux(
                            out -> {
                              out.await(async(in -> out.yield(1)));
                              return null;
                            })
                        .collectList())));
  }

  @Test
  void an_await_with_an_outer_handle_is_refused() {
    IllegalStateException e =
        assertThrows(
            IllegalStateException.class,
            () -> Async.<Object>run(co -> co.await(timeout(LONG, in -> co.await(checkpoint())))));

    assertTrue(e.getMessage().endsWith("Use the innermost handle"), e::getMessage);
  }

  @Test
  void values_collected_in_a_block_can_be_yielded_after_it() {
    List<Integer> got =
        Async.run(
            Async.<Integer>flux(
                    out -> {
                      List<Integer> page =
                          out.await(
                              timeout(
                                  LONG,
                                  in -> {
                                    in.await(checkpoint());
                                    return List.of(1, 2);
                                  }));
                      for (Integer i : page) {
                        out.yield(i);
                      }
                      return null;
                    })
                .collectList());

    assertEquals(List.of(1, 2), got);
  }
}
