package monoloop;

import static monoloop.Async.checkpoint;
import static monoloop.Async.sleep;
import static monoloop.test.Turns.turns;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.time.Duration;
import monoloop.test.Trail;
import org.junit.jupiter.api.Test;

/** Errors of tasks that nobody looked at. */
class UnretrievedExceptionTest {
  private final Trail trail = new Trail();

  private void listen(Loop loop) {
    loop.exceptionHandler(
        (l, message, error, source) -> trail.say(message + ": " + error.getMessage()));
  }

  private static Coroutine<Object> failing() {
    return co -> {
      throw new IOException("nobody looks");
    };
  }

  @Test
  void a_task_nobody_looked_at_is_reported_when_the_loop_closes() {
    Async.run(
        co -> {
          listen(co.loop());
          Task<Object> bad = co.spawn("bad", failing());
          co.await(checkpoint());
          trail.say("done " + bad.isDone());
          return null;
        });

    assertEquals(
        "done true, Task \"bad\" failed and nobody looked at its error: nobody looks",
        trail.toString());
  }

  @Test
  void a_task_that_becomes_unreachable_is_reported_once() {
    Async.run(
        co -> {
          listen(co.loop());
          co.spawn("gone", failing());
          co.await(checkpoint());
          while (trail.toString().isEmpty()) {
            System.gc();
            co.await(sleep(Duration.ofMillis(2)));
          }
          trail.say("before the close");
          return null;
        });

    assertEquals(
        "Task \"gone\" failed and nobody looked at its error: nobody looks, before the close",
        trail.toString());
  }

  @Test
  void looking_at_the_error_is_enough() {
    Async.run(
        co -> {
          listen(co.loop());
          Task<Object> asked = co.spawn(failing());
          Task<Object> awaited = co.spawn(failing());
          Task<Object> waitedFor = co.spawn(failing());
          Task<Object> subscribed = co.spawn(failing());
          subscribed.subscribe(v -> {}, e -> {});
          Task<Object> waiter =
              co.spawn(
                  inner -> {
                    try {
                      return inner.await(waitedFor);
                    } catch (IOException e) {
                      return null;
                    }
                  });
          co.await(checkpoint());
          asked.exception();
          co.await(waiter);
          try {
            co.await(awaited);
          } catch (IOException e) {
            trail.say("looked");
          }
          return null;
        });

    assertEquals("looked", trail.toString());
  }

  @Test
  void a_callback_that_does_not_look_does_not_count() {
    Async.run(
        co -> {
          listen(co.loop());
          Task<Object> bad = co.spawn("bad", failing());
          bad.addDoneCallback(t -> trail.say("called back"));
          co.await(turns(2));
          return null;
        });

    assertEquals(
        "called back, Task \"bad\" failed and nobody looked at its error: nobody looks",
        trail.toString());
  }

  @Test
  void a_cancelled_task_is_not_reported() {
    Async.run(
        co -> {
          listen(co.loop());
          co.spawn(inner -> inner.await(sleep(Duration.ofDays(1)))).cancel();
          co.await(checkpoint());
          return null;
        });

    assertEquals("", trail.toString());
  }

  @Test
  void an_error_set_by_hand_is_reported_too() {
    Async.run(
        co -> {
          listen(co.loop());
          new Deferred<>().fail(new IOException("by hand"));
          return null;
        });

    assertEquals(
        "Deferred failed and nobody looked at its error: by hand", trail.toString());
  }
}
