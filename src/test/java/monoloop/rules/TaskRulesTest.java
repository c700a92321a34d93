package monoloop.rules;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofSeconds;
import static monoloop.Async.async;
import static monoloop.Async.checkpoint;
import static monoloop.Async.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import monoloop.Async;
import monoloop.Co;
import monoloop.Deferred;
import monoloop.ExitRequest;
import monoloop.InvalidStateException;
import monoloop.Loop;
import monoloop.Task;
import monoloop.generator.StopIteration;
import monoloop.sync.AsyncLock;
import monoloop.sync.AsyncQueue;
import monoloop.sync.Event;
import monoloop.test.LoopTest;
import monoloop.test.Trail;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Rules 29 to 41: coroutines, tasks and results. */
class TaskRulesTest {
  private final Trail trail = new Trail();

  @LoopTest
  void rule_29_a_coroutine_is_cold_so_awaiting_it_twice_runs_it_twice(Co co) throws Exception {
    Mono<Integer> coroutine =
        async(
            inner -> {
              trail.say("runs");
              return trail.words().size();
            });
    assertEquals("", trail.toString());

    assertEquals(1, co.await(coroutine));
    assertEquals(2, co.await(coroutine));
  }

  @LoopTest
  void rule_32_await_shares_the_context_and_spawn_copies_it(Co co) throws Exception {
    Mono<String> who = async(inner -> inner.context().getOrDefault("who", "nobody"));
    Mono<Task<String>> spawning = async(inner -> inner.spawn(who));

    assertEquals("nobody", co.await(who));
    assertEquals("ann", co.await(who.contextWrite(c -> c.put("who", "ann"))));
    Task<String> spawned = co.await(spawning.contextWrite(c -> c.put("who", "bob")));
    assertEquals("bob", co.await(spawned));
    assertEquals("nobody", co.await(co.spawn(who)));
  }

  @LoopTest
  void rule_33_a_result_that_is_a_stop_iteration_is_replaced(Co co) {
    StopIteration stop = new StopIteration(1);
    Deferred<String> d = new Deferred<>();
    d.fail(stop);

    assertSame(stop, assertThrows(IllegalStateException.class, () -> co.await(d)).getCause());
  }

  @LoopTest
  void rule_33_a_second_result_is_refused(Co co) throws Exception {
    Deferred<String> d = new Deferred<>();
    d.complete("first");

    assertThrows(InvalidStateException.class, () -> d.complete("second"));
    assertThrows(InvalidStateException.class, () -> d.fail(new RuntimeException("late")));

    assertEquals("first", co.await(d));
  }

  @LoopTest
  void rule_34_a_task_cannot_await_itself(Co co) {
    assertThrows(IllegalStateException.class, () -> co.await(co.task()));
  }

  @LoopTest
  void rule_34_two_tasks_cannot_await_each_other(Co co) {
    List<Task<?>> tasks = new ArrayList<>();
    tasks.add(co.spawn(inner -> inner.await(tasks.get(1))));
    tasks.add(co.spawn(inner -> inner.await(tasks.get(0))));

    IllegalStateException e =
        assertThrows(IllegalStateException.class, () -> co.await(tasks.get(0)));

    assertSame(e, tasks.get(1).exception());
  }

  @LoopTest
  void rule_34_a_longer_circle_is_found_too(Co co) {
    List<Task<?>> tasks = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      int next = (i + 1) % 5;
      tasks.add(co.spawn(inner -> inner.await(tasks.get(next))));
    }

    assertThrows(IllegalStateException.class, () -> co.await(tasks.get(0)));
  }

  @LoopTest
  void rule_35_a_result_of_another_loop_cannot_be_awaited(Co co) {
    try (Loop other = Loop.create()) {
      Deferred<String> foreign = new Deferred<>(other);

      assertThrows(IllegalStateException.class, () -> co.await(foreign));
    }
  }

  @LoopTest
  @SuppressWarnings("NullAway") // the point of it
  void rule_36_what_cannot_be_awaited_is_refused_at_the_await(Co co) throws Exception {
    Mono<String> nothing = null;

    assertThrows(NullPointerException.class, () -> co.await(nothing));
  }

  @LoopTest
  void rule_37_done_callbacks_run_later_in_order_and_one_that_fails_stops_no_other(Co co)
      throws Exception {
    co.loop().exceptionHandler((loop, message, error, source) -> trail.say(error.getMessage()));
    Deferred<String> d = new Deferred<>();
    d.addDoneCallback(done -> trail.say("first"));
    d.addDoneCallback(
        done -> {
          throw new IllegalArgumentException("second fails");
        });
    d.addDoneCallback(done -> trail.say("third"));

    d.complete("done");
    trail.say("completed");
    d.addDoneCallback(done -> trail.say("late one"));
    co.await(checkpoint());

    assertEquals("completed, first, second fails, third, late one", trail.toString());
  }

  @LoopTest
  void rule_38_a_result_wakes_its_waiters_on_a_later_turn_first_come_first_served(Co co)
      throws Exception {
    Deferred<String> d = new Deferred<>();
    for (String name : List.of("a", "b", "c")) {
      co.spawn(
          inner -> {
            inner.await(d);
            trail.say(name);
            return null;
          });
    }
    co.await(checkpoint());

    d.complete("done");
    trail.say("completed");
    co.await(checkpoint());

    assertEquals("completed, a, b, c", trail.toString());
  }

  @LoopTest
  void rule_39_what_need_not_wait_does_not_suspend(Co co) throws Exception {
    AsyncLock lock = new AsyncLock();
    Event event = new Event();
    AsyncQueue<String> queue = AsyncQueue.bounded(1);
    event.set();
    Task<Object> other =
        co.spawn(
            inner -> {
              trail.say("a turn");
              return null;
            });

    co.await(lock.acquire());
    co.await(event.await());
    co.await(queue.put("item"));
    co.await(queue.take());
    trail.say("nothing waited");
    co.await(other);

    assertEquals("nothing waited, a turn", trail.toString());
  }

  @LoopTest
  void rule_40_a_sleep_that_is_not_positive_is_exactly_one_turn(Co co) throws Exception {
    for (Duration d : List.of(ZERO, ofSeconds(-1))) {
      co.spawn(
          inner -> {
            trail.say("1");
            inner.await(checkpoint());
            trail.say("2");
            return null;
          });
      co.await(sleep(d));
      trail.say("slept");
      co.await(sleep(d));
      trail.say("again");
    }

    assertEquals("1, slept, 2, again, 1, slept, 2, again", trail.toString());
  }

  @Test
  void rule_41_an_exit_request_of_a_task_is_kept_and_leaves_the_run() {
    ExitRequest exit =
        assertThrows(
            ExitRequest.class,
            () ->
                Async.run(
                    co -> {
                      Task<Object> quits =
                          co.spawn(
                              inner -> {
                                throw new ExitRequest(3);
                              });
                      try {
                        co.await(sleep(ofSeconds(60)));
                      } finally {
                        assertInstanceOf(ExitRequest.class, quits.exception());
                        trail.say("cleaned up");
                      }
                      return null;
                    }));

    assertEquals(3, exit.status());
    assertEquals("cleaned up", trail.toString());
  }

  @Test
  void rule_41_an_error_of_the_virtual_machine_leaves_the_run_too() {
    OutOfMemoryError fatal = new OutOfMemoryError("pretended");

    assertSame(
        fatal,
        assertThrows(
            OutOfMemoryError.class,
            () ->
                Async.run(
                    co -> {
                      co.loop()
                          .exceptionHandler((loop, text, error, source) -> trail.say("reported"));
                      co.spawn(
                          inner -> {
                            throw fatal;
                          });
                      return co.await(sleep(ofSeconds(60)));
                    })));
    assertEquals("reported", trail.toString());
  }
}
