package monoloop.rules;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofSeconds;
import static monoloop.Async.asCompleted;
import static monoloop.Async.async;
import static monoloop.Async.checkpoint;
import static monoloop.Async.gather;
import static monoloop.Async.gatherSettled;
import static monoloop.Async.iterate;
import static monoloop.Async.shield;
import static monoloop.Async.sleep;
import static monoloop.Async.waitUntil;
import static monoloop.test.Awaits.waitUntilAllBlocked;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import monoloop.AsyncIterator;
import monoloop.CancelledError;
import monoloop.Co;
import monoloop.Settled;
import monoloop.Task;
import monoloop.Waited;
import monoloop.When;
import monoloop.test.LoopTest;
import monoloop.test.Trail;
import reactor.core.publisher.Mono;

/** Rules 51 to 54: shield, gather, wait and as-completed. */
class GatherRulesTest {
  private final Trail trail = new Trail();

  private Mono<String> after(int seconds, String name) {
    return async(
        co -> {
          co.await(sleep(ofSeconds(seconds)));
          trail.say(name);
          return name;
        });
  }

  private Mono<String> failingAfter(int seconds, String message) {
    return async(
        co -> {
          co.await(sleep(ofSeconds(seconds)));
          throw new IOException(message);
        });
  }

  @LoopTest
  void rule_51_a_shielded_work_goes_on_when_its_waiter_is_cancelled(Co co) throws Exception {
    Task<String> inner = co.spawn(after(1, "inner"));
    Task<String> waiter = co.spawn(shield(inner));
    co.await(waitUntilAllBlocked());

    waiter.cancel();
    co.await(checkpoint());
    trail.say("waiter cancelled " + waiter.isCancelled());

    assertEquals("inner", co.await(inner));
    assertEquals("waiter cancelled true, inner", trail.toString());
  }

  @LoopTest
  void rule_51_the_cancel_of_a_shielded_work_reaches_its_waiter(Co co) throws Exception {
    Task<String> inner = co.spawn(after(1, "inner"));
    Task<String> waiter = co.spawn(shield(inner));
    co.await(waitUntilAllBlocked());

    inner.cancel();

    assertThrows(CancelledError.class, () -> co.await(waiter));
  }

  @LoopTest
  void rule_51_a_shielded_work_that_nobody_holds_goes_on_and_its_error_is_reported(Co co)
      throws Exception {
    co.loop().exceptionHandler((loop, message, error, source) -> trail.say(error.getMessage()));
    Task<String> waiter = co.spawn(shield(failingAfter(1, "reported")));
    co.await(waitUntilAllBlocked());

    waiter.cancel();
    co.await(sleep(ofSeconds(2)));
    while (trail.words().isEmpty()) {
      System.gc();
      co.await(checkpoint());
    }

    assertEquals("reported", trail.toString());
  }

  @LoopTest
  void rule_52_gathered_results_are_in_the_order_of_the_arguments(Co co) throws Exception {
    assertEquals(
        List.of("slow", "quick"), co.await(gather(after(2, "slow"), after(1, "quick"))));
    assertEquals("quick, slow", trail.toString());
  }

  @LoopTest
  void rule_52_the_first_error_comes_out_at_once_and_the_siblings_run_on(Co co)
      throws Exception {
    Task<String> sibling = co.spawn(after(2, "sibling"));

    assertThrows(IOException.class, () -> co.await(gather(failingAfter(1, "first"), sibling)));
    trail.say("failed");

    assertEquals("sibling", co.await(sibling));
    assertEquals("failed, sibling", trail.toString());
  }

  @LoopTest
  void rule_52_cancelling_the_gathering_cancels_the_children(Co co) throws Exception {
    Task<String> child = co.spawn(after(1, "child"));
    Task<List<String>> all = co.spawn(gather(child, after(1, "other")));
    co.await(waitUntilAllBlocked());

    all.cancel();
    co.await(waitUntilAllBlocked());

    assertTrue(child.isCancelled());
    assertTrue(all.isCancelled());
    assertEquals("", trail.toString());
  }

  @LoopTest
  void rule_52_what_is_given_twice_runs_once_and_nothing_gives_nothing(Co co) throws Exception {
    Mono<String> twice = after(1, "once");

    assertEquals(List.of("once", "once"), co.await(gather(twice, twice)));
    assertEquals("once", trail.toString());
    assertEquals(List.of(), co.await(gather(List.of())));
  }

  @LoopTest
  void rule_52_settled_results_hold_errors_and_the_cancels_of_children(Co co)
      throws Exception {
    Task<String> cancelled = co.spawn(after(9, "never"));
    cancelled.cancel();

    List<Settled<String>> all =
        co.await(gatherSettled(List.of(after(1, "good"), failingAfter(1, "bad"), cancelled)));

    assertEquals("good", all.get(0).value());
    assertInstanceOf(IOException.class, all.get(1).error());
    assertInstanceOf(CancelledError.class, all.get(2).error());
  }

  @LoopTest
  void rule_53_a_wait_cancels_nothing_and_is_not_failed_by_its_limit(Co co) throws Exception {
    Task<String> quick = co.spawn(after(1, "quick"));
    Task<String> slow = co.spawn(after(3, "slow"));

    Waited<String> late =
        co.await(waitUntil(List.of(quick, slow), When.ALL_COMPLETED, ofSeconds(2)));

    assertEquals(Set.of(quick), late.done());
    assertEquals(Set.of(slow), late.pending());
    Task<Waited<String>> waiter = co.spawn(waitUntil(List.of(slow), When.FIRST_COMPLETED));
    co.await(waitUntilAllBlocked());
    waiter.cancel();
    assertEquals("slow", co.await(slow));
  }

  @LoopTest
  void rule_53_waiting_for_nothing_is_refused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> waitUntil(List.<Task<String>>of(), When.ALL_COMPLETED));
  }

  @LoopTest
  void rule_54_the_original_tasks_come_as_they_end_until_the_limit_fails_the_next_one(Co co)
      throws Exception {
    Task<String> late = co.spawn(after(5, "late"));
    Task<String> second = co.spawn(after(2, "second"));
    Task<String> first = co.spawn(after(1, "first"));

    try (AsyncIterator<Task<String>> ended =
        iterate(asCompleted(List.of(late, second, first), ofSeconds(3)))) {
      assertSame(first, co.await(ended.next()));
      assertSame(second, co.await(ended.next()));
      assertThrows(TimeoutException.class, () -> co.await(ended.next()));
    }

    assertFalse(late.isDone());
    assertEquals("late", co.await(late));
  }

  @LoopTest
  void rule_54_a_task_that_fails_is_an_element_like_any_other(Co co) throws Exception {
    Task<String> failing = co.spawn(failingAfter(1, "bad"));
    Task<String> never = co.spawn(after((int) ofDays(1).toSeconds(), "never"));

    try (AsyncIterator<Task<String>> ended = iterate(asCompleted(List.of(never, failing)))) {
      assertInstanceOf(IOException.class, co.await(ended.next()).exception());
    }
    never.cancel();
  }
}
