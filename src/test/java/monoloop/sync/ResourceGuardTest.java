package monoloop.sync;

import static java.time.Duration.ofDays;
import static monoloop.Async.checkpoint;
import static monoloop.Async.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import monoloop.Co;
import monoloop.Task;
import monoloop.test.LoopTest;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** One user at a time, and no line. */
class ResourceGuardTest {
  private final ResourceGuard guard = new ResourceGuard("reading from the connection");

  @LoopTest
  void a_second_user_is_told_who_the_first_one_is(Co co) throws Exception {
    Task<Object> first = co.spawn("first", guard.using(in -> in.await(sleep(ofDays(1)))));
    Task<Object> second = co.spawn("second", guard.using(in -> in.await(sleep(ofDays(1)))));
    co.await(checkpoint());

    ResourceBusyException e =
        assertThrows(ResourceBusyException.class, () -> co.await(second));

    assertEquals(
        "Task \"second\" is refused: task \"first\" is reading from the connection. Use it from"
            + " one task at a time",
        e.getMessage());
    assertTrue(guard.isBusy());
    first.cancel();
  }

  @LoopTest
  void it_is_free_again_however_the_work_ends(Co co) throws Exception {
    assertEquals("work", co.await(guard.using(Mono.just("work"))));
    assertThrows(
        IllegalArgumentException.class,
        () -> co.await(guard.using(Mono.error(new IllegalArgumentException("work")))));
    Task<Object> cancelled = co.spawn(guard.using(in -> in.await(sleep(ofDays(1)))));
    co.await(checkpoint());
    cancelled.cancel();
    co.await(checkpoint());

    assertFalse(guard.isBusy());
    assertEquals("ResourceGuard[nobody is reading from the connection]", guard.toString());
  }

  @LoopTest
  void the_same_task_is_a_second_user_too(Co co) {
    assertThrows(
        ResourceBusyException.class,
        () -> co.await(guard.using(in -> in.await(guard.using(Mono.just("inner"))))));
    assertFalse(guard.isBusy());
  }

  @LoopTest
  void operators_are_users_like_any_other() {
    StepVerifier.create(guard.using(guard.using(Mono.just("inner"))))
        .verifyError(ResourceBusyException.class);
    StepVerifier.create(guard.using(Mono.just("work"))).expectNext("work").verifyComplete();
  }
}
