package monoloop;

import static monoloop.Async.async;
import static monoloop.Async.checkpoint;
import static monoloop.Async.sleep;
import static monoloop.test.Turns.turns;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import monoloop.test.Trail;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Tasks: when they start, what they tell, and in which order. */
class TaskTest {

  @Test
  void a_task_starts_in_the_next_turn_behind_what_is_ready() {
    Trail trail = new Trail();

    Async.run(
        co -> {
          co.loop().callSoon(() -> trail.say("callback"));
          Task<Object> task =
              co.spawn(
                  inner -> {
                    trail.say("task");
                    return null;
                  });
          trail.say("spawned");
          co.await(task);
          return null;
        });

    assertEquals("spawned, callback, task", trail.toString());
  }

  @Test
  void tasks_take_turns_first_come_first_served() {
    Trail trail = new Trail();

    Async.run(
        co -> {
          Task<Object> a = co.spawn(counting("a", trail));
          Task<Object> b = co.spawn(counting("b", trail));
          co.await(a);
          co.await(b);
          return null;
        });

    assertEquals("a0, b0, a1, b1, a2, b2", trail.toString());
  }

  private static Coroutine<Object> counting(String name, Trail trail) {
    return co -> {
      for (int i = 0; i < 3; i++) {
        trail.say(name + i);
        co.await(checkpoint());
      }
      return null;
    };
  }

  @Test
  void an_eager_task_runs_to_its_first_suspension_within_spawn() {
    Trail trail = new Trail();

    Async.run(
        co -> {
          Task<Integer> quick =
              co.spawnEager(
                  inner -> {
                    trail.say("quick in " + Task.current().name());
                    return 1;
                  });
          assertTrue(quick.isDone());
          Task<Object> slow = co.spawnEager(counting("slow", trail));
          trail.say("back in " + Task.current().name());
          assertFalse(slow.isDone());
          co.await(slow);
          return null;
        });

    assertEquals("quick in Task-2, slow0, back in Task-1, slow1, slow2", trail.toString());
  }

  @Test
  void every_waiter_gets_the_result() {
    String got =
        Async.run(
            co -> {
              Task<Integer> work = co.spawn(async(inner -> 5));
              Task<Integer> first = co.spawn(inner -> inner.await(work) + 1);
              Task<Integer> second = co.spawn(inner -> inner.await(work) + 2);
              return co.await(first) + " " + co.await(second) + " " + co.await(work);
            });

    assertEquals("6 7 5", got);
  }

  @Test
  void every_waiter_gets_the_same_error() {
    IOException broken = new IOException("broken");

    Async.run(
        co -> {
          Task<Object> bad = co.spawn(failing(broken));
          assertSame(broken, assertThrowsAwaiting(co.spawn(catching(bad)), co));
          assertSame(broken, assertThrowsAwaiting(co.spawn(catching(bad)), co));
          return null;
        });
  }

  private static Coroutine<Object> failing(Exception error) {
    return co -> {
      co.await(checkpoint());
      throw error;
    };
  }

  private static Coroutine<Throwable> catching(Task<?> task) {
    return co -> {
      try {
        co.await(task);
        return null;
      } catch (Exception e) {
        return e;
      }
    };
  }

  private static Throwable assertThrowsAwaiting(Task<Throwable> catcher, Co co) throws Exception {
    return co.await(catcher);
  }

  @Test
  void awaiting_a_finished_task_takes_no_turn() {
    Trail trail = new Trail();

    Async.run(
        co -> {
          Task<String> task = co.spawnEager(inner -> "done");
          co.loop().callSoon(() -> trail.say("callback"));
          trail.say(co.await(task));
          co.await(checkpoint());
          return null;
        });

    assertEquals("done, callback", trail.toString());
  }

  @Test
  void a_task_cannot_await_itself() {
    Async.run(
        co -> {
          Task<String> selfish =
              co.spawn(
                  "selfish",
                  inner -> {
                    try {
                      inner.await(Task.current());
                      return "waited";
                    } catch (IllegalStateException e) {
                      return e.getMessage();
                    }
                  });
          assertEquals(
              "Task cannot await on itself: Task[selfish, running]", co.await(selfish));
          return null;
        });
  }

  @Test
  void tasks_cannot_await_each_other() {
    Async.run(
        co -> {
          Deferred<Task<Object>> later = new Deferred<>();
          Task<Object> a = co.spawn("a", inner -> inner.await(inner.await(later)));
          Task<Object> b = co.spawn("b", inner -> inner.await(a));
          later.complete(b);
          try {
            co.await(a);
          } catch (IllegalStateException e) {
            assertTrue(e.getMessage().contains("waits for it already"), e.getMessage());
          }
          assertInstanceOf(IllegalStateException.class, b.exception());
          return null;
        });
  }

  @Test
  void a_result_asked_for_too_early_says_so() {
    Async.run(
        co -> {
          Task<Object> task = co.spawn("slow", inner -> inner.await(checkpoint()));

          String message = assertThrows(InvalidStateException.class, task::result).getMessage();
          assertThrows(InvalidStateException.class, task::exception);
          co.await(task);

          assertEquals(
              "Task[slow, created] has no result() yet. Await it, or ask isDone() first", message);
          assertNull(task.result());
          assertNull(task.exception());
          return null;
        });
  }

  @Test
  void a_failed_task_keeps_its_error() {
    IOException broken = new IOException("broken");

    Async.run(
        co -> {
          Task<Object> task = co.spawn(failing(broken));
          co.await(turns(2));

          assertSame(broken, task.exception());
          assertSame(broken, assertThrows(IOException.class, task::result));
          assertFalse(task.isCancelled());
          return null;
        });
  }

  @Test
  void callbacks_run_in_order_before_a_waiter_that_came_later() {
    Trail trail = new Trail();

    Async.run(
        co -> {
          Task<Integer> task = co.spawn(inner -> 1);
          task.addDoneCallback(t -> trail.say("callback " + t.result()));
          task.addDoneCallback(t -> trail.say("another"));
          co.await(task);
          trail.say("waiter");
          task.addDoneCallback(t -> trail.say("late"));
          trail.say("registered");
          co.await(checkpoint());
          return null;
        });

    assertEquals("callback 1, another, waiter, registered, late", trail.toString());
  }

  @Test
  void a_removed_callback_does_not_run() {
    Trail trail = new Trail();
    Consumer<Task<Object>> never = t -> trail.say("never");

    Async.run(
        co -> {
          Task<Object> task = co.spawn(counting("t", trail));
          task.addDoneCallback(never);
          task.addDoneCallback(never);
          task.addDoneCallback(t -> trail.say("other"));
          assertEquals(2, task.removeDoneCallback(never));
          assertEquals(0, task.removeDoneCallback(never));
          co.await(task);
          co.await(checkpoint());
          return null;
        });

    assertEquals("t0, t1, t2, other", trail.toString());
  }

  @Test
  void what_a_callback_throws_goes_to_the_exception_handler() {
    Trail trail = new Trail();

    Async.run(
        co -> {
          co.loop()
              .exceptionHandler((loop, message, error, source) -> trail.say(error.getMessage()));
          Task<Integer> task = co.spawn(inner -> 1);
          task.addDoneCallback(
              t -> {
                throw new IllegalStateException("callback broke");
              });
          task.addDoneCallback(t -> trail.say("next"));
          co.await(task);
          return null;
        });

    assertEquals("callback broke, next", trail.toString());
  }

  @Test
  void the_text_of_a_task_tells_where_it_stands() {
    Async.run(
        co -> {
          Task<Object> task = co.spawn("parse-7", inner -> inner.await(sleep(Duration.ofDays(1))));
          assertEquals("Task[parse-7, created]", task.toString());
          co.await(checkpoint());
          assertTrue(
              task.toString().startsWith("Task[parse-7, suspended in sleep at TaskTest.java:"),
              task.toString());
          task.cancel();
          assertTrue(task.toString().endsWith(", cancelling 1]"), task.toString());
          co.await(checkpoint());
          assertEquals("Task[parse-7, cancelled, cancelling 1]", task.toString());

          Task<Object> bad = co.spawn("bad", failing(new IOException()));
          co.await(turns(2));
          assertEquals("Task[bad, failed with IOException]", bad.toString());
          assertTrue(bad.exception() instanceof IOException);
          return null;
        });
  }

  @Test
  void all_tasks_are_those_that_have_not_ended() {
    Async.run(
        co -> {
          Task<Object> a = co.spawn("a", counting("a", new Trail()));
          assertEquals(List.of(co.task(), a), Task.all());
          co.await(a);
          assertEquals(List.of(co.task()), Task.all());
          return null;
        });
  }

  @Test
  void the_current_task_is_asked_for_inside_of_one() {
    NotOnLoopException e = assertThrows(NotOnLoopException.class, Task::current);

    assertTrue(e.getMessage().startsWith("Task.current() must be called from a task"));
    assertThrows(NotOnLoopException.class, Task::all);
    assertEquals("Task-1", Async.run(co -> Task.current().name()));
  }

  @Test
  void only_work_can_be_spawned() {
    Async.run(
        co -> {
          Task<String> task = co.spawn(inner -> "x");
          assertThrows(IllegalArgumentException.class, () -> spawnAgain(task));
          assertThrows(IllegalArgumentException.class, () -> spawnAgain(new Deferred<>()));
          assertThrows(NullPointerException.class, () -> spawnAgain(null));
          return null;
        });
  }

  private static void spawnAgain(Mono<String> work) {
    Task.spawn(Task.current(), null, work, false);
  }

  @Test
  void a_task_is_a_hot_mono() {
    Trail trail = new Trail();

    Async.run(
        co -> {
          Task<String> task =
              co.spawn(
                  inner -> {
                    trail.say("runs");
                    return "once";
                  });
          task.subscribe(trail::say).dispose();
          task.subscribe(trail::say);
          task.subscribe(trail::say);
          co.await(task);
          co.await(checkpoint());
          return null;
        });

    assertEquals("runs, once, once", trail.toString());
  }

  @Test
  void any_thread_may_subscribe_to_a_task() {
    Task<String> task =
        Async.<Task<String>>async(co -> co.spawn(inner -> "shared")).block(Duration.ofSeconds(5));

    StepVerifier.create(task)
        .expectNext("shared")
        .expectComplete()
        .verify(Duration.ofSeconds(5));
  }

  @Test
  void another_thread_is_told_to_use_the_thread_safe_door() {
    Task<Object> task =
        Async.<Task<Object>>async(co -> co.spawn(inner -> inner.await(Mono.never())))
            .block(Duration.ofSeconds(5));

    NotOnLoopException e = assertThrows(NotOnLoopException.class, task::cancel);

    assertTrue(e.getMessage().endsWith("Use loop.callSoonThreadsafe(...)"), e.getMessage());
    Loop.shared().callSoonThreadsafe(task::cancel);
    StepVerifier.create(task).expectError(CancelledError.class).verify(Duration.ofSeconds(5));
  }
}
