package monoloop;

import static monoloop.Async.async;
import static monoloop.Async.cancelScope;
import static monoloop.Async.deadline;
import static monoloop.Async.shielded;
import static monoloop.Async.sleep;
import static monoloop.Async.taskGroup;
import static monoloop.Async.timeout;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** How long code has, as it and what it awaits can see. */
class DeadlineTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofDays(1);

  private static Mono<Deadline> seen() {
    return Mono.deferContextual(context -> Mono.justOrEmpty(Deadline.of(context)));
  }

  @Test
  void without_a_limit_there_is_none() {
    Async.run(
        co -> {
          assertNull(deadline());
          assertNull(co.await(seen()));
          return null;
        });
    assertThrows(NotOnLoopException.class, Async::deadline);
  }

  @Test
  void the_first_of_the_limits_around_counts_and_what_is_awaited_sees_it() {
    Async.run(
        timeout(
            HOUR,
            (co, outer) ->
                co.await(
                    cancelScope(
                        DAY,
                        (inner, scope) -> {
                          assertEquals(outer.when(), deadline().nanos());
                          assertEquals(deadline(), inner.await(seen()));
                          scope.reschedule(outer.when() - 1);
                          assertEquals(scope.deadline(), inner.await(seen()).nanos());
                          return null;
                        }))));
  }

  @Test
  void a_shield_hides_the_limits_outside() {
    Async.run(
        timeout(
            HOUR,
            co ->
                co.await(
                    shielded(
                        inner -> {
                          assertNull(deadline());
                          assertNull(inner.await(seen()));
                          return null;
                        }))));
  }

  @Test
  void the_children_of_a_group_have_its_deadline() {
    Async.run(
        timeout(
            HOUR,
            (co, limit) ->
                co.await(
                    taskGroup(
                        (body, group) -> {
                          Task<Long> child = group.spawn(inner -> deadline().nanos());
                          assertEquals(limit.when(), body.await(child));
                          return null;
                        }))));
  }

  @Test
  void a_coroutine_behind_operators_sees_the_deadline_of_its_subscriber() {
    Async.run(
        timeout(
            HOUR,
            (co, limit) -> {
              Mono<Long> inner = async(deep -> deadline().nanos());
              assertEquals(limit.when(), co.await(inner.map(nanos -> nanos)));
              return null;
            }));
  }

  @Test
  void what_is_left_is_never_negative() {
    Async.run(
        co -> {
          assertEquals(Duration.ZERO, new Deadline(co.loop(), co.loop().time() - 1).remaining());
          return null;
        });
  }

  @Test
  void a_timeout_says_which_limit_passed_and_where_the_block_waited() {
    TimeoutException e =
        assertThrows(
            TimeoutException.class,
            () -> Async.run(timeout(Duration.ofNanos(1), co -> co.await(sleep(DAY)))));

    assertTrue(
        e.getMessage()
            .startsWith(
                "the time limit of PT0.000000001S passed"
                    + " while the block was suspended in sleep at DeadlineTest.java:"),
        e.getMessage());
  }
}
