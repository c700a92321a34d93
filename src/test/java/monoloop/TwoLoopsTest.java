package monoloop;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofSeconds;
import static monoloop.Async.async;
import static monoloop.Async.checkpoint;
import static monoloop.Async.gather;
import static monoloop.Async.shield;
import static monoloop.Async.waitFor;
import static monoloop.Async.waitUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import monoloop.sync.AsyncLock;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;
import reactor.core.scheduler.Schedulers;

/** What belongs to one loop, used from another, from no loop, and once its loop has gone. */
class TwoLoopsTest {
  private final Loop loop = Loop.create();
  private final Task<Integer> foreign =
      loop.run(async(co -> co.spawn("foreign", Mono.<Integer>never())));

  @AfterEach
  void close() {
    loop.close();
  }

  @Test
  void whatever_waits_for_a_task_of_another_loop_is_refused() {
    List<Mono<?>> waits =
        List.of(
            foreign,
            gather(foreign),
            shield(foreign),
            waitFor(foreign, ofSeconds(5)),
            waitFor(foreign, ZERO),
            waitUntil(List.of(foreign), When.ALL_COMPLETED));

    for (Mono<?> wait : waits) {
      IllegalStateException e =
          assertThrows(IllegalStateException.class, () -> Async.run(co -> co.await(wait)));
      assertTrue(e.getMessage().contains("it belongs to another loop"), e::getMessage);
    }
    assertEquals(0, foreign.cancelling());
  }

  @Test
  void a_task_cannot_wait_for_itself_in_a_detour() {
    for (int i = 0; i < 2; i++) {
      boolean gathered = i == 0;

      IllegalStateException e =
          assertThrows(
              IllegalStateException.class,
              () ->
                  Async.run(
                      co -> {
                        Mono<?> self = co.task();
                        Mono<?> detour = gathered ? gather(self) : shield(self);
                        return co.await(detour);
                      }));

      assertTrue(e.getMessage().startsWith("Task cannot await on itself"), e::getMessage);
    }
  }

  @Test
  void a_handle_spawns_on_its_own_loops_thread_only() {
    NotOnLoopException e =
        Async.run(
            co ->
                co.await(
                    Mono.fromCallable(
                            () ->
                                assertThrows(
                                    NotOnLoopException.class, () -> co.spawn(checkpoint())))
                        .subscribeOn(Schedulers.boundedElastic())));

    assertTrue(e.getMessage().startsWith("co.spawn() must be called on"), e::getMessage);
  }

  @Test
  void a_value_is_still_there_for_who_requests_it_once_the_loop_is_closed() throws Exception {
    List<String> heard = new ArrayList<>();
    CountDownLatch over = new CountDownLatch(1);
    BaseSubscriber<Integer> late =
        new BaseSubscriber<>() {
          @Override
          protected void hookOnSubscribe(Subscription s) {}

          @Override
          protected void hookOnNext(Integer value) {
            heard.add("next " + value);
          }

          @Override
          protected void hookFinally(SignalType type) {
            heard.add(type.toString());
            over.countDown();
          }
        };
    Async.run(
        co -> {
          async(inner -> 5).subscribe(late);
          return null;
        });

    late.request(1);

    assertTrue(over.await(5, TimeUnit.SECONDS));
    assertEquals(List.of("next 5", "onComplete"), heard);
  }

  /** Only for this test: {@code -Dmonoloop.debug=true} sets it for all. */
  @Test
  void in_debug_mode_a_lock_that_two_loops_use_is_found_although_nobody_waits() {
    AsyncLock lock = new AsyncLock();
    WaitQueue.strict = true;
    try {
      Async.run(lock.using(async(co -> 1)));

      IllegalStateException e =
          assertThrows(
              IllegalStateException.class, () -> Async.run(lock.using(async(co -> 1))));

      assertTrue(
          e.getMessage().contains("is bound to a different event loop than "), e.getMessage());
    } finally {
      WaitQueue.strict = false;
    }
  }
}
