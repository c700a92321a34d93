package monoloop.sync;

import static monoloop.Async.checkpoint;
import static monoloop.sync.Saying.saying;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import monoloop.Async;
import monoloop.Loop;
import monoloop.NotOnLoopException;
import monoloop.Task;
import monoloop.test.Trail;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** A flag that tasks wait for. */
class EventTest {
  private final Trail trail = new Trail();
  private final Event event = new Event();

  @Test
  void set_wakes_everybody_in_the_order_in_which_they_came() {
    Async.run(
        co -> {
          Task<Void> a = co.spawn(saying(trail, "a", event.await()));
          Task<Void> b = co.spawn(saying(trail, "b", event.await()));
          co.await(checkpoint());
          event.set();
          trail.say("set");
          co.await(a);
          co.await(b);
          return null;
        });

    assertEquals("set, a, b", trail.toString());
  }

  @Test
  void a_set_event_is_awaited_without_a_turn() {
    Async.run(
        co -> {
          event.set();
          co.loop().callSoon(() -> trail.say("callback"));
          co.await(event.await());
          trail.say("passed");
          co.await(checkpoint());
          return null;
        });

    assertEquals("passed, callback", trail.toString());
  }

  @Test
  void those_who_waited_pass_even_if_it_is_cleared_at_once_and_newcomers_do_not() {
    Async.run(
        co -> {
          Task<Void> before = co.spawn(saying(trail, "before", event.await()));
          co.await(checkpoint());
          event.set();
          event.clear();
          Task<Void> after = co.spawn(saying(trail, "after", event.await()));
          co.await(before);
          co.await(checkpoint());
          trail.say("after is done: " + after.isDone());
          event.set();
          co.await(after);
          return null;
        });

    assertEquals("before, after is done: false, after", trail.toString());
  }

  @Test
  void a_cancelled_waiter_is_forgotten() {
    Async.run(
        co -> {
          Task<Void> waiter = co.spawn(event.await());
          co.await(checkpoint());
          assertEquals("Event[clear, 1 waiting]", event.toString());
          waiter.cancel();
          assertEquals(new Event.Statistics(false, 0), event.statistics());
          event.set();
          co.await(checkpoint());
          assertTrue(waiter.isCancelled());
          return null;
        });
    assertEquals("Event[set, 0 waiting]", event.toString());
    assertTrue(event.isSet());
  }

  @Test
  void plain_reactor_code_waits_for_it_too() {
    Loop loop = Loop.shared();

    StepVerifier.create(event.await())
        .then(() -> loop.callSoonThreadsafe(event::set))
        .expectComplete()
        .verify(Duration.ofSeconds(5));
  }

  @Test
  void setting_it_on_another_thread_is_refused_while_somebody_waits() {
    AtomicReference<String> message = new AtomicReference<>();

    Async.run(
        co -> {
          Task<Void> waiter = co.spawn(event.await());
          co.await(checkpoint());
          CountDownLatch refused = new CountDownLatch(1);
          Thread.ofPlatform()
              .name("stranger")
              .start(
                  () -> {
                    message.set(
                        assertThrows(NotOnLoopException.class, event::set).getMessage());
                    refused.countDown();
                  });
          refused.await();
          assertFalse(waiter.isDone());
          waiter.cancel();
          return null;
        });

    assertTrue(
        message
            .get()
            .startsWith(
                "What wakes WaitQueue[Event.await, 1 waiting] must be called on the thread of"),
        message.get());
    assertTrue(message.get().contains("was called on \"stranger\""), message.get());
  }

  @Test
  void it_serves_one_loop_at_a_time() {
    Mono<Void> await = event.await();
    Loop first = Loop.create();
    Task<?>[] waiter = new Task<?>[1];
    try (Loop second = Loop.create()) {
      first.run(
          Async.async(
              co -> {
                waiter[0] = co.spawn("a", await);
                co.await(checkpoint());
                return null;
              }));

      String message =
          assertThrows(IllegalStateException.class, () -> second.run(await)).getMessage();

      assertTrue(
          message.startsWith(
              "WaitQueue[Event.await, 1 waiting] is bound to a different event loop than Task["),
          message);
    } finally {
      waiter[0].cancel();
      first.close();
    }
  }
}
