package monoloop.rules;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static monoloop.Async.async;
import static monoloop.Async.cancelScope;
import static monoloop.Async.checkpoint;
import static monoloop.Async.iterate;
import static monoloop.Async.moveOnAfter;
import static monoloop.Async.shielded;
import static monoloop.Async.sleep;
import static monoloop.Async.staggeredRace;
import static monoloop.Async.supervise;
import static monoloop.Async.taskGroup;
import static monoloop.Async.timeout;
import static monoloop.Async.timeoutAt;
import static monoloop.Async.toThread;
import static monoloop.test.Awaits.waitUntilAllBlocked;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import monoloop.Async;
import monoloop.AsyncIterator;
import monoloop.CancelScope;
import monoloop.CancelledError;
import monoloop.Co;
import monoloop.Deadline;
import monoloop.Deferred;
import monoloop.Loop;
import monoloop.Runner;
import monoloop.Task;
import monoloop.TaskGroupException;
import monoloop.VirtualTicker;
import monoloop.sync.AsyncQueue;
import monoloop.test.LoopTest;
import monoloop.test.Trail;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Rows TASK, SC and TMO of the features that no rule is about. */
class TaskRowsTest {
  private final Trail trail = new Trail();

  private Mono<String> after(int seconds, String name) {
    return async(
        co -> {
          co.await(sleep(ofSeconds(seconds)));
          trail.say(name);
          return name;
        });
  }

  // ---- TASK

  @LoopTest
  void task_04_whatever_has_a_result_can_be_awaited(Co co) throws Exception {
    Deferred<String> deferred = new Deferred<>();
    deferred.complete("deferred");

    assertEquals("coroutine", co.await(async(inner -> "coroutine")));
    assertEquals("task", co.await(co.spawn(Mono.just("task"))));
    assertEquals("deferred", co.await(deferred));
    assertEquals("stage", co.await(CompletableFuture.completedFuture("stage")));
    assertEquals("mono", co.await(Mono.just("mono")));
    assertEquals(1, co.await(Flux.just(1, 2)));
  }

  @LoopTest
  void task_05_a_task_has_a_name_and_a_context(Co co) throws Exception {
    Mono<String> work = async(inner -> inner.context().get("user"));

    Task<String> task = co.spawn("worker", work.contextWrite(c -> c.put("user", "ann")));

    assertEquals("worker", task.name());
    assertEquals("ann", co.await(task));
  }

  @LoopTest
  void task_06_a_plain_field_needs_no_lock_between_awaits(Co co) throws Exception {
    int[] counter = {0};
    Mono<Object> counting =
        async(
            inner -> {
              for (int i = 0; i < 1000; i++) {
                counter[0]++;
                inner.await(checkpoint());
              }
              return null;
            });

    co.await(Async.gather(counting, counting.cast(Object.class), counting.hide()));

    assertEquals(3000, counter[0]);
  }

  @LoopTest
  void task_07_tasks_start_in_order_and_take_turns(Co co) throws Exception {
    for (String name : List.of("a", "b")) {
      co.spawn(
          inner -> {
            trail.say(name + "1");
            inner.await(checkpoint());
            trail.say(name + "2");
            return null;
          });
    }
    co.await(waitUntilAllBlocked());

    assertEquals("a1, b1, a2, b2", trail.toString());
  }

  @LoopTest
  void task_08_a_task_can_be_looked_at_without_waiting(Co co) throws Exception {
    Task<String> good = co.spawn(Mono.just("good"));
    Task<String> bad = co.spawn(Mono.error(new IOException("bad")));
    Task<Void> cancelled = co.spawn(sleep(ofDays(1)));
    assertFalse(good.isDone());
    assertThrows(IllegalStateException.class, good::result);
    cancelled.cancel();
    co.await(checkpoint());

    assertEquals("good", good.result());
    assertNull(good.exception());
    assertInstanceOf(IOException.class, bad.exception());
    assertTrue(cancelled.isDone() && cancelled.isCancelled());
  }

  @Test
  void task_11_an_error_that_nobody_looks_at_is_reported() {
    Async.run(
        co -> {
          co.loop().exceptionHandler((loop, message, error, source) -> trail.say(message));
          co.spawn("forgotten", Mono.error(new IOException("unseen")));
          return co.await(checkpoint());
        });

    assertEquals("Task \"forgotten\" failed and nobody looked at its error", trail.toString());
  }

  @LoopTest
  void task_12_a_task_that_nobody_holds_runs_to_its_end(Co co) throws Exception {
    co.spawn(after(5, "the loop holds it"));
    System.gc();
    co.await(sleep(ofSeconds(6)));

    assertEquals("the loop holds it", trail.toString());
  }

  @LoopTest
  void task_16_an_eager_task_runs_to_its_first_suspension_within_spawn(Co co) throws Exception {
    Task<Object> task =
        co.spawnEager(
            inner -> {
              trail.say("first step of " + inner.task().name());
              inner.await(checkpoint());
              trail.say("second step");
              return null;
            });
    trail.say("spawned by " + Task.current().name());
    co.await(task);

    assertEquals("first step of Task-2, spawned by Task-1, second step", trail.toString());
  }

  @LoopTest
  void task_18_a_task_knows_itself_and_the_others(Co co) throws Exception {
    Task<Void> other = co.spawn("other", sleep(ofSeconds(1)));

    assertSame(co.task(), Task.current());
    assertEquals(List.of(co.task(), other), Task.all());
    co.await(other);
    assertEquals(List.of(co.task()), Task.all());
  }

  @LoopTest
  void task_19_the_text_of_a_task_tells_where_it_waits(Co co) throws Exception {
    Task<Object> task = co.spawn("reader", inner -> inner.await(sleep(ofDays(1))));
    co.await(checkpoint());

    assertTrue(
        task.toString().startsWith("Task[reader, suspended in sleep at TaskRowsTest.java:"),
        task::toString);
    task.cancel();
  }

  @LoopTest
  void task_20_in_a_staggered_race_the_next_one_starts_after_a_delay(
      Co co, VirtualTicker ticker) throws Exception {
    Mono<String> winner =
        staggeredRace(
            ofMillis(250), List.of(after(60, "slow"), after(1, "quick"), after(9, "late")));

    assertEquals("quick", co.await(winner));
    assertEquals(ofMillis(1250), ticker.elapsed());
    assertEquals("quick", trail.toString());
  }

  @Test
  void task_21_a_run_ends_with_everything_that_it_started() {
    Loop loop =
        Async.run(
            co -> {
              co.spawn(
                  inner -> {
                    try {
                      return inner.await(sleep(ofDays(1)));
                    } finally {
                      trail.say("left-over task cancelled");
                    }
                  });
              co.await(checkpoint());
              return co.loop();
            });

    assertEquals("left-over task cancelled", trail.toString());
    assertTrue(loop.isClosed());
  }

  @Test
  void task_22_several_runs_share_a_loop() {
    try (Runner runner = new Runner()) {
      Loop first = runner.run(co -> co.loop());
      assertSame(first, runner.run(co -> co.loop()));
    }
  }

  @LoopTest
  void task_23_a_resource_and_a_stream_are_used_with_the_language_s_own_blocks(Co co)
      throws Exception {
    try (AsyncIterator<Integer> items = iterate(Flux.range(1, 3))) {
      for (Integer i; (i = co.await(items.next())) != null; ) {
        trail.say("item " + i);
      }
    }
    co.await(
        Mono.usingWhen(
            Mono.just("resource"),
            r -> async(inner -> inner.await(sleep(ofSeconds(1)))),
            r -> Mono.fromRunnable(() -> trail.say(r + " closed"))));

    assertEquals("item 1, item 2, item 3, resource closed", trail.toString());
  }

  // ---- SC

  @LoopTest
  void sc_09_under_a_supervisor_a_failing_child_leaves_its_siblings_alone(Co co) {
    Mono<Object> group =
        supervise(
            (body, g) -> {
              g.spawn(Mono.error(new IOException("child")));
              g.spawn(after(1, "sibling"));
              return null;
            });

    assertThrows(TaskGroupException.class, () -> co.await(group));
    assertEquals("sibling", trail.toString());
  }

  @LoopTest
  void sc_10_background_children_end_with_the_body_and_the_others(Co co) throws Exception {
    Mono<Object> group =
        taskGroup(
            (body, g) -> {
              g.spawnBackground(
                  heart -> {
                    while (true) {
                      heart.await(sleep(ofSeconds(1)));
                      trail.say("beat");
                    }
                  });
              g.spawn(after(2, "work").delaySubscription(ofMillis(500), body.loop()));
              return null;
            });

    co.await(group);

    assertEquals("beat, beat, work", trail.toString());
  }

  @LoopTest
  void sc_11_start_waits_until_the_child_says_that_it_is_ready(Co co) throws Exception {
    Mono<Object> group =
        taskGroup(
            (body, g) -> {
              Integer port =
                  body.await(
                      g.start(
                          (child, startup) -> {
                            child.await(sleep(ofSeconds(1)));
                            startup.started(8080);
                            child.await(sleep(ofSeconds(1)));
                            trail.say("server ends");
                            return null;
                          }));
              trail.say("listening on " + port);
              return null;
            });

    co.await(group);

    assertEquals("listening on 8080, server ends", trail.toString());
  }

  @LoopTest
  void sc_15_every_await_in_a_cancelled_scope_raises(Co co) throws Exception {
    Mono<Object> block =
        cancelScope(
            (inner, scope) -> {
              scope.cancel("enough");
              for (int i = 0; i < 3; i++) {
                try {
                  inner.await(sleep(ofDays(1)));
                } catch (CancelledError e) {
                  trail.say(e.reason());
                }
              }
              return "end";
            });

    assertEquals("end", co.await(block));
    assertEquals("enough, enough, enough", trail.toString());
  }

  @LoopTest
  void sc_16_a_scope_has_a_deadline_a_shield_and_a_memory(Co co) throws Exception {
    CancelScope[] kept = new CancelScope[1];
    Mono<Object> block =
        cancelScope(
            ofSeconds(1),
            (inner, scope) -> {
              kept[0] = scope;
              try {
                return inner.await(sleep(ofDays(1)));
              } finally {
                inner.await(shielded(s -> s.await(sleep(ofSeconds(1)))));
                trail.say("cleaned up under a shield");
              }
            });

    assertNull(co.await(block));
    assertTrue(kept[0].cancelCalled() && kept[0].cancelledCaught());
    assertEquals("cleaned up under a shield", trail.toString());
  }

  @LoopTest
  void sc_21_who_cancelled_and_why_can_be_asked(Co co) throws Exception {
    CancelScope[] kept = new CancelScope[1];
    Mono<Object> block =
        cancelScope(
            (inner, scope) -> {
              kept[0] = scope;
              return inner.await(sleep(ofDays(1)));
            });
    Task<Object> task = co.spawn(block);
    co.await(waitUntilAllBlocked());
    co.await(
        co.spawn(
            "boss",
            inner -> {
              kept[0].cancel("budget spent");
              return null;
            }));
    co.await(task);

    assertEquals("boss", kept[0].cancelledBy());
    assertEquals("budget spent", kept[0].reason());
  }

  @LoopTest
  void sc_22_a_draining_worker_finishes_its_work_and_takes_no_more(Co co) throws Exception {
    AsyncQueue<String> jobs = AsyncQueue.unbounded();
    List.of("a", "b", "c").forEach(jobs::tryPut);
    CancelScope[] kept = new CancelScope[1];
    Task<Object> worker =
        co.spawn(
            cancelScope(
                (inner, scope) -> {
                  kept[0] = scope;
                  Mono<String> next = scope.unlessDraining(jobs.take());
                  for (String job; (job = inner.await(next)) != null; ) {
                    inner.await(sleep(ofSeconds(2)));
                    trail.say(job + " done");
                  }
                  return null;
                }));
    co.await(sleep(ofSeconds(3)));

    kept[0].drain(ofSeconds(60));
    co.await(worker);

    assertEquals("a done, b done", trail.toString());
    assertEquals("c", jobs.tryTake().orElseThrow());
  }

  @LoopTest
  void sc_23_another_thread_cancels_through_the_thread_safe_door(Co co) throws Exception {
    Task<Void> task = co.spawn(sleep(ofDays(1)));
    Loop loop = co.loop();

    co.await(toThread(() -> loop.callSoonThreadsafe(task::cancel)));

    assertThrows(CancelledError.class, () -> co.await(task));
  }

  // ---- TMO

  @LoopTest
  void tmo_02_a_limit_may_be_a_point_in_time(Co co, VirtualTicker ticker) {
    long when = co.loop().time() + ofSeconds(3).toNanos();
    Mono<Object> block = timeoutAt(when, (inner, limit) -> inner.await(sleep(ofDays(1))));

    assertThrows(TimeoutException.class, () -> co.await(block));
    assertEquals(ofSeconds(3), ticker.elapsed());
  }

  @LoopTest
  void tmo_06_running_out_of_time_need_not_be_an_error(Co co) throws Exception {
    assertEquals(true, co.await(moveOnAfter(ofSeconds(2), inner -> inner.await(after(1, "a")))));
    assertEquals(false, co.await(moveOnAfter(ofSeconds(2), inner -> inner.await(after(3, "b")))));
    assertEquals("a", trail.toString());
  }

  @LoopTest
  void tmo_08_the_deadline_in_force_is_visible_also_to_operators(Co co) throws Exception {
    Mono<Object> block =
        timeout(
            ofSeconds(9),
            outer ->
                outer.await(
                    timeout(
                        ofSeconds(5),
                        inner -> {
                          trail.say("own " + Async.deadline().remaining().toSeconds());
                          return inner.await(
                              Mono.deferContextual(
                                  c -> {
                                    trail.say("seen " + Deadline.of(c).remaining().toSeconds());
                                    return Mono.empty();
                                  }));
                        })));

    co.await(block);

    assertEquals("own 5, seen 5", trail.toString());
    assertNull(Async.deadline());
  }

  @LoopTest
  void tmo_09_a_time_out_says_which_limit_it_was_and_where_the_block_waited(Co co) {
    Mono<Object> block = timeout(ofSeconds(2), inner -> inner.await(sleep(ofDays(1))));

    TimeoutException e = assertThrows(TimeoutException.class, () -> co.await(block));

    assertTrue(
        e.getMessage()
            .startsWith(
                "the time limit of PT2S passed while the block was suspended in sleep at"
                    + " TaskRowsTest.java:"),
        e.getMessage());
  }

  private static Mono<String> inner(Mono<String> signal) {
    return async(co -> co.await(signal));
  }

  @LoopTest
  void task_19_a_suspended_task_shows_its_stack(Co co) throws Exception {
    Deferred<String> signal = new Deferred<>();
    Task<String> task = co.spawn("outer", c -> c.await(inner(signal)));
    assertEquals(List.of(), task.stack());
    co.await(checkpoint());

    List<StackTraceElement> stack = task.stack();
    assertEquals(2, stack.size(), stack::toString);
    assertTrue(stack.getFirst().getMethodName().contains("inner"), stack::toString);
    assertTrue(stack.getLast().getMethodName().contains("task_19"), stack::toString);
    signal.complete("done");
    co.await(task);
    assertEquals(List.of(), task.stack());
  }
}
