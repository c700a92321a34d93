package monoloop;

import static monoloop.Async.async;
import static monoloop.Async.cancelScope;
import static monoloop.Async.checkpoint;
import static monoloop.Async.sleep;
import static monoloop.Async.taskGroup;
import static monoloop.test.Turns.turns;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import monoloop.test.Trail;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** A cancellation tells who asked for it. */
class WhoCancelledTest {
  private static final Duration LONG = Duration.ofDays(1);

  private final Trail trail = new Trail();

  /** Waits for ever and says by whom it was cancelled. */
  private Mono<Object> victim() {
    return async(
        co -> {
          try {
            return co.await(sleep(LONG));
          } catch (CancelledError e) {
            trail.say(e.cancelledBy() + ": " + e.getMessage());
            throw e;
          }
        });
  }

  @Test
  void a_task_is_called_by_its_name() {
    Async.run(
        co -> {
          Task<Object> first = co.spawn(victim());
          Task<Object> second = co.spawn(victim());
          co.await(checkpoint());
          co.await(
              co.spawn(
                  "killer",
                  async(
                      in -> {
                        first.cancel("enough");
                        return second.cancel();
                      })));
          return co.await(Async.gatherSettled(List.of(first, second)));
        });

    assertEquals(
        "killer: enough, cancelled by task \"killer\", killer: cancelled by task \"killer\"",
        trail.toString());
  }

  @Test
  void it_is_known_wherever_the_error_is_met() {
    Async.run(
        co -> {
          Task<Object> task = co.spawn(victim());
          Task<List<Object>> waiting = co.spawn(Async.gather(task));
          co.await(turns(2));
          co.await(co.spawn("killer", async(in -> waiting.cancel())));
          try {
            co.await(task);
          } catch (CancelledError e) {
            trail.say("await " + e.cancelledBy());
          }
          return null;
        });

    assertEquals("killer: cancelled by task \"killer\", await killer", trail.toString());
  }

  @Test
  void a_child_that_fails_is_named_as_the_canceller_of_its_siblings() {
    assertThrows(
        TaskGroupException.class,
        () ->
            Async.run(
                taskGroup(
                    (co, group) -> {
                      group.spawn(victim());
                      group.spawn(
                          "bad",
                          async(
                              in -> {
                                in.await(checkpoint());
                                throw new IOException();
                              }));
                      return null;
                    })));

    assertEquals(
        "bad: its task group is shutting down, cancelled by task \"bad\"", trail.toString());
  }

  @Test
  void a_scope_and_a_deferred_name_their_canceller_too() {
    Async.run(
        co -> {
          CancelScope[] scope = new CancelScope[1];
          Mono<Object> victim = victim();
          co.spawn(
              cancelScope(
                  (in, s) -> {
                    scope[0] = s;
                    return in.await(victim);
                  }));
          Deferred<Object> deferred = new Deferred<>();
          co.await(checkpoint());
          co.await(
              co.spawn(
                  "killer",
                  async(
                      in -> {
                        scope[0].cancel("stop");
                        return deferred.cancel("no");
                      })));
          try {
            co.await(deferred);
          } catch (CancelledError e) {
            trail.say(e.getMessage());
          }
          co.await(checkpoint());
          return null;
        });

    assertTrue(trail.toString().contains("no, cancelled by task \"killer\""), trail::toString);
    assertTrue(
        trail.toString().contains("killer: stop, cancelled by task \"killer\""), trail::toString);
  }

  @Test
  void another_thread_is_called_by_its_name() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<String> who = new CompletableFuture<>();
    Mono<Object> victim =
        async(
            co -> {
              begun.countDown();
              try {
                return co.await(Mono.never());
              } catch (CancelledError e) {
                who.complete(e.getMessage());
                throw e;
              }
            });
    CompletableFuture<Object> future = Loop.shared().submit(victim);
    begun.await();

    Thread.ofPlatform().name("outsider").start(() -> future.cancel(false)).join();

    assertEquals("its future was cancelled, cancelled by thread \"outsider\"", who.get());
  }

  @Test
  void a_limit_of_time_is_nobodys_doing() {
    Async.run(
        co -> {
          co.await(Async.moveOnAfter(Duration.ofMillis(1), in -> in.await(victim())));
          return null;
        });

    assertEquals("null: its time is over", trail.toString());
  }

  @Test
  void in_debug_mode_the_line_is_there() {
    boolean before = Unawaited.on;
    Unawaited.on = true;
    try {
      Async.run(
          co -> {
            Task<Object> task = co.spawn(victim());
            co.await(checkpoint());
            task.cancel("enough");
            return co.await(Async.gatherSettled(List.of(task)));
          });
    } finally {
      Unawaited.on = before;
    }

    assertTrue(
        trail.toString().matches(".*cancelled by task \"Task-1\" at WhoCancelledTest.java:\\d+"),
        trail::toString);
  }

  @Test
  void an_error_that_a_body_makes_itself_names_nobody_and_can_be_serialised() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(new CancelledError("why"));
    }
    CancelledError e =
        (CancelledError)
            new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();

    assertEquals("why", e.reason());
    assertEquals("why", e.getMessage());
    assertEquals(null, e.cancelledBy());
  }
}
