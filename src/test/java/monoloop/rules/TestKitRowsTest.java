package monoloop.rules;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofSeconds;
import static monoloop.Async.checkpoint;
import static monoloop.Async.gather;
import static monoloop.Async.sleep;
import static monoloop.Async.toThread;
import static monoloop.test.Awaits.assertCompletesAtOnce;
import static monoloop.test.Awaits.assertSuspends;
import static monoloop.test.Awaits.waitUntilAllBlocked;
import static monoloop.test.Turns.turns;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import monoloop.Async;
import monoloop.Co;
import monoloop.Coroutine;
import monoloop.Loop;
import monoloop.Task;
import monoloop.VirtualTicker;
import monoloop.sync.AsyncLock;
import monoloop.sync.AsyncQueue;
import monoloop.test.Awaits;
import monoloop.test.LoopTest;
import monoloop.test.RepeatedSchedules;
import monoloop.test.Schedules;
import monoloop.test.Sequencer;
import monoloop.test.Trail;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Rows TEST of the features. */
class TestKitRowsTest {
  private final Trail trail = new Trail();

  @LoopTest
  void test_01_a_virtual_clock_jumps_when_everything_waits(Co co, VirtualTicker clock)
      throws Exception {
    co.await(sleep(ofDays(365)));

    assertEquals(ofDays(365), clock.elapsed());
  }

  @LoopTest(autojump = false)
  void test_02_a_clock_may_be_moved_by_hand(Co co, VirtualTicker clock) throws Exception {
    Task<Void> sleeper = co.spawn(sleep(ofSeconds(2)));
    co.await(waitUntilAllBlocked());

    clock.advance(ofSeconds(1));
    co.await(waitUntilAllBlocked());
    assertFalse(sleeper.isDone());
    clock.advance(ofSeconds(1));
    co.await(sleeper);
  }

  @Test
  void test_03_each_loop_has_a_clock_of_its_own() {
    VirtualTicker one = VirtualTicker.autojump();
    VirtualTicker other = VirtualTicker.autojump();
    try (Loop a = Loop.virtual(one);
        Loop b = Loop.virtual(other)) {
      a.run(sleep(ofHours(1)));
      b.run(sleep(ofHours(2)));
    }

    assertEquals(ofHours(1), one.elapsed());
    assertEquals(ofHours(2), other.elapsed());
  }

  @LoopTest
  void test_04_a_test_waits_until_everybody_else_waits(Co co) throws Exception {
    Task<Object> busy =
        co.spawn(
            inner -> {
              inner.await(turns(10));
              trail.say("waits");
              return inner.await(sleep(ofDays(1)));
            });
    co.await(waitUntilAllBlocked());
    trail.say("all blocked");
    busy.cancel();

    assertEquals("waits, all blocked", trail.toString());
  }

  @LoopTest
  void test_05_a_test_is_given_its_loop_clock_and_seed(
      Co co, Loop loop, VirtualTicker clock, Random random) {
    assertEquals(co.loop(), loop);
    assertEquals(0, clock.nanos());
    assertNotNull(random);
  }

  @RepeatedSchedules(10)
  void test_05_a_test_may_run_under_many_orders(Co co) throws Exception {
    AsyncQueue<Integer> queue = AsyncQueue.bounded(1);
    Mono<Integer> both = gather(queue.take(), queue.put(7)).map(all -> (Integer) all.get(0));

    assertEquals(7, co.await(both));
  }

  @LoopTest
  void test_06_a_sequencer_puts_the_blocks_of_several_tasks_in_order(Co co) throws Exception {
    Sequencer order = new Sequencer();
    Mono<Object> second =
        order.block(
            1,
            inner -> {
              trail.say("second");
              return null;
            });
    Mono<Object> first =
        order.block(
            0,
            inner -> {
              trail.say("first");
              return null;
            });

    co.await(gather(second, first));

    assertEquals("first, second", trail.toString());
  }

  @LoopTest
  void test_09_an_await_can_be_required_to_suspend_or_not_to(Co co) throws Exception {
    AsyncLock lock = new AsyncLock();
    AsyncQueue<String> queue = AsyncQueue.bounded(1);
    queue.tryPut("item");

    co.await(assertCompletesAtOnce(lock.acquire()));
    assertEquals("item", co.await(assertCompletesAtOnce(queue.take())));
    co.await(assertSuspends(checkpoint()));
    assertEquals(
        "did not complete at once",
        endOf(assertThrows(AssertionError.class, () -> co.await(failing(true)))));
    assertEquals(
        "completed without a turn",
        endOf(assertThrows(AssertionError.class, () -> co.await(failing(false)))));
  }

  private static Mono<?> failing(boolean suspends) {
    return suspends ? assertCompletesAtOnce(checkpoint()) : assertSuspends(Mono.just("at once"));
  }

  private static String endOf(AssertionError e) {
    String[] words = e.getMessage().split(" ", 2);
    return words[1].replaceFirst("^\\(.*\\) ", "");
  }

  @Test
  void test_11_every_order_of_what_is_ready_together_is_tried() {
    Coroutine<Object> racing =
        co -> {
          StringBuilder words = new StringBuilder();
          Mono<Object> a = Async.async(in -> words.append("a"));
          Mono<Object> b = Async.async(in -> words.append("b"));
          co.await(gather(a, b));
          trail.say(words.toString());
          return null;
        };

    assertEquals(2, Schedules.tryAll(100, racing));
    assertEquals("ab, ba", trail.toString());
  }

  @Test
  void test_11_a_body_is_cancelled_and_failed_at_each_of_its_awaits() {
    Coroutine<Object> careful =
        co -> {
          AsyncLock lock = new AsyncLock();
          co.await(lock.using(sleep(ofSeconds(1))));
          return co.await(lock.using(sleep(ofSeconds(1))));
        };

    assertEquals(2, Awaits.cancelAtEach(careful));
    assertEquals(2, Awaits.failAtEach(careful, () -> new IllegalStateException("fails")));
  }

  @LoopTest
  void test_12_the_clock_does_not_jump_while_another_thread_works(Co co, VirtualTicker clock)
      throws Exception {
    Task<Void> alarm = co.spawn(sleep(ofHours(1)));

    co.await(toThread(() -> true));

    assertTrue(clock.elapsed().compareTo(ofHours(1)) < 0);
    assertFalse(alarm.isDone());
    alarm.cancel();
  }
}
