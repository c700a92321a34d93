package monoloop;

import static monoloop.Async.checkpoint;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import monoloop.generator.StopIteration;
import monoloop.test.Trail;
import org.junit.jupiter.api.Test;

/** Results completed by hand. */
class DeferredTest {
  private final Trail trail = new Trail();

  @Test
  void it_is_set_once() {
    Async.run(
        co -> {
          Deferred<Integer> done = new Deferred<>();
          done.complete(1);
          Deferred<Integer> cancelled = new Deferred<>();
          cancelled.cancel();

          String message =
              assertThrows(InvalidStateException.class, () -> done.complete(2)).getMessage();
          assertThrows(InvalidStateException.class, () -> done.fail(new IOException()));
          assertThrows(InvalidStateException.class, () -> cancelled.complete(1));
          assertFalse(done.cancel());

          assertEquals(1, done.result());
          assertEquals(
              "Deferred[completed] accepts no second result: complete() can be called only while it"
                  + " is pending",
              message);
          return null;
        });
  }

  @Test
  void waiters_resume_in_a_later_turn_first_come_first_served() {
    Async.run(
        co -> {
          Deferred<String> letter = new Deferred<>();
          Task<Object> a = co.spawn(reader("a", letter));
          Task<Object> b = co.spawn(reader("b", letter));
          co.await(checkpoint());
          letter.complete("hello");
          trail.say("completed");
          co.await(a);
          co.await(b);
          return null;
        });

    assertEquals("completed, a reads hello, b reads hello", trail.toString());
  }

  private Coroutine<Object> reader(String name, Deferred<String> letter) {
    return co -> {
      String text = co.await(letter);
      trail.say(name + " reads " + text);
      return null;
    };
  }

  @Test
  void one_that_is_done_is_awaited_without_a_turn() {
    Async.run(
        co -> {
          Deferred<String> letter = new Deferred<>();
          letter.complete("ready");
          co.loop().callSoon(() -> trail.say("callback"));
          trail.say(co.await(letter));
          trail.say(co.await(letter));
          co.await(checkpoint());
          return null;
        });

    assertEquals("ready, ready, callback", trail.toString());
  }

  @Test
  void callbacks_run_in_order_in_a_later_turn() {
    Async.run(
        co -> {
          Deferred<String> letter = new Deferred<>();
          letter.addDoneCallback(d -> trail.say("one " + d.result()));
          letter.addDoneCallback(d -> trail.say("two"));
          letter.complete("x");
          trail.say("completed");
          co.await(checkpoint());
          letter.addDoneCallback(d -> trail.say("late"));
          trail.say("registered");
          co.await(checkpoint());
          return null;
        });

    assertEquals("completed, one x, two, registered, late", trail.toString());
  }

  @Test
  void an_error_is_thrown_at_every_await() {
    Async.run(
        co -> {
          Deferred<String> letter = new Deferred<>();
          letter.fail(new IOException("lost"));
          for (int i = 0; i < 2; i++) {
            try {
              co.await(letter);
            } catch (IOException e) {
              trail.say(e.getMessage());
            }
          }
          return null;
        });

    assertEquals("lost, lost", trail.toString());
  }

  @Test
  void a_stop_iteration_is_wrapped() {
    Async.run(
        co -> {
          Deferred<String> letter = new Deferred<>();
          letter.fail(new StopIteration(null));

          Throwable error = letter.exception();

          assertInstanceOf(IllegalStateException.class, error);
          assertInstanceOf(StopIteration.class, error.getCause());
          return null;
        });
  }

  @Test
  void cancelling_it_reaches_every_waiter() {
    Async.run(
        co -> {
          Deferred<String> letter = new Deferred<>();
          Task<Object> a = co.spawn(reader("a", letter));
          Task<Object> b = co.spawn(reader("b", letter));
          co.await(checkpoint());

          assertTrue(letter.cancel("why"));
          assertFalse(letter.cancel());
          co.await(checkpoint());

          assertTrue(letter.isCancelled());
          assertTrue(a.isCancelled());
          assertTrue(b.isCancelled());
          assertEquals("why", assertThrows(CancelledError.class, a::result).reason());
          return null;
        });
  }

  @Test
  void cancelling_a_waiter_cancels_it_for_all() {
    Async.run(
        co -> {
          Deferred<String> letter = new Deferred<>();
          Task<Object> a = co.spawn(reader("a", letter));
          Task<Object> b = co.spawn(reader("b", letter));
          co.await(checkpoint());
          a.cancel();
          co.await(checkpoint());

          assertTrue(letter.isCancelled());
          assertTrue(b.isCancelled());
          return null;
        });
  }

  @Test
  void a_task_of_another_loop_cannot_await_it() {
    try (Loop other = Loop.create()) {
      Deferred<String> foreign = new Deferred<>(other);

      IllegalStateException e =
          assertThrows(
              IllegalStateException.class, () -> Async.run(co -> (Object) co.await(foreign)));

      assertTrue(e.getMessage().contains("it belongs to another loop"), e.getMessage());
      assertFalse(foreign.isDone());
    }
  }

  @Test
  void another_thread_is_told_to_use_the_thread_safe_door() {
    Deferred<String> letter = new Deferred<>(Loop.shared());

    NotOnLoopException e = assertThrows(NotOnLoopException.class, () -> letter.complete("x"));

    assertTrue(e.getMessage().startsWith("Deferred.complete() must be called on the thread of"));
    assertTrue(e.getMessage().endsWith("Use loop.callSoonThreadsafe(...)"));
    Loop.shared().callSoonThreadsafe(() -> letter.complete("y"));
    assertEquals("y", letter.block());
  }

  @Test
  void one_without_a_loop_cannot_be_made() {
    assertThrows(NotOnLoopException.class, Deferred::new);
    assertThrows(NullPointerException.class, () -> new Deferred<>(null));
  }

  @Test
  void a_subscriber_that_cancels_does_not_cancel_it() {
    Async.run(
        co -> {
          Deferred<String> letter = new Deferred<>();
          letter.subscribe(trail::say).dispose();
          letter.subscribe(trail::say);
          letter.complete("hello");
          co.await(checkpoint());
          return null;
        });

    assertEquals("hello", trail.toString());
  }

  @Test
  void null_is_a_result_and_completes_its_mono_empty() {
    Async.run(
        co -> {
          Deferred<String> letter = new Deferred<>();
          letter.doOnTerminate(() -> trail.say("empty")).subscribe(trail::say);
          letter.complete(null);
          trail.say("" + co.await(letter));
          co.await(checkpoint());
          return null;
        });

    assertEquals("null, empty", trail.toString());
  }

  @Test
  void its_text_tells_its_state() {
    Async.run(
        co -> {
          Deferred<String> letter = new Deferred<>();
          assertEquals("Deferred[pending]", letter.toString());
          Task<Object> task = co.spawn("reader", reader("r", letter));
          co.await(checkpoint());
          assertTrue(
              task.toString().startsWith("Task[reader, suspended in Deferred[pending] at "),
              task.toString());
          letter.complete("x");
          assertEquals("Deferred[completed]", letter.toString());
          co.await(task);
          return null;
        });
  }
}
