package monoloop.sync;

import static monoloop.Async.checkpoint;
import static monoloop.sync.Saying.saying;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import monoloop.Async;
import monoloop.NotOnLoopException;
import monoloop.Task;
import monoloop.test.Trail;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** One token per borrower, as many as the sack holds. */
class LimiterTest {
  private final Trail trail = new Trail();

  @Test
  void a_token_that_is_given_back_goes_to_who_waits_longest() {
    Limiter limiter = new Limiter(1);

    Async.run(
        co -> {
          co.await(limiter.acquireFor("page"));
          Task<Void> a = co.spawn(saying(trail, "a", limiter.acquireFor("a")));
          Task<Void> b = co.spawn(saying(trail, "b", limiter.acquireFor("b")));
          co.await(checkpoint());
          trail.say(limiter.toString());
          limiter.releaseFor("page");
          trail.say("newcomer gets one: " + limiter.tryAcquireFor("newcomer"));
          co.await(a);
          limiter.releaseFor("a");
          co.await(b);
          return null;
        });

    assertEquals(
        "Limiter[1 of 1 borrowed, 2 waiting], newcomer gets one: false, a, b", trail.toString());
    assertEquals(new Limiter.Statistics(1, List.of("b"), 0), limiter.statistics());
  }

  @Test
  void the_task_is_the_borrower_if_none_is_named() {
    Limiter limiter = new Limiter(2);

    Async.run(
        co -> {
          co.await(limiter.acquire());
          assertEquals(List.of(co.task()), limiter.statistics().borrowers());
          Task<Void> other = co.spawn("other", limiter.using(saying(trail, "other", Mono.empty())));
          co.await(other);
          limiter.release();
          return null;
        });

    assertEquals("other", trail.toString());
    assertEquals(2, limiter.available());
  }

  @Test
  void a_second_token_for_the_same_borrower_is_refused() {
    Limiter limiter = new Limiter(2);

    Async.run(
        co -> {
          Task<Void> twice =
              co.spawn(
                  "twice",
                  inner -> {
                    inner.await(limiter.acquire());
                    try {
                      inner.await(limiter.acquire());
                    } catch (IllegalStateException e) {
                      trail.say(e.getMessage());
                    }
                    limiter.release();
                    return null;
                  });
          co.await(twice);
          return null;
        });

    assertEquals(
        "Task \"twice\" already holds a token of this Limiter[1 of 2 borrowed, 0 waiting]. One is"
            + " all it can get",
        trail.toString());
  }

  @Test
  void a_borrower_that_waits_twice_gets_one_token_and_one_error() {
    Limiter limiter = new Limiter(1);

    Async.run(
        co -> {
          assertTrue(limiter.tryAcquireFor("first"));
          Task<Void> one = co.spawn(limiter.acquireFor("same"));
          Task<Void> two = co.spawn(limiter.acquireFor("same"));
          co.await(checkpoint());
          limiter.releaseFor("first");
          co.await(one);
          limiter.resize(2);
          try {
            co.await(two);
          } catch (IllegalStateException e) {
            trail.say(e.getMessage());
          }
          return null;
        });

    assertEquals(
        "same has got a token of this Limiter[1 of 2 borrowed, 1 waiting] while it waited for one",
        trail.toString());
  }

  @Test
  void a_stranger_cannot_give_a_token_back() {
    Limiter limiter = new Limiter(1);
    assertTrue(limiter.tryAcquireFor("page"));

    String message =
        assertThrows(IllegalStateException.class, () -> limiter.releaseFor("other")).getMessage();

    assertEquals("other holds no token of this Limiter[1 of 1 borrowed, 0 waiting]", message);
    limiter.releaseFor("page");
    assertThrows(IllegalStateException.class, () -> limiter.releaseFor("page"));
  }

  @Test
  void the_token_of_a_waiter_that_is_cancelled_before_it_runs_goes_to_the_next() {
    Limiter limiter = new Limiter(1);

    Async.run(
        co -> {
          assertTrue(limiter.tryAcquireFor("page"));
          Task<Void> a = co.spawn(limiter.acquire());
          Task<Void> b = co.spawn(limiter.acquire());
          co.await(checkpoint());
          limiter.releaseFor("page");
          a.cancel();
          co.await(b);
          assertTrue(a.isCancelled());
          assertEquals(List.of(b), limiter.statistics().borrowers());
          limiter.releaseFor(b);
          return null;
        });

    assertEquals(1, limiter.available());
  }

  @Test
  void more_tokens_go_to_those_who_wait_and_fewer_are_lent_once_enough_have_come_back() {
    Limiter limiter = new Limiter(1);

    Async.run(
        co -> {
          for (String name : List.of("a", "b", "c", "d")) {
            co.spawn(saying(trail, name, limiter.acquireFor(name)));
          }
          co.await(checkpoint());
          limiter.resize(3);
          trail.say("three");
          co.await(checkpoint());
          limiter.resize(1);
          limiter.releaseFor("a");
          limiter.releaseFor("b");
          assertEquals(0, limiter.available());
          assertEquals(1, limiter.statistics().waiting());
          trail.say("one");
          limiter.releaseFor("c");
          co.await(checkpoint());
          return null;
        });

    assertEquals("a, three, b, c, one, d", trail.toString());
  }

  @Test
  void using_gives_the_token_back_however_the_work_ends() {
    Limiter limiter = new Limiter(1);

    Async.run(
        co -> {
          try {
            co.await(limiter.using(Mono.<String>error(new IOException("lost"))));
          } catch (IOException e) {
            trail.say(e.getMessage() + ", free: " + limiter.available());
          }
          return null;
        });

    assertEquals("lost, free: 1", trail.toString());
  }

  @Test
  void no_tokens_are_no_limit() {
    Limiter limiter = new Limiter(1);

    assertEquals(
        "tokens must be >= 1, was 0",
        assertThrows(IllegalArgumentException.class, () -> limiter.resize(0)).getMessage());
    assertThrows(IllegalArgumentException.class, () -> new Limiter(-1));
    assertEquals(1, limiter.tokens());
  }

  @Test
  void without_a_task_a_borrower_must_be_named() {
    Limiter limiter = new Limiter(1);

    assertThrows(NotOnLoopException.class, limiter::tryAcquire);
    assertThrows(NotOnLoopException.class, limiter::release);
    assertTrue(limiter.tryAcquireFor("main"));
    assertFalse(limiter.tryAcquireFor("other"));
  }
}
